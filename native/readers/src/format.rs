//! File formats by extension.

use datafusion::common::parsers::CompressionTypeVariant;
use serde::{Deserialize, Serialize};
use std::path::Path;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "lowercase")]
pub enum FileFormat {
    Parquet,
    /// Any delimiter.
    Csv,
    /// Objects in an array, or one behind the other; the extension `json`.
    Json,
    /// The same, one object a line as a rule.
    Ndjson,
    /// Arrow IPC, file or stream.
    Arrow,
    /// A worksheet of an Excel workbook.
    Excel,
}

impl FileFormat {
    /// The name a person reads.
    pub fn label(self) -> &'static str {
        match self {
            Self::Parquet => "Parquet",
            Self::Csv => "CSV",
            Self::Json => "JSON",
            Self::Ndjson => "JSON lines",
            Self::Arrow => "Arrow",
            Self::Excel => "Excel",
        }
    }

    /// The name in options.
    pub fn option(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Arrow => "arrow",
            Self::Excel => "excel",
        }
    }

    /// The name under which DataFusion keeps it; it knows no Excel.
    pub fn factory(self) -> &'static str {
        match self {
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::Json | Self::Ndjson => "json",
            Self::Arrow => "arrow",
            Self::Excel => "excel",
        }
    }

    /// Whether both are read by one reader: JSON is, in arrays and lines.
    pub fn is_kind_of(self, other: Self) -> bool {
        self.factory() == other.factory()
    }

    /// The format that STORED AS names, in upper case.
    pub fn stored_as(name: &str) -> Option<Self> {
        match name {
            "PARQUET" => Some(Self::Parquet),
            "CSV" => Some(Self::Csv),
            "JSON" | "NDJSON" => Some(Self::Ndjson),
            "ARROW" => Some(Self::Arrow),
            _ => None,
        }
    }

    /// Whether a compressed file of this format can be read.
    pub fn can_be_compressed(self) -> bool {
        matches!(self, Self::Csv | Self::Json | Self::Ndjson)
    }
}

/// What a path's extensions say, in lower case: `.csv.gz` is a CSV under gzip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByName {
    pub format: Option<FileFormat>,
    pub compression: CompressionTypeVariant,
    /// The delimiter that belongs to the extension.
    pub tabs: bool,
}

pub fn by_name(path: &Path) -> ByName {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase();
    let mut parts: Vec<&str> = name.split('.').skip(1).collect();
    let compression = match parts.last().copied() {
        Some("gz" | "gzip") => CompressionTypeVariant::GZIP,
        Some("bz2") => CompressionTypeVariant::BZIP2,
        Some("xz") => CompressionTypeVariant::XZ,
        Some("zst" | "zstd") => CompressionTypeVariant::ZSTD,
        _ => CompressionTypeVariant::UNCOMPRESSED,
    };
    if compression != CompressionTypeVariant::UNCOMPRESSED {
        parts.pop();
    }
    let extension = parts.last().copied();
    let format = match extension {
        Some("parquet" | "parq" | "pq") => Some(FileFormat::Parquet),
        Some("csv" | "tsv" | "tab" | "psv") => Some(FileFormat::Csv),
        Some("json") => Some(FileFormat::Json),
        Some("ndjson" | "jsonl" | "ldjson") => Some(FileFormat::Ndjson),
        Some("arrow" | "arrows" | "feather" | "ipc") => Some(FileFormat::Arrow),
        // What Excel puts beside a workbook that is open is no workbook.
        Some("xlsx" | "xlsm" | "xlsb" | "xls") if !name.starts_with("~$") => {
            Some(FileFormat::Excel)
        }
        _ => None,
    };
    ByName {
        format,
        compression,
        tabs: matches!(extension, Some("tsv" | "tab")),
    }
}

/// The extensions that tell format and compression, `.csv.gz`, as they are written.
pub fn extensions(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let (stem, _) = name.rsplit_once('.')?;
    let stem = match by_name(path).compression {
        CompressionTypeVariant::UNCOMPRESSED => stem,
        _ => stem.rsplit_once('.')?.0,
    };
    name.strip_prefix(stem).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_extension_but_the_compression_decides() {
        let csv = by_name(Path::new("/a.b/x.CSV.gz"));
        assert_eq!(
            (csv.format, csv.compression),
            (Some(FileFormat::Csv), CompressionTypeVariant::GZIP)
        );
        assert!(by_name(Path::new("x.tsv")).tabs);
        assert_eq!(by_name(Path::new("parquet")).format, None);
        let ends = |name| extensions(Path::new(name));
        assert_eq!(ends("part.0.csv.gz").as_deref(), Some(".csv.gz"));
        assert_eq!(ends("part.0.csv").as_deref(), Some(".csv"));
    }
}
