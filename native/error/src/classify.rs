//! Translates DataFusion's errors for the author of the SQL.

use super::message::{plain, split_position};
use super::{Error, ErrorCode, Position, Span, column, reader, system};
use datafusion::arrow::error::ArrowError;
use datafusion::common::{DataFusionError, SchemaError};
use datafusion::object_store;
use datafusion::parquet::errors::ParquetError;
use datafusion::sql::sqlparser::parser::ParserError;
use std::io;

impl From<DataFusionError> for Error {
    /// Columns of the span count characters; [`Error::in_text`] converts them to UTF-16 units.
    fn from(error: DataFusionError) -> Self {
        let detail = error.strip_backtrace();
        let span = error
            .diagnostic()
            .and_then(|diagnostic| diagnostic.span)
            .map(|span| Span {
                start: place(span.start.line, span.start.column),
                end: place(span.end.line, span.end.column),
            });
        let mut classified = no_room(&error).unwrap_or_else(|| classify(&error));
        classified.span = span.or(classified.span);
        match classified.detail {
            Some(_) => classified,
            None => classified.with_detail(detail),
        }
    }
}

impl From<Error> for DataFusionError {
    /// Passes the error through DataFusion; it is recovered unchanged.
    fn from(error: Error) -> Self {
        Self::External(Box::new(error))
    }
}

fn place(line: u64, column: u64) -> Position {
    Position {
        line: line as u32,
        column: column as u32,
    }
}

const MAKE_ROOM: &str =
    "Make room on the disk, or write to another one. Queries that spill need room too.";

