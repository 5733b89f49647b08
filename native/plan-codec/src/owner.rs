//! What a codec that leaves its session keeps alive.

use std::any::Any;
use std::fmt;

/// Nothing by default.
#[derive(Default)]
pub(super) struct Owner(Option<Box<dyn Any + Send + Sync>>);

impl Owner {
    pub(super) fn of(kept: impl Any + Send + Sync) -> Self {
        Self(Some(Box::new(kept)))
    }
}

impl fmt::Debug for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Some(_) => "a session",
            None => "nobody",
        })
    }
}
