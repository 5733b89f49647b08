//! Work that computes for long between its awaits, such as planning.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::functions::planning;
use tokio::task::block_in_place;

/// `work`, which plans and whose worker thread others get while it computes: a plan that takes a minute, even one
/// that was given up and cannot be stopped, must not keep later queries waiting.
pub fn blocking_poll<T>(work: impl Future<Output = T> + Send) -> impl Future<Output = T> + Send {
    BlockingPoll(Box::pin(work))
}

struct BlockingPoll<F>(Pin<Box<F>>);

impl<F: Future> Future for BlockingPoll<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<F::Output> {
        block_in_place(|| planning(|| self.0.as_mut().poll(context)))
    }
}
