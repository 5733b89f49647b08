//! A folder of files, one or more for each combination of values of some columns.
//!
//! `NAME=VALUE` with what a file name cannot hold as `%XX`; NULL is `__HIVE_DEFAULT_PARTITION__`.

use super::Progress;
use super::destination::Destination;
use super::output::Output;
use crate::error::{Error, ErrorCode, Result, similar_names, unwritable};
use crate::export::cells::as_text;
use crate::export::options::FormatOptions;
use crate::export::{EncodeOptions, RowEncoder, RowFormat, Sink, encoder, error};
use datafusion::arrow::array::{Array, AsArray, RecordBatch, StringArray, UInt32Array};
use datafusion::arrow::compute::take_record_batch;
use datafusion::arrow::datatypes::SchemaRef;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Files that are open at a time; beyond that the one used least recently is completed.
const MOST_OPEN: usize = 100;
/// Bytes that all of them may hold back until a row group is full.
const HELD_BYTES: usize = 256 << 20;

const NULL: &str = "__HIVE_DEFAULT_PARTITION__";
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b'/')
    .add(b'\\')
    .add(b':')
    .add(b'*')
    .add(b'?')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'|')
    .add(b'%')
    .add(b'=')
    .add(b'#');

pub(super) struct Partitions {
    kind: (RowFormat, EncodeOptions, FormatOptions),
    folder: PathBuf,
    name: String,
    /// Places of the columns that name the folders, and of those that the files hold.
    by: Vec<usize>,
    rest: Vec<usize>,
    schema: SchemaRef,
    open: HashMap<String, Open>,
    /// How many files each folder has.
    files: HashMap<String, usize>,
    uses: u64,
    progress: Progress,
}

struct Open {
    encoder: Box<dyn RowEncoder>,
    sink: Sink,
    output: Output,
    used: u64,
}

impl Partitions {
    /// Errors: `column_unknown`; `unsupported_statement` when no column is left, or one that names
    /// folders is nested.
    pub(super) fn new(
        schema: &SchemaRef,
        to: &Destination,
        kind: (RowFormat, EncodeOptions, FormatOptions),
        progress: Progress,
    ) -> Result<Self> {
        let by = kind.2.partition_by.iter().map(|name| place(schema, name));
        let by = by.collect::<Result<Vec<_>>>()?;
        let rest: Vec<usize> = (0..schema.fields().len())
            .filter(|place| !by.contains(place))
            .collect();
        if rest.is_empty() {
            return Err(error::unfit(
                "All columns name folders, so that none is left for the files.",
                "Take a column out of partition_by.",
            ));
        }
        let nested = by.iter().filter_map(|place| schema.fields().get(*place));
        if let Some(field) = nested.into_iter().find(|f| f.data_type().is_nested()) {
            return Err(error::unfit(
                format!(
                    "Column {} has no simple values to name folders with.",
                    field.name()
                ),
                "Take it out of partition_by.",
            ));
        }
        Ok(Self {
            kind,
            folder: to.data().to_owned(),
            name: to.name(),
            schema: Arc::new(schema.project(&rest).map_err(error::arrow)?),
            by,
            rest,
            open: HashMap::new(),
            files: HashMap::new(),
            uses: 0,
            progress,
        })
    }

