//! DataFusion's own functions, by name.

use std::sync::Arc;

use datafusion::common::exec_err;
use datafusion::error::Result;
use datafusion::logical_expr::{AggregateUDF, ScalarUDF, WindowUDF};

/// Marks what this addon wrote.
const MARK: &[u8] = b"CNT1";

pub fn write(name: &str, buf: &mut Vec<u8>) {
    buf.extend(MARK);
    buf.extend(name.as_bytes());
}

pub fn read(buf: &[u8]) -> Result<&str> {
    match buf.strip_prefix(MARK).map(std::str::from_utf8) {
        Some(Ok(text)) => Ok(text),
        _ => exec_err!("the counting codec did not write this payload"),
    }
}

pub fn scalar(name: &str) -> Result<Arc<ScalarUDF>> {
    let all = datafusion::functions::all_default_functions();
    known(
        all.into_iter().find(|function| function.name() == name),
        name,
    )
}

pub fn aggregate(name: &str) -> Result<Arc<AggregateUDF>> {
    let all = datafusion::functions_aggregate::all_default_aggregate_functions();
    known(
        all.into_iter().find(|function| function.name() == name),
        name,
    )
}

pub fn window(name: &str) -> Result<Arc<WindowUDF>> {
    let all = datafusion::functions_window::all_default_window_functions();
    known(
        all.into_iter().find(|function| function.name() == name),
        name,
    )
}

fn known<T>(found: Option<T>, name: &str) -> Result<T> {
    match found {
        Some(function) => Ok(function),
        None => exec_err!("the counting codec knows no function {name}"),
    }
}
