//! Options of a reader that it does not take.

use super::FileFormat;
use planarium_error::{Error, ErrorCode, similar_names};

/// What the readers of text take; those of Parquet and Arrow find everything in the file.
const CSV: &[&str] = &[
    "delimiter",
    "has_header",
    "quote",
    "escape",
    "comment",
    "terminator",
    "compression",
    "schema_infer_max_rec",
    "truncated_rows",
    "newlines_in_values",
    "text_columns",
    "column_types",
    "encoding",
    "null_text",
];
const JSON: &[&str] = &["compression", "schema_infer_max_rec", "newline_delimited"];

/// `invalid_request` with the option's name, from what DataFusion says of it.
pub(super) fn bad_option(format: FileFormat, said: &str) -> Error {
    let all = match format {
        FileFormat::Csv => CSV,
        FileFormat::Json | FileFormat::Ndjson => JSON,
        FileFormat::Parquet | FileFormat::Arrow | FileFormat::Excel => &[],
    };
    let label = format.label();
    let name = said
        .split_once("Config value \"")
        .and_then(|(_, rest)| rest.split_once("\" not found"))
        .map(|(name, _)| name);
    let error = match name {
        Some(name) => Error::new(
            ErrorCode::InvalidRequest,
            format!("The reader of {label} files has no option {name}."),
        ),
        None => Error::new(
            ErrorCode::InvalidRequest,
            format!(
                "An option does not suit a {label} file: {}.",
                said.trim_end_matches('.')
            ),
        ),
    };
    let similar = similar_names(name.unwrap_or_default(), all.iter().copied());
    let hint = match (similar.as_slice(), all) {
        ([], []) => format!("Leave it out: a {label} file says itself how it is read."),
        ([], all) => format!("Its options are {}.", all.join(", ")),
        (similar, _) => format!("Did you mean {}?", similar.join(" or ")),
    };
    error.with_hint(hint).with_detail(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_that_is_unknown_is_named() {
        let said = "Invalid or Unsupported Configuration: Config value \"delimeter\" not found on CsvOptions";
        let error = bad_option(FileFormat::Csv, said);
        assert_eq!(
            error.message,
            "The reader of CSV files has no option delimeter."
        );
        assert_eq!(error.hint.as_deref(), Some("Did you mean delimiter?"));
    }
}
