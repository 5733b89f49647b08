//! Rows as bytes: one encoder per format, fed batch by batch, read chunk by chunk.
//!
//! | format | bytes |
//! |---|---|
//! | `table` | box drawing, for reading; control characters escaped |
//! | `markdown` | a pipe table; control characters escaped |
//! | `html` | a page with one table; control characters escaped |
//! | `csv`, `tsv` | RFC 4180 with a header, `\n` line ends; NULL is an empty cell, empty text a pair of quotes, nested values are JSON |
//! | `json`, `ndjson` | an array of objects, or one object per line; see [`json`] |
//! | `arrow`, `arrow-file` | Arrow IPC, stream or file |
//! | `parquet` | Zstandard, row groups of up to 1 Mi rows or 64 MiB |
//! | `avro` | an object container file; see [`avro`] |
//! | `xlsx` | an Excel workbook; see [`excel`] |
//!
//! What can be chosen of each is in [`options`]. JSON, Arrow, Avro and Parquet keep columns apart by their names: the second `a` is written as `a_1`.

mod arrow_ipc;
mod avro;
mod cells;
mod compress;
mod csv;
mod distinct;
mod encoding;
mod error;
mod escape;
mod excel;
mod excel_cells;
mod far_times;
mod file;
mod flat;
mod html;
mod json;
mod json_values;
mod markdown;
mod options;
mod parquet;
mod row_stream;
mod row_text;
mod sink;
mod table;
#[cfg(test)]
mod test_data;

pub use file::{FileExport, FileOptions};
use options::FormatOptions;
pub use row_stream::{RowStream, RowSummary};
use row_text::{RenamedText, RowText, TextEncoder};
use sink::Sink;

use crate::error::Result;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RowFormat {
    Table,
    Csv,
    /// Tab-separated values.
    Tsv,
    Json,
    Ndjson,
    /// Arrow IPC stream.
    Arrow,
    /// Arrow IPC file: can be read from any row on, needs its end to be readable.
    ArrowFile,
    Parquet,
    Avro,
    Markdown,
    Html,
    /// An Excel workbook.
    Xlsx,
}

impl RowFormat {
    fn is_binary(self) -> bool {
        matches!(
            self,
            Self::Arrow | Self::ArrowFile | Self::Parquet | Self::Avro | Self::Xlsx
        )
    }

    fn label(self) -> &'static str {
        match self {
            Self::Table => "Table",
            Self::Csv => "CSV",
            Self::Tsv => "TSV",
            Self::Json | Self::Ndjson => "JSON",
            Self::Arrow | Self::ArrowFile => "Arrow",
            Self::Parquet => "Parquet",
            Self::Avro => "Avro",
            Self::Markdown => "Markdown",
            Self::Html => "HTML",
            Self::Xlsx => "Excel",
        }
    }

    fn keeps_apart_by_name(self) -> bool {
        (self.is_binary() && self != Self::Xlsx) || matches!(self, Self::Json | Self::Ndjson)
    }

    /// Whether the bytes are text that may hold the data's own control characters.
    fn is_raw_text(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Json | Self::Ndjson)
    }
}

/// How rows are written; what does not concern a format is ignored by it, but for `options`.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct EncodeOptions {
    /// `table`: the most rows drawn, half from the start and half from the end; 0, the default, draws all.
    #[ts(type = "number", optional)]
    pub max_rows: usize,
    /// `table`: the most columns of text a line may take; no limit by default.
    #[ts(type = "number", optional)]
    pub width: Option<usize>,
    /// Options of the format by name, such as `delimiter` of `csv`; see `docs/cli.md`.
    #[ts(type = "Record<string, string>", optional)]
    pub options: BTreeMap<String, String>,
    /// The bytes go to a terminal: control characters of `csv`, `json` and `ndjson` are escaped too.
    #[ts(type = "boolean", optional)]
    pub terminal: bool,
}

/// Turns batches of one schema into bytes, which it appends to the sink it was made with.
trait RowEncoder: Send {
    /// Takes one batch. Errors: a value that the format cannot hold.
    fn write(&mut self, batch: &RecordBatch) -> Result<()>;

    /// Bytes that are held until they can be written.
    fn held(&self) -> usize {
        0
    }

    /// Writes what is held, where the format can be cut at any row.
    fn flush(&mut self) -> Result<()> {
        Ok(())
    }

    /// Writes what closes the format. Nothing may be written after it.
    fn finish(&mut self) -> Result<()>;
}

/// The format as text whose blocks of rows are independent, where it is that.
///
/// Errors: see [`encoder`].
fn row_text(
    format: RowFormat,
    given: &SchemaRef,
    options: &FormatOptions,
) -> Result<Option<Arc<dyn RowText>>> {
    let schema = columns(format, given);
    let text: Arc<dyn RowText> = match format {
        RowFormat::Markdown => Arc::new(markdown::MarkdownText::new(&schema)),
        RowFormat::Html => Arc::new(html::HtmlText::new(&schema)),
        RowFormat::Csv | RowFormat::Tsv => Arc::new(csv::CsvRows::new(&schema, options)),
        RowFormat::Json => Arc::new(json::JsonText::new(&schema, true)?),
        RowFormat::Ndjson => Arc::new(json::JsonText::new(&schema, false)?),
        _ => return Ok(None),
    };
    Ok(Some(match &schema == given {
        true => text,
        false => Arc::new(RenamedText {
            inner: text,
            schema,
        }),
    }))
}

/// An encoder that appends to `sink`.
///
/// Errors: `unsupported_statement` when the format cannot hold such columns: a struct with two fields
/// of the same name in `json` and `ndjson`, no column at all in `parquet` and `avro`.
fn encoder(
    format: RowFormat,
    given: &SchemaRef,
    options: &EncodeOptions,
    of_format: &FormatOptions,
    sink: Sink,
) -> Result<Box<dyn RowEncoder>> {
    if let Some(text) = row_text(format, given, of_format)? {
        return Ok(Box::new(TextEncoder::new(text, sink)));
    }
    let schema = columns(format, given);
    let codec = of_format.compression.as_ref();
    let inner: Box<dyn RowEncoder> = match format {
        RowFormat::Arrow => Box::new(arrow_ipc::StreamEncoder::new(&schema, codec, sink)?),
        RowFormat::ArrowFile => Box::new(arrow_ipc::FileEncoder::new(&schema, codec, sink)?),
        RowFormat::Parquet => Box::new(parquet::ParquetEncoder::new(&schema, of_format, sink)?),
        RowFormat::Avro => Box::new(avro::AvroEncoder::new(&schema, codec, sink)?),
        RowFormat::Xlsx => Box::new(excel::ExcelEncoder::new(&schema, of_format, sink)?),
        _ => Box::new(table::TableEncoder::new(&schema, options, sink)),
    };
    Ok(match &schema == given {
        true => inner,
        false => Box::new(distinct::Renamed { inner, schema }),
    })
}

/// The columns under the names that `format` needs.
fn columns(format: RowFormat, given: &SchemaRef) -> SchemaRef {
    match format.keeps_apart_by_name() {
        true => distinct::schema(given),
        false => SchemaRef::clone(given),
    }
}