/// A full disk anywhere in the chain of causes: the writers of each format wrap it in their own
/// errors, some of which mean damage when reading.
fn no_room(error: &DataFusionError) -> Option<Error> {
    let first: &(dyn std::error::Error + 'static) = error;
    let reason = std::iter::successors(Some(first), |error| error.source())
        .filter_map(|error| error.downcast_ref::<io::Error>())
        .find_map(|error| match error.kind() {
            io::ErrorKind::StorageFull => Some("the disk is full"),
            io::ErrorKind::QuotaExceeded => Some("the quota of the disk is used up"),
            io::ErrorKind::ReadOnlyFilesystem => Some("the disk is read-only"),
            _ => None,
        })?;
    Some(
        Error::new(
            ErrorCode::WriteFailed,
            format!("What had to be written could not be: {reason}."),
        )
        .with_hint(MAKE_ROOM),
    )
}

fn classify(error: &DataFusionError) -> Error {
    use DataFusionError as E;
    match error {
        E::Context(_, inner) => classify(inner),
        E::Diagnostic(_, inner) => classify(inner),
        E::Shared(inner) => classify(inner),
        E::Collection(all) => all.first().map_or_else(|| unnamed(error), classify),
        E::SQL(inner, _) => syntax(inner),
        E::SchemaError(inner, _) => schema(inner),
        E::Plan(text) => planning(text),
        E::Configuration(text) => Error::new(ErrorCode::SqlPlan, plain(text)),
        E::NotImplemented(text) => Error::new(ErrorCode::UnsupportedStatement, plain(text))
            .with_hint("DataFusion does not support this yet; write it another way."),
        E::ResourcesExhausted(text) => exhausted(text),
        E::ObjectStore(inner) => store(inner),
        E::IoError(inner) => io(inner),
        E::ParquetError(inner) => parquet(inner),
        E::ArrowError(inner, _) => arrow(inner),
        E::ExecutionJoin(inner) if inner.is_panic() => Error::panicked(inner.to_string()),
        E::ExecutionJoin(_) => Error::cancelled(),
        E::External(inner) => match inner.downcast_ref::<Error>() {
            Some(ours) => ours.clone(),
            None => match inner.downcast_ref::<DataFusionError>() {
                Some(inner) => classify(inner),
                None => Error::new(ErrorCode::ExecutionFailed, plain(&inner.to_string())),
            },
        },
        E::Execution(text) => execution(text),
        // The error of the last bytes is not passed on.
        E::Internal(text) if text.starts_with("Error encountered while finalizing writes") => {
            Error::new(
                ErrorCode::WriteFailed,
                "What had to be written could not be finished: the disk may be full.",
            )
            .with_hint(MAKE_ROOM)
        }
        E::Internal(text) => Error::new(ErrorCode::Internal, plain(text)),
        E::Substrait(_) | E::Ffi(_) => unnamed(error),
    }
}

fn unnamed(error: &DataFusionError) -> Error {
    Error::new(ErrorCode::ExecutionFailed, plain(&error.strip_backtrace()))
}

fn syntax(error: &ParserError) -> Error {
    let text = match error {
        ParserError::TokenizerError(text) | ParserError::ParserError(text) => text,
        ParserError::RecursionLimitExceeded => {
            return Error::new(ErrorCode::SqlSyntax, "The statement is nested too deeply.")
                .with_hint(
                    "Break it into views or CTEs, or raise datafusion.sql_parser.recursion_limit.",
                );
        }
    };
    let (text, at) = split_position(text);
    let error = Error::new(ErrorCode::SqlSyntax, plain(text));
    match at {
        Some(start) => {
            let end = Position {
                line: start.line,
                column: start.column + 1,
            };
            error.with_span(Span { start, end })
        }
        None => error,
    }
}

fn schema(error: &SchemaError) -> Error {
    match error {
        SchemaError::FieldNotFound {
            field,
            valid_fields,
        } => column::unknown(field, valid_fields),
        SchemaError::AmbiguousReference { field } => Error::new(
            ErrorCode::SqlPlan,
            format!(
                "More than one table has a column {}.",
                field.quoted_flat_name()
            ),
        )
        .with_hint("Put the table's name or alias before it."),
        other => Error::new(ErrorCode::SqlPlan, plain(&other.to_string())),
    }
}

fn planning(text: &str) -> Error {
    if let Some(name) = between(text, "table '", "' not found") {
        let short = name.strip_prefix("datafusion.public.").unwrap_or(name);
        return Error::new(
            ErrorCode::TableUnknown,
            format!("There is no table {short}."),
        );
    }
    if let Some(name) = between(text, "able function '", "' not found") {
        return Error::new(
            ErrorCode::FunctionUnknown,
            format!("There is no table function {name}."),
        );
    }
    if let Some(name) = between(text, "Invalid function '", "'") {
        let error = Error::new(
            ErrorCode::FunctionUnknown,
            format!("There is no function {name}."),
        );
        return match between(text, "Did you mean '", "'") {
            Some(other) => error.with_hint(format!("Did you mean {other}?")),
            None => error,
        };
    }
    if text.starts_with("Inserting into a ListingTable backed by a single file") {
        return Error::new(
            ErrorCode::UnsupportedStatement,
            "Rows cannot be inserted into a table that is an opened file.",
        )
        .with_hint(
            "CREATE TABLE name AS SELECT makes one in memory that takes rows; COPY writes a new file.",
        );
    }
    Error::new(ErrorCode::SqlPlan, plain(text))
}

fn execution(text: &str) -> Error {
    let taken = ["Table", "External table", "View"];
    if text.ends_with(" already exists") && taken.iter().any(|kind| text.starts_with(kind)) {
        return Error::new(ErrorCode::TableExists, plain(text))
            .with_hint("Choose another name, drop the old one first, or write CREATE OR REPLACE.");
    }
    if let Some(format) = text.strip_prefix("Unable to find factory for ") {
        return Error::new(
            ErrorCode::FileFormatUnknown,
            format!("{format} is no known file format."),
        )
        .with_hint("STORED AS takes PARQUET, CSV, JSON and ARROW.");
    }
    Error::new(ErrorCode::ExecutionFailed, plain(text))
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?
        .1
        .split_once(after)
        .map(|(inside, _)| inside)
}

fn exhausted(text: &str) -> Error {
    // The largest consumers come first; they are in the detail.
    let (_, short) = text.rsplit_once("\nError: ").unwrap_or(("", text));
    Error::new(
        ErrorCode::MemoryExceeded,
        format!("Not enough memory: {}", plain(short)),
    )
    .with_hint(
        "Select fewer columns or rows, lower datafusion.execution.target_partitions, or raise the \
         limit: SET datafusion.runtime.memory_limit = '4G'.",
    )
}

fn store(error: &object_store::Error) -> Error {
    use object_store::Error as E;
    if let E::Generic { source, .. } = error {
        if let Some(ours) = source.downcast_ref::<Error>() {
            return ours.clone();
        }
        // Errors before the bytes reach the reader of a file.
        if let Some(inner) = source.downcast_ref::<DataFusionError>() {
            return classify(inner);
        }
    }
    match error {
        E::NotFound { path, .. } => Error::new(
            ErrorCode::FileMissing,
            format!("There is no file {}.", absolute(path)),
        )
        .with_hint("It may have been moved or deleted since the table was made: open it again."),
        E::PermissionDenied { path, .. } | E::Unauthenticated { path, .. } => Error::new(
            ErrorCode::FileUnreadable,
            format!("{} cannot be read: permission denied.", absolute(path)),
        )
        .with_hint(
            "Change its permissions or those of its folders, or copy it to a folder of your own.",
        ),
        other => match system::system_error(other) {
            Some(reason) => system::unreadable(&named_in(other), reason),
            None => Error::new(ErrorCode::FileUnreadable, plain(&other.to_string())),
        },
    }
}

/// The file in the message of an error of the local store.
fn named_in(error: &object_store::Error) -> String {
    let text = error.to_string();
    let named = between(&text, " file ", ": ");
    named.map_or_else(|| "A file".to_owned(), str::to_owned)
}

/// The local store names paths with or without their leading slash.
pub fn absolute(path: &str) -> String {
    match path.starts_with('/') || cfg!(windows) {
        true => path.to_owned(),
        false => format!("/{path}"),
    }
}

fn io(error: &io::Error) -> Error {
    if let Some(ours) = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>())
    {
        return ours.clone();
    }
    let code = match error.kind() {
        io::ErrorKind::NotFound => ErrorCode::FileMissing,
        io::ErrorKind::PermissionDenied => ErrorCode::FileUnreadable,
        io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => ErrorCode::FileDamaged,
        _ => ErrorCode::ExecutionFailed,
    };
    let text = plain(&error.to_string());
    match (code, error.raw_os_error()) {
        (ErrorCode::ExecutionFailed | ErrorCode::FileUnreadable, Some(_)) => {
            let (why, hint) = system::reason(error);
            Error::new(code, format!("The system refused a file: {why}.")).with_hint(hint)
        }
        _ => Error::new(code, text),
    }
}

