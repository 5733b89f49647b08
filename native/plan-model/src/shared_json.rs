//! Values that several share and that cross to JavaScript as they are.

use serde::{Serialize, Serializer};
use std::ops::Deref;
use std::sync::Arc;

/// Serialised as what it holds: serde does so for an `Arc` only with a feature that would hold for all of
/// its users.
#[derive(Debug)]
pub struct SharedJson<T: ?Sized>(pub Arc<T>);

impl<T: ?Sized> Clone for SharedJson<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T: ?Sized> Deref for SharedJson<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Serialize + ?Sized> Serialize for SharedJson<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
