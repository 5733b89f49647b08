//! Planning errors with what the catalog knows: names that were perhaps meant.

use crate::catalog;
use crate::error::{Error, ErrorCode, similar_names};
use crate::session::Session;
use datafusion::common::DataFusionError;
use datafusion::common::utils::quote_identifier;

/// The error of planning a statement of `sql`: places in UTF-16 units, similar names in the hint.
pub fn explain(session: &Session, sql: &str, error: DataFusionError) -> Error {
    let error = Error::from(error).in_text(sql);
    match error.code {
        ErrorCode::TableUnknown if error.hint.is_none() => similar_tables(session, error),
        _ => error,
    }
}

fn similar_tables(session: &Session, error: Error) -> Error {
    let Some(name) = error
        .message
        .strip_prefix("There is no table ")
        .and_then(|rest| rest.strip_suffix('.'))
    else {
        return error;
    };
    let tables = catalog::names(session);
    let similar = similar_names(name, tables.iter().map(String::as_str));
    let hint = if !similar.is_empty() {
        let list: Vec<_> = similar.into_iter().map(quote_identifier).collect();
        format!("Did you mean {}?", list.join(" or "))
    } else if tables.is_empty() {
        "No table is open yet: open a file first.".to_owned()
    } else {
        "Open the file it is in, or look at the list of tables.".to_owned()
    };
    error.with_hint(hint)
}
