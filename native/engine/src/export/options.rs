//! Options of the formats by name, as `--opt` and the dialog give them.
//!
//! | option | of | value |
//! |---|---|---|
//! | `delimiter` | `csv` | one character; default a comma, and a tab for `tsv` |
//! | `quote` | `csv`, `tsv` | one character; default `"` |
//! | `has_header` | `csv`, `tsv`, `xlsx` | `true` (default) or `false` |
//! | `null_value` | `csv`, `tsv` | what NULL is written as; default nothing |
//! | `line_ending` | `csv`, `tsv` | `lf` (default) or `crlf` |
//! | `compression` | `csv`, `tsv`, `json`, `ndjson` | `none` (default), `gzip`, `zstd` |
//! | | `parquet` | `zstd(3)` (default), `snappy`, `gzip`, `lz4`, `brotli`, `none` |
//! | | `arrow`, `arrow-file` | `none` (default), `lz4`, `zstd` |
//! | | `avro` | `deflate` (default), `snappy`, `zstd`, `none` |
//! | `row_group_rows` | `parquet` | the most rows of a row group; default 1,048,576 |
//! | `sheet` | `xlsx` | the name of the sheet; default `Rows` |
//! | `split_sheets` | `xlsx` | `true`: rows beyond the limit of a sheet continue on further sheets |
//! | `partition_by` | data formats | columns, separated by commas: a folder of files, see [`super::file`] |
//!
//! A level may follow the name of `gzip`, `zstd` and `brotli`: `zstd(9)`.

use super::RowFormat;
use crate::error::{Error, ErrorCode, Result, similar_names};
use datafusion::arrow::csv::reader::Format;
use std::collections::BTreeMap;

/// Every option in the type that its writer needs.
#[derive(Debug, Clone)]
pub(super) struct FormatOptions {
    pub(super) delimiter: u8,
    pub(super) quote: u8,
    pub(super) has_header: bool,
    pub(super) null_value: String,
    pub(super) crlf: bool,
    pub(super) compression: Option<Codec>,
    pub(super) row_group_rows: Option<usize>,
    pub(super) sheet: String,
    pub(super) split_sheets: bool,
    pub(super) partition_by: Vec<String>,
}

/// A compression by name, in lower case, with its level where one was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Codec {
    pub(super) name: String,
    pub(super) level: Option<u32>,
}

impl FormatOptions {
    /// Errors: `invalid_request` for an option that `format` does not have, and for a value that
    /// the option cannot have.
    pub(super) fn parse(format: RowFormat, given: &BTreeMap<String, String>) -> Result<Self> {
        let mut options = Self {
            delimiter: if format == RowFormat::Tsv {
                b'\t'
            } else {
                b','
            },
            quote: b'"',
            has_header: true,
            null_value: String::new(),
            crlf: false,
            compression: None,
            row_group_rows: None,
            sheet: "Rows".to_owned(),
            split_sheets: false,
            partition_by: Vec::new(),
        };
        for (name, value) in given {
            if !names(format).contains(&name.as_str()) {
                return Err(unknown(format, name));
            }
            options.set(format, name, value)?;
        }
        if options.delimiter == options.quote {
            return Err(Error::new(
                ErrorCode::InvalidRequest,
                "Delimiter and quote are the same character.",
            )
            .with_hint("Choose another delimiter or quote."));
        }
        Ok(options)
    }

    fn set(&mut self, format: RowFormat, name: &str, value: &str) -> Result<()> {
        let refused = |expected: &str| {
            Error::new(
                ErrorCode::InvalidRequest,
                format!("The option {name} cannot be {value:?}."),
            )
            .with_hint(format!("It is {expected}."))
        };
        let sign = || match *value.as_bytes() {
            [sign] if sign.is_ascii() && !matches!(sign, b'\n' | b'\r') => Ok(sign),
            [b'\\', b't'] => Ok(b'\t'),
            _ => Err(refused("one ASCII character other than a line break")),
        };
        let flag = || match value {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(refused("true or false")),
        };
        match name {
            "delimiter" => self.delimiter = sign()?,
            "quote" => self.quote = sign()?,
            "has_header" => self.has_header = flag()?,
            "null_value" if value.contains(['\n', '\r']) => {
                return Err(refused("text without line breaks"));
            }
            "null_value" => self.null_value = value.to_owned(),
            "line_ending" => match value {
                "lf" => self.crlf = false,
                "crlf" => self.crlf = true,
                _ => return Err(refused("lf or crlf")),
            },
            "compression" => {
                let codecs = codecs(format);
                let list = || refused(&format!("one of {}", codecs.join(", ")));
                self.compression = Some(Codec::parse(value, codecs).ok_or_else(list)?);
            }
            "row_group_rows" => {
                let rows = value.parse().ok().filter(|rows| *rows > 0);
                self.row_group_rows = Some(rows.ok_or_else(|| refused("a number of rows"))?);
            }
            "sheet" => self.sheet = value.to_owned(),
            "split_sheets" => self.split_sheets = flag()?,
            _ => self.partition_by = list(value),
        }
        Ok(())
    }
}

