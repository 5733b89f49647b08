//! Planning errors with what the catalog knows: names that were perhaps meant.

use crate::Catalog;
use crate::source::{is_file, is_path};
use datafusion::common::DataFusionError;
use datafusion::common::utils::quote_identifier;
use planarium_error::{Error, ErrorCode, similar_names};

/// The error of planning a statement of `sql`: places in UTF-16 units, similar names in the hint.
pub fn explain(session: &impl AsRef<Catalog>, sql: &str, error: DataFusionError) -> Error {
    let catalog = session.as_ref();
    let error = Error::from(error).in_text(sql);
    match error.code {
        ErrorCode::TableUnknown if error.hint.is_none() => unknown_table(catalog, error),
        ErrorCode::FunctionUnknown => similar_functions(catalog, error),
        _ => error,
    }
}

/// The name in "There is no table NAME.", or of another `kind`.
fn name_in(error: &Error, kind: &str) -> Option<String> {
    let rest = error.message.strip_prefix("There is no ")?;
    let name = rest.strip_prefix(kind)?.strip_suffix('.')?;
    Some(name.trim_start().to_owned())
}

fn unknown_table(catalog: &Catalog, error: Error) -> Error {
    let Some(name) = name_in(&error, "table") else {
        return error;
    };
    let name = name.as_str();
    if let Some(quoted) = name.strip_prefix("datafusion.") {
        // Two names with a dot between: a schema and its table, or a file without quotes.
        return match is_path(quoted) {
            true => error.with_hint(format!(
                "Put the path of a file in single quotes: '{quoted}'."
            )),
            false => error.with_hint("Look at the list of tables."),
        };
    }
    if is_path(name) {
        return no_file(name, error);
    }
    let tables = crate::names(catalog);
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

/// The answer to a path that is no table.
fn no_file(path: &str, error: Error) -> Error {
    if path.contains("://") && !path.starts_with("file:") {
        return Error {
            code: ErrorCode::UnsupportedStatement,
            message: format!("{path} cannot be read: remote files are not supported yet."),
            ..error
        }
        .with_hint("Copy the file to this machine, then open it.");
    }
    match is_file(path) {
        Ok(false) => Error {
            code: ErrorCode::FileMissing,
            message: format!("There is no data file {path}."),
            ..error
        }
        .with_hint("Check the path; the files may have been moved or deleted."),
        Ok(true) => Error {
            code: ErrorCode::FileFormatUnknown,
            message: format!("{path} has an unsupported format."),
            ..error
        }
        .with_hint("Parquet, CSV, JSON, Arrow and Excel files can be read; the extension tells which, for example .csv."),
        Err(reason) => Error {
            span: error.span,
            ..reason
        },
    }
}

/// DataFusion always has a guess, however far.
fn similar_functions(catalog: &Catalog, mut error: Error) -> Error {
    let state = catalog.context().state();
    let of_tables = name_in(&error, "table function");
    let Some(name) = of_tables.clone().or_else(|| name_in(&error, "function")) else {
        return error;
    };
    if of_tables.is_some() {
        let names = state.table_functions().keys().map(String::as_str);
        let similar = similar_names(&name, names);
        error.hint = match similar.is_empty() {
            true => None,
            false => Some(format!("Did you mean {}?", similar.join(" or "))),
        };
        return error;
    }
    let mut names: Vec<&str> = state
        .scalar_functions()
        .keys()
        .map(String::as_str)
        .collect();
    names.extend(state.aggregate_functions().keys().map(String::as_str));
    names.extend(state.window_functions().keys().map(String::as_str));
    names.sort_unstable();
    let similar = similar_names(&name, names);
    error.hint = match similar.is_empty() {
        true => Some("SHOW FUNCTIONS lists all there are.".to_owned()),
        false => Some(format!("Did you mean {}?", similar.join(" or "))),
    };
    error
}
