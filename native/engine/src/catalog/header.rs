//! Headers of CSV files that cannot be read as columns.

use std::collections::HashSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use datafusion::arrow::csv::reader::Format;
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;

use super::OpenOptions;
use super::sniff::Sniffed;
use crate::error::reader::in_sql;
use crate::error::{Error, ErrorCode, Fix, Result};

/// As much of a file as its header is looked for in.
const HEAD_BYTES: u64 = 1024 * 1024;

/// Whether a CSV file is opened as DataFusion's options are by default, with a header.
pub(super) fn is_expected(options: &OpenOptions) -> bool {
    let given = |name: &str| {
        let mut all = options.options.keys();
        all.any(|key| key.strip_prefix("format.").unwrap_or(key) == name)
    };
    let others = [
        "has_header",
        "delimiter",
        "quote",
        "escape",
        "terminator",
        "comment",
    ];
    !others.into_iter().any(given)
}

/// Refuses the CSV file at `path` when its header has a name twice: DataFusion makes one column of
/// them, and of every line that is longer an error or other values.
pub(super) fn check(path: &Path, sniffed: Sniffed) -> Result<()> {
    match repeated(path, sniffed) {
        Some(name) => Err(Error::new(
            ErrorCode::FileMismatch,
            match name.trim() {
                "" => format!("{} has two columns without a name.", path.display()),
                name => format!("{} has two columns called {name:?}.", path.display()),
            },
        )
        .with_hint(format!(
            "Give every column a name of its own in the first line, or read that line as a row: {}",
            in_sql("CSV", "has_header", "false")
        ))
        .with_fix(Fix::NoHeader)),
        None => Ok(()),
    }
}

fn repeated(path: &Path, sniffed: Sniffed) -> Option<String> {
    let file = BufReader::new(File::open(path).ok()?);
    let text = FileCompressionType::from(sniffed.compression).convert_read(file);
    let head = BufReader::new(text.ok()?.take(HEAD_BYTES));
    let format = Format::default()
        .with_header(true)
        .with_delimiter(u8::try_from(sniffed.delimiter).ok()?);
    let (schema, _) = format.infer_schema(head, Some(0)).ok()?;
    let mut names = HashSet::new();
    let mut fields = schema.fields().iter();
    fields
        .find(|field| !names.insert(field.name()))
        .map(|field| field.name().clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::common::parsers::CompressionTypeVariant;

    fn of(text: &str, delimiter: char) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, text).unwrap();
        let sniffed = Sniffed {
            format: super::super::FileFormat::Csv,
            compression: CompressionTypeVariant::UNCOMPRESSED,
            delimiter,
        };
        repeated(&path, sniffed)
    }

    #[test]
    fn a_name_that_is_there_twice_is_told() {
        assert_eq!(of("a,b,a\n1,2,3\n", ',').as_deref(), Some("a"));
        assert_eq!(of("\"x y\";b;\"x y\"\n", ';').as_deref(), Some("x y"));
        assert_eq!(of("a,b,c\n1,1,1\n", ','), None);
        assert_eq!(of("a;b;a\n", ','), None);
    }
}