impl Codec {
    fn parse(text: &str, known: &[&str]) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let (name, level) = match text.strip_suffix(')').and_then(|text| text.split_once('(')) {
            Some((name, level)) => (name, Some(level.parse().ok()?)),
            None => (text.as_str(), None),
        };
        let highest = match name {
            "gzip" => Some(9),
            "zstd" => Some(22),
            "brotli" => Some(11),
            _ => None,
        };
        let fits = level.is_none_or(|level| highest.is_some_and(|highest| level <= highest));
        (known.contains(&name) && fits).then(|| Self {
            name: name.to_owned(),
            level,
        })
    }
}

fn codecs(format: RowFormat) -> &'static [&'static str] {
    match format {
        RowFormat::Parquet => &["zstd", "snappy", "gzip", "lz4", "brotli", "none"],
        RowFormat::Arrow | RowFormat::ArrowFile => &["none", "lz4", "zstd"],
        RowFormat::Avro => &["deflate", "snappy", "zstd", "none"],
        _ => &["none", "gzip", "zstd"],
    }
}

fn names(format: RowFormat) -> &'static [&'static str] {
    match format {
        RowFormat::Csv => &[
            "delimiter",
            "quote",
            "has_header",
            "null_value",
            "line_ending",
            "compression",
            "partition_by",
        ],
        RowFormat::Tsv => &[
            "quote",
            "has_header",
            "null_value",
            "line_ending",
            "compression",
            "partition_by",
        ],
        RowFormat::Ndjson | RowFormat::Json | RowFormat::ArrowFile | RowFormat::Avro => {
            &["compression", "partition_by"]
        }
        RowFormat::Arrow => &["compression"],
        RowFormat::Parquet => &["compression", "row_group_rows", "partition_by"],
        RowFormat::Xlsx => &["has_header", "sheet", "split_sheets"],
        RowFormat::Table | RowFormat::Markdown | RowFormat::Html => &[],
    }
}

fn unknown(format: RowFormat, name: &str) -> Error {
    let all = names(format);
    let label = format.label();
    let error = Error::new(
        ErrorCode::InvalidRequest,
        format!("{label} output has no option {name}."),
    );
    let similar = similar_names(name, all.iter().copied());
    error.with_hint(match (similar.as_slice(), all) {
        ([], []) => "Leave it out: this format has no options.".to_owned(),
        ([], all) => format!("Its options are {}.", all.join(", ")),
        (similar, _) => format!("Did you mean {}?", similar.join(" or ")),
    })
}

/// The values of one line of CSV.
fn list(line: &str) -> Vec<String> {
    let read = Format::default()
        .with_header(true)
        .infer_schema(line.as_bytes(), Some(0));
    read.map_or_else(
        |_| line.split(',').map(str::to_owned).collect(),
        |(schema, _)| {
            let names = schema.fields().iter().map(|field| field.name().trim());
            names.map(str::to_owned).collect()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(format: RowFormat, name: &str, value: &str) -> Result<FormatOptions> {
        let given = BTreeMap::from([(name.to_owned(), value.to_owned())]);
        FormatOptions::parse(format, &given)
    }

    #[test]
    fn values_are_checked() {
        let delimiter = |value| parse(RowFormat::Csv, "delimiter", value).map(|o| o.delimiter);
        assert_eq!(delimiter(";").unwrap(), b';');
        assert_eq!(delimiter("\\t").unwrap(), b'\t');
        for wrong in ["", ";;", "é", "\n", "\""] {
            assert_eq!(
                delimiter(wrong).unwrap_err().code,
                ErrorCode::InvalidRequest
            );
        }
        let codec = |value| parse(RowFormat::Parquet, "compression", value).map(|o| o.compression);
        let expected = Codec {
            name: "zstd".to_owned(),
            level: Some(9),
        };
        assert_eq!(codec("ZSTD(9)").unwrap(), Some(expected));
        for wrong in ["zstd(99)", "snappy(1)", "zip", "zstd(", "zstd()"] {
            assert!(codec(wrong).is_err(), "{wrong}");
        }
        let columns = parse(RowFormat::Csv, "partition_by", "a ,\"b,c\"").unwrap();
        assert_eq!(columns.partition_by, ["a", "b,c"]);
    }

    #[test]
    fn an_option_of_another_format_is_refused_with_the_nearest() {
        let error = parse(RowFormat::Parquet, "compresion", "zstd").unwrap_err();
        assert_eq!(error.message, "Parquet output has no option compresion.");
        assert_eq!(error.hint.as_deref(), Some("Did you mean compression?"));
        assert!(parse(RowFormat::Parquet, "delimiter", ";").is_err());
    }
}