fn arrow(error: &ArrowError) -> Error {
    match error {
        ArrowError::ExternalError(inner) => match inner.downcast_ref::<DataFusionError>() {
            Some(inner) => classify(inner),
            None => match inner.downcast_ref::<Error>() {
                Some(ours) => ours.clone(),
                None => Error::new(ErrorCode::ExecutionFailed, plain(&inner.to_string())),
            },
        },
        ArrowError::IoError(_, inner) => io(inner),
        ArrowError::CsvError(text) => reader::csv(text),
        ArrowError::JsonError(text) => reader::json(text),
        ArrowError::IpcError(text) => reader::ipc(text),
        ArrowError::ParquetError(text) => reader::parquet(text),
        ArrowError::ParseError(text) if is_late_value(text) => reader::late_value(text),
        ArrowError::DivideByZero => Error::new(ErrorCode::ExecutionFailed, "Division by zero.")
            .with_hint("NULLIF(divisor, 0) gives NULL instead."),
        other => Error::new(ErrorCode::ExecutionFailed, plain(&other.to_string())),
    }
}

/// The CSV reader's message about a value, as opposed to a cast's.
fn is_late_value(text: &str) -> bool {
    ["Error while parsing value", "Error parsing column"]
        .iter()
        .any(|words| text.starts_with(words))
}

fn parquet(error: &ParquetError) -> Error {
    let ParquetError::External(inner) = error else {
        return reader::parquet(&error.to_string());
    };
    if let Some(ours) = inner.downcast_ref::<Error>() {
        ours.clone()
    } else if let Some(inner) = inner.downcast_ref::<object_store::Error>() {
        store(inner)
    } else if let Some(inner) = inner.downcast_ref::<DataFusionError>() {
        classify(inner)
    } else if let Some(inner) = inner.downcast_ref::<ArrowError>() {
        arrow(inner)
    } else if let Some(inner) = inner.downcast_ref::<io::Error>() {
        io(inner)
    } else {
        reader::parquet(&error.to_string())
    }
}
