//! Calls of the codecs' methods since the addon was loaded.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

static CALLS: Mutex<BTreeMap<&str, u32>> = Mutex::new(BTreeMap::new());

pub fn count(method: &'static str) {
    let mut calls = CALLS.lock().unwrap_or_else(PoisonError::into_inner);
    *calls.entry(method).or_default() += 1;
}

pub fn json() -> String {
    let calls = CALLS.lock().unwrap_or_else(PoisonError::into_inner);
    serde_json::json!(*calls).to_string()
}
