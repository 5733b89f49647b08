//! Where a result and whoever asks for it meet, in either order.

use planarium_engine::{Error, ErrorCode, Result as EngineResult};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Is given the result.
pub(crate) type Settle<T> = Box<dyn FnOnce(EngineResult<T>) + Send>;

enum State<T> {
    /// There is no result yet, and nobody asked.
    Open,
    Awaited(Settle<T>),
    Ended(EngineResult<T>),
    /// The result was given.
    Given,
}

pub(crate) struct Slot<T>(Mutex<State<T>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(Mutex::new(State::Open))
    }
}

impl<T> Slot<T> {
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Gives `settle` the result, now or when there is one; the second time it gets
    /// `invalid_request`.
    pub(crate) fn ask(&self, settle: Settle<T>) {
        let mut state = self.lock();
        let result = match std::mem::replace(&mut *state, State::Given) {
            State::Open => {
                *state = State::Awaited(settle);
                return;
            }
            State::Ended(result) => result,
            asked => {
                *state = asked;
                Err(Error::new(
                    ErrorCode::InvalidRequest,
                    "The result was asked for twice.",
                ))
            }
        };
        drop(state);
        settle(result);
    }

    /// The result of the work, unless it was given up.
    fn end(&self, result: EngineResult<T>) {
        let mut state = self.lock();
        match std::mem::replace(&mut *state, State::Given) {
            State::Open => *state = State::Ended(result),
            State::Awaited(settle) => {
                drop(state);
                settle(result);
            }
            over => *state = over,
        }
    }

    /// `error` instead of a result that was not given yet.
    pub(crate) fn give_up(&self, error: Error) {
        let mut state = self.lock();
        if let State::Ended(result) = &mut *state {
            *result = Err(error);
            return;
        }
        drop(state);
        self.end(Err(error));
    }

    pub(crate) fn is_awaited(&self) -> bool {
        matches!(&*self.lock(), State::Awaited(_))
    }

    /// For the work: what is dropped without a result, as when its session ends, was cancelled.
    pub(crate) fn ended_when_dropped(self: Arc<Self>) -> End<T> {
        End(self)
    }
}

pub(crate) struct End<T>(Arc<Slot<T>>);

impl<T> End<T> {
    pub(crate) fn with(self, result: EngineResult<T>) {
        self.0.end(result);
    }
}

impl<T> Drop for End<T> {
    fn drop(&mut self) {
        self.0.end(Err(Error::cancelled()));
    }
}
