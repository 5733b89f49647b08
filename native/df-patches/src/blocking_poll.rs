//! Work that computes for long between its awaits, such as planning.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::functions::planning;
use tokio::task::block_in_place;

/// Runs `work`, which plans, and frees its worker thread for others while it computes: planning that takes a
/// minute, even if it was cancelled and cannot be stopped, does not delay later queries.
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
