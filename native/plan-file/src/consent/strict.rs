//! A policy for sessions that decode only what needs no consent.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::judge;
use planarium_error::Result;
use planarium_plan_codec::{ReadPolicy, Root};

/// Admits bytes that only compute and read, and those that were approved. Others are refused before
/// any codec sees them: `plan_writes`, `plan_version_differs`.
#[derive(Debug, Clone, Default)]
pub struct Strict {
    approved: BTreeSet<[u8; 32]>,
}

impl Strict {
    /// Without approvals.
    pub fn new() -> Self {
        Self::default()
    }

    /// Admits exactly `bytes`, too, read as `root`.
    pub fn approve(&mut self, bytes: &[u8], root: Root) {
        self.approved.insert(digest(bytes, root));
    }
}

impl ReadPolicy for Strict {
    fn admit(&self, bytes: &[u8], root: Root) -> Result<()> {
        let verdict = judge(bytes, root);
        match verdict.newer().or_else(|| verdict.consent()) {
            Some(refusal) if !self.approved.contains(&digest(bytes, root)) => Err(refusal),
            _ => Ok(()),
        }
    }
}

/// The same bytes are another plan where they are read as another kind.
fn digest(bytes: &[u8], root: Root) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(format!("{root:?}:"));
    hash.update(bytes);
    hash.finalize().into()
}
