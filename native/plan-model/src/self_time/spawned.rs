//! Tasks that operators spawn count for the operator that spawned them.
//!
//! DataFusion spawns through its own `SpawnedTask` and `JoinSet`, which ask one tracer per process
//! (`datafusion-common-runtime`, `trace_utils.rs`).

use super::spans;
use datafusion::common::runtime::{JoinSetTracer, set_join_set_tracer};
use futures::future::{BoxFuture, poll_fn};
use std::any::Any;
use std::sync::Once;

struct ForTheSpawner;

type Output = Box<dyn Any + Send>;
type Block = Box<dyn FnOnce() -> Output + Send>;

impl JoinSetTracer for ForTheSpawner {
    fn trace_future(&self, mut task: BoxFuture<'static, Output>) -> BoxFuture<'static, Output> {
        match spans::current() {
            None => task,
            Some(time) => Box::pin(poll_fn(move |context| {
                let _span = spans::enter(&time);
                task.as_mut().poll(context)
            })),
        }
    }

    fn trace_block(&self, block: Block) -> Block {
        match spans::current() {
            None => block,
            Some(time) => Box::new(move || {
                let _span = spans::enter(&time);
                block()
            }),
        }
    }
}

/// Makes spawned tasks count. Where this process has a tracer already they count for nobody.
pub(super) fn count() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = set_join_set_tracer(&ForTheSpawner);
    });
}
