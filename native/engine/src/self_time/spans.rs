//! Which operator the current thread is working for.

use super::clock;
use datafusion::physical_plan::metrics::Time;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::time::Duration;

thread_local! {
    static SPANS: RefCell<Spans> = const { RefCell::new(Spans { open: Vec::new(), since: 0 }) };
}

struct Spans {
    /// The operator at work, above it those that called it.
    open: Vec<Time>,
    /// When the one at work began or went on.
    since: u64,
}

impl Spans {
    /// Gives the time since the last switch to the operator at work.
    fn settle(&mut self) {
        let now = clock::now();
        if let Some(time) = self.open.last() {
            time.add_duration(Duration::from_nanos(now.saturating_sub(self.since)));
        }
        self.since = now;
    }
}

/// Ends the span when dropped, on the thread that began it.
pub(super) struct Span(PhantomData<*const ()>);

/// From now on this thread works for the operator of `time`; whoever was at work pauses.
pub(super) fn enter(time: &Time) -> Span {
    with(|spans| {
        spans.settle();
        spans.open.push(time.clone());
    });
    Span(PhantomData)
}

impl Drop for Span {
    fn drop(&mut self) {
        with(|spans| {
            spans.settle();
            spans.open.pop();
        });
    }
}

/// The time of the operator at work, if any.
pub(super) fn current() -> Option<Time> {
    let mut current = None;
    with(|spans| current = spans.open.last().cloned());
    current
}

fn with(work: impl FnOnce(&mut Spans)) {
    // A thread that is ending has no spans left: nothing is measured on it.
    let _ = SPANS.try_with(|spans| work(&mut spans.borrow_mut()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spin() {
        let start = clock::now();
        while clock::now() - start < 2_000_000 {}
    }

    #[test]
    fn the_caller_pauses_while_the_called_works() {
        let (caller, called) = (Time::new(), Time::new());
        let before = clock::now();
        {
            let _caller = enter(&caller);
            for _ in 0..5 {
                let _called = enter(&called);
                spin();
            }
            spin();
        }
        let spent = clock::now() - before;
        let (caller, called) = (caller.value() as u64, called.value() as u64);
        assert!(called >= 10_000_000, "{called}");
        assert!(caller >= 2_000_000 && caller < called, "{caller} {called}");
        assert!(caller + called <= spent, "{caller} + {called} of {spent}");
        assert!(current().is_none());
    }

    #[test]
    fn a_panic_ends_its_spans() {
        let time = Time::new();
        let result = std::panic::catch_unwind(|| {
            let _span = enter(&Time::new());
            panic!("on purpose");
        });
        assert!(result.is_err());
        assert!(current().is_none());
        spin();
        assert_eq!(time.value(), 0);
    }
}