    pub(super) fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        let rows = batch.project(&self.rest).map_err(error::arrow)?;
        for (folder, places) in self.split(batch)? {
            let part =
                take_record_batch(&rows, &UInt32Array::from(places)).map_err(error::arrow)?;
            self.put(folder, &part)?;
            let count = part.num_rows() as u64;
            self.progress.rows.fetch_add(count, Ordering::Relaxed);
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<()> {
        let open = std::mem::take(&mut self.open);
        open.into_values().try_for_each(Open::finish)
    }

    /// The rows of `batch` by the folder that they belong to.
    fn split(&self, batch: &RecordBatch) -> Result<BTreeMap<String, Vec<u32>>> {
        let columns = self.by.iter().map(|place| {
            let texts = as_text(batch.column(*place))?;
            let field = batch.schema_ref().field(*place).name().clone();
            Ok((utf8_percent_encode(&field, ESCAPED).to_string(), texts))
        });
        let columns = columns.collect::<Result<Vec<_>>>()?;
        let mut folders: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        let mut folder = String::new();
        for row in 0..batch.num_rows() {
            folder.clear();
            for (name, texts) in &columns {
                let texts: &StringArray = texts.as_string();
                if !folder.is_empty() {
                    folder.push('/');
                }
                folder.push_str(name);
                folder.push('=');
                match texts.is_null(row) {
                    true => folder.push_str(NULL),
                    false => folder.extend(utf8_percent_encode(texts.value(row), ESCAPED)),
                }
            }
            let at = row as u32;
            match folders.get_mut(&folder) {
                Some(rows) => rows.push(at),
                None => drop(folders.insert(folder.clone(), vec![at])),
            }
        }
        Ok(folders)
    }

    fn put(&mut self, folder: String, rows: &RecordBatch) -> Result<()> {
        self.uses += 1;
        let uses = self.uses;
        if !self.open.contains_key(&folder) {
            if self.open.len() >= MOST_OPEN {
                self.close_oldest()?;
            }
            let made = self.make(&folder)?;
            self.open.insert(folder.clone(), made);
        }
        let most = HELD_BYTES / self.open.len().max(1);
        let Some(open) = self.open.get_mut(&folder) else {
            return Ok(());
        };
        open.used = uses;
        open.encoder.write(rows)?;
        if open.encoder.held() > most {
            open.encoder.flush()?;
        }
        open.output.write(&open.sink.take())
    }

    fn close_oldest(&mut self) -> Result<()> {
        let oldest = self.open.iter().min_by_key(|(_, open)| open.used);
        let Some(folder) = oldest.map(|(folder, _)| folder.clone()) else {
            return Ok(());
        };
        self.open.remove(&folder).map_or(Ok(()), Open::finish)
    }

    fn make(&mut self, folder: &str) -> Result<Open> {
        let (format, encode, options) = &self.kind;
        let number = self.files.entry(folder.to_owned()).or_default();
        let file = format!("data-{number}{}", extension(*format, options));
        *number += 1;
        let path = self.folder.join(folder);
        let made = fs::create_dir_all(&path).and_then(|()| File::create_new(path.join(file)));
        let file = made.map_err(|error| unwritable(&self.name, &error))?;
        let codec = options.compression.as_ref();
        let codec = codec.filter(|_| !format.is_binary());
        let sink = Sink::default();
        Ok(Open {
            encoder: encoder(*format, &self.schema, encode, options, sink.clone())?,
            sink,
            output: Output::new(file, codec, self.name.clone(), &self.progress)?,
            used: 0,
        })
    }
}

impl Open {
    fn finish(mut self) -> Result<()> {
        self.encoder.finish()?;
        self.output.write(&self.sink.take())?;
        self.output.finish()
    }
}

fn place(schema: &SchemaRef, name: &str) -> Result<usize> {
    schema.index_of(name).map_err(|_| {
        let names = schema.fields().iter().map(|field| field.name().as_str());
        let names: Vec<&str> = names.collect();
        let similar = similar_names(name, names.iter().copied());
        let error = Error::new(
            ErrorCode::ColumnUnknown,
            format!("The result has no column {name} to partition by."),
        );
        error.with_hint(match similar.as_slice() {
            [] => format!("Its columns are {}.", names.join(", ")),
            similar => format!("Did you mean {}?", similar.join(" or ")),
        })
    })
}

fn extension(format: RowFormat, options: &FormatOptions) -> String {
    let name = match format {
        RowFormat::Tsv => ".tsv",
        RowFormat::Json => ".json",
        RowFormat::Ndjson => ".ndjson",
        RowFormat::Parquet => ".parquet",
        RowFormat::Avro => ".avro",
        RowFormat::ArrowFile => ".arrow",
        _ => ".csv",
    };
    let codec = options.compression.as_ref().filter(|_| !format.is_binary());
    let packed = match codec.map(|codec| codec.name.as_str()) {
        Some("gzip") => ".gz",
        Some("zstd") => ".zst",
        _ => "",
    };
    format!("{name}{packed}")
}
