//! Tables that plans name by number: they stay where they are, in this process.

use std::sync::{Arc, Mutex, PoisonError};

use datafusion::catalog::TableProvider;
use datafusion::common::exec_err;
use datafusion::error::Result;

static KEPT: Mutex<Vec<Arc<dyn TableProvider>>> = Mutex::new(Vec::new());

/// The number under which `table` can be had again.
pub fn keep(table: Arc<dyn TableProvider>) -> usize {
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    kept.push(table);
    kept.len() - 1
}

pub fn kept(number: &str) -> Result<Arc<dyn TableProvider>> {
    let kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    match number
        .parse()
        .ok()
        .and_then(|number: usize| kept.get(number))
    {
        Some(table) => Ok(Arc::clone(table)),
        None => exec_err!("the counting codec keeps no table {number}"),
    }
}
