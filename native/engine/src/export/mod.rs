//! Rows as bytes: one encoder per format, fed batch by batch, read chunk by chunk.
//!
//! | format | bytes |
//! |---|---|
//! | `table` | box drawing, for reading; control characters escaped |
//! | `markdown` | a pipe table; control characters escaped |
//! | `csv` | RFC 4180 with a header, `\n` line ends; NULL is an empty cell, empty text a pair of quotes, nested values are JSON |
//! | `json`, `ndjson` | an array of objects, or one object per line; see [`json`] |
//! | `arrow`, `arrow-file` | Arrow IPC, stream or file |
//! | `parquet` | Zstandard, row groups of up to 1 Mi rows or 64 MiB |
//!
//! JSON, Arrow and Parquet keep columns apart by their names: the second `a` is written as `a_1`.

mod arrow_ipc;
mod cells;
mod csv;
mod distinct;
mod encoding;
mod error;
mod escape;
mod far_times;
mod flat;
mod json;
mod json_values;
mod markdown;
mod parquet;
mod row_stream;
mod sink;
mod table;
#[cfg(test)]
mod test_data;

pub use row_stream::{RowStream, RowSummary};
use sink::Sink;

use crate::error::Result;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use serde::Deserialize;
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum RowFormat {
    Table,
    Csv,
    Json,
    Ndjson,
    /// Arrow IPC stream.
    Arrow,
    /// Arrow IPC file: can be read from any row on, needs its end to be readable.
    ArrowFile,
    Parquet,
    Markdown,
}

impl RowFormat {
    fn is_binary(self) -> bool {
        matches!(self, Self::Arrow | Self::ArrowFile | Self::Parquet)
    }

    fn keeps_apart_by_name(self) -> bool {
        self.is_binary() || matches!(self, Self::Json | Self::Ndjson)
    }

    /// Whether the bytes are text that may hold the data's own control characters.
    fn is_raw_text(self) -> bool {
        matches!(self, Self::Csv | Self::Json | Self::Ndjson)
    }
}

/// How rows are written; what does not concern a format is ignored by it.
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
    /// The bytes go to a terminal: control characters of `csv`, `json` and `ndjson` are escaped too.
    #[ts(type = "boolean", optional)]
    pub terminal: bool,
}

/// Turns batches of one schema into bytes, which it appends to the sink it was made with.
trait RowEncoder: Send {
    /// Takes one batch. Errors: a value that the format cannot hold.
    fn write(&mut self, batch: &RecordBatch) -> Result<()>;

    /// Writes what closes the format. Nothing may be written after it.
    fn finish(&mut self) -> Result<()>;
}

/// An encoder that appends to `sink`.
///
/// Errors: `unsupported_statement` when the format cannot hold such columns: a struct with two fields
/// of the same name in `json` and `ndjson`, no column at all in `parquet`.
fn encoder(
    format: RowFormat,
    schema: &SchemaRef,
    options: &EncodeOptions,
    sink: Sink,
) -> Result<Box<dyn RowEncoder>> {
    let given = schema;
    let apart = distinct::schema(given);
    let schema = match format.keeps_apart_by_name() {
        true => &apart,
        false => given,
    };
    let encoder: Box<dyn RowEncoder> = match format {
        RowFormat::Table => Box::new(table::TableEncoder::new(schema, options, sink)),
        RowFormat::Markdown => Box::new(markdown::MarkdownEncoder::new(schema, sink)),
        RowFormat::Csv => Box::new(csv::CsvEncoder::new(schema, sink)),
        RowFormat::Json => Box::new(json::JsonEncoder::<json::Array>::new(schema, sink)?),
        RowFormat::Ndjson => Box::new(json::JsonEncoder::<json::Lines>::new(schema, sink)?),
        RowFormat::Arrow => Box::new(arrow_ipc::StreamEncoder::new(schema, sink)?),
        RowFormat::ArrowFile => Box::new(arrow_ipc::FileEncoder::new(schema, sink)?),
        RowFormat::Parquet => Box::new(parquet::ParquetEncoder::new(schema, sink)?),
    };
    Ok(match schema == given {
        true => encoder,
        false => Box::new(distinct::Renamed {
            inner: encoder,
            schema: apart,
        }),
    })
}
