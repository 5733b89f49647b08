//! Where a plan came from, and what that asks for before it runs.

use std::sync::Arc;

use crate::consent::Verdict;
use crate::{Error, Result};

/// Kept by every plan that is made of another one.
#[derive(Debug, Clone)]
pub(super) enum Provenance {
    /// Planned from SQL in this session.
    Here,
    /// Decoded: what [`Verdict::consent`] says of the bytes.
    Bytes(Option<Arc<Error>>),
}

impl Provenance {
    pub(super) fn of(verdict: &Verdict) -> Self {
        Self::Bytes(verdict.consent().map(Arc::new))
    }

    pub(super) fn is_foreign(&self) -> bool {
        matches!(self, Self::Bytes(_))
    }

    /// # Errors
    /// `plan_writes` for bytes that need consent, unless `allow_write`.
    pub(super) fn allow(&self, allow_write: bool) -> Result<()> {
        match self {
            Self::Bytes(Some(consent)) if !allow_write => Err(consent.as_ref().clone()),
            _ => Ok(()),
        }
    }
}
