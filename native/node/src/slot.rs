//! Connects a result with its receiver, in either order.

use planarium_engine::{Error, ErrorCode, Result as EngineResult};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Receives the result.
pub(crate) type Settle<T> = Box<dyn FnOnce(EngineResult<T>) + Send>;

enum State<T> {
    /// There is no result and no receiver yet.
    Open,
    Awaited(Settle<T>),
    Ended(EngineResult<T>),
    /// The result was delivered.
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

    /// Passes the result to `settle`, now or once it exists; a second receiver gets
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

    /// Sets the result of the work, unless it was cancelled.
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

    /// Sets `error` instead of a result that was not set yet.
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

    /// For the work: if it is dropped without a result, such as when its session ends, it was cancelled.
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
