//! Which operator the current thread is working for.

use super::clock;
use datafusion::physical_plan::metrics::Time;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::time::Duration;

/// Stretches of work shorter than this, in nanoseconds, are taken by wall time: a thread that is
/// taken off its core stays off longer. So the slow clock costs a hundredth at most.
const SHORT: u64 = 50_000;

thread_local! {
    static SPANS: RefCell<Spans> = const {
        RefCell::new(Spans { open: Vec::new(), wall: 0, cpu: 0, given: 0 })
    };
}

struct Spans {
    /// The operator at work, before it those that called it.
    open: Vec<Time>,
    /// Wall time of the last switch.
    wall: u64,
    /// CPU time when it was last read, and what was given to operators since.
    cpu: u64,
    given: u64,
}

impl Spans {
    /// Starts the clocks of a thread that worked for no operator.
    fn start(&mut self) {
        self.wall = clock::wall();
        self.cpu = clock::cpu();
        self.given = 0;
    }

    /// Gives the time since the last switch to the operator at work.
    fn settle(&mut self) {
        let wall = clock::wall();
        let mut spent = wall.saturating_sub(self.wall);
        if spent < SHORT {
            self.given += spent;
        } else {
            let cpu = clock::cpu();
            spent = cpu.saturating_sub(self.cpu).saturating_sub(self.given);
            self.cpu = cpu;
            self.given = 0;
        }
        if let Some(time) = self.open.last() {
            time.add_duration(Duration::from_nanos(spent));
        }
        self.wall = wall;
    }
}

/// Ends the span when dropped, on the thread that began it.
pub(super) struct Span(PhantomData<*const ()>);

/// From now on this thread works for the operator of `time`; whoever was at work pauses.
pub(super) fn enter(time: &Time) -> Span {
    with(|spans| {
        match spans.open.is_empty() {
            true => spans.start(),
            false => spans.settle(),
        }
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
        let start = clock::cpu();
        while clock::cpu() - start < 2_000_000 {}
    }

    #[test]
    fn the_caller_pauses_while_the_called_works() {
        let (caller, called) = (Time::new(), Time::new());
        let before = clock::cpu();
        {
            let _caller = enter(&caller);
            for _ in 0..5 {
                let _called = enter(&called);
                spin();
            }
            spin();
        }
        let spent = clock::cpu() - before;
        let (caller, called) = (caller.value() as u64, called.value() as u64);
        assert!(called >= 9_900_000, "{called}");
        assert!(caller >= 1_900_000 && caller < called, "{caller} {called}");
        let sum = caller + called;
        assert!(sum <= spent + 2 * SHORT, "{sum} of {spent}");
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
