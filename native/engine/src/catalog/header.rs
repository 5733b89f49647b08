//! Headers of CSV files that cannot be read as columns.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use datafusion::arrow::csv::reader::Format;
use datafusion::common::parsers::CompressionTypeVariant;

use super::sniff::Sniffed;
use crate::error::{Error, ErrorCode};

/// As much of a file as its header is looked for in.
const HEAD_BYTES: u64 = 1024 * 1024;

/// Says so where the header of the CSV file at `path` has a name twice: DataFusion counts such
/// columns once, and then every line is too long.
pub(super) fn repeated(path: &Path, sniffed: Sniffed) -> Option<Error> {
    if sniffed.compression != CompressionTypeVariant::UNCOMPRESSED {
        return None;
    }
    let head = BufReader::new(File::open(path).ok()?.take(HEAD_BYTES));
    let format = Format::default()
        .with_header(true)
        .with_delimiter(u8::try_from(sniffed.delimiter).ok()?);
    let (schema, _) = format.infer_schema(head, Some(0)).ok()?;
    let names: Vec<&String> = schema.fields().iter().map(|field| field.name()).collect();
    let twice = names
        .iter()
        .enumerate()
        .find(|(place, name)| names[..*place].contains(name));
    let (_, name) = twice?;
    let error = Error::new(
        ErrorCode::FileDamaged,
        format!("{} has two columns called {name:?}.", path.display()),
    );
    Some(error.with_hint(
        "Give every column a name of its own in the first line, or open it with has_header=false.",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, delimiter: char) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, text).unwrap();
        let sniffed = Sniffed {
            format: super::super::FileFormat::Csv,
            compression: CompressionTypeVariant::UNCOMPRESSED,
            delimiter,
        };
        repeated(&path, sniffed).map(|error| error.message)
    }

    #[test]
    fn a_name_that_is_there_twice_is_told() {
        assert!(
            of("a,b,a\n1,2,3\n", ',')
                .unwrap()
                .ends_with("has two columns called \"a\".")
        );
        assert!(of("\"x y\";b;\"x y\"\n", ';').unwrap().contains("\"x y\""));
        assert_eq!(of("a,b,c\n1,1,1\n", ','), None);
        assert_eq!(of("a;b;a\n", ','), None);
    }
}
