//! How the columns of a table stand in one of its CSV files, by the file's own header.
//!
//! DataFusion reads every file by place
//! (<https://github.com/apache/datafusion/issues/4918>,
//! <https://github.com/apache/datafusion/issues/17516>).

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{RecordBatch, RecordBatchOptions, new_null_array};
use datafusion::arrow::csv::reader::Format;
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::error::ArrowError;
use datafusion::error::Result;
use futures::StreamExt;
use futures::stream::BoxStream;

use crate::error::{Error, ErrorCode};
use planarium_error::listed;

/// How many names an error lists.
const LISTED: usize = 10;

/// The columns of a file.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    /// All of them, in the file's order.
    schema: SchemaRef,
    /// Those to read, by their places in the file.
    read: Vec<usize>,
    /// What is wanted, where the file has another order or fewer columns than the table.
    wanted: Option<Wanted>,
}

#[derive(Debug, Clone)]
struct Wanted {
    schema: SchemaRef,
    /// Of each wanted column its place among those that are read.
    places: Vec<Option<usize>>,
}

/// The names of the columns, the first record of `content`. One that is empty is named by its place,
/// as those of a file without a header are.
///
/// # Errors
/// Those of reading.
pub(crate) fn header(content: impl Read, format: &Format) -> Result<Vec<String>, ArrowError> {
    let (schema, _) = format.infer_schema(content, Some(0))?;
    Ok(named(&schema))
}

/// The names of `schema`, which was found in a header.
pub(crate) fn named(schema: &Schema) -> Vec<String> {
    let fields = schema.fields().iter().enumerate();
    fields
        .map(|(place, field)| match field.name().trim() {
            "" => format!("column_{}", place + 1),
            _ => field.name().clone(),
        })
        .collect()
}

impl Columns {
    /// The `wanted` ones of a file that has exactly those of `schema`.
    pub(super) fn by_place(schema: &SchemaRef, wanted: &[usize]) -> Self {
        Self {
            schema: Arc::clone(schema),
            read: wanted.to_vec(),
            wanted: None,
        }
    }

    /// The `wanted` columns of a table with `schema` in the file at `path`, whose header has `names`.
    ///
    /// They are matched by name where the header knows all columns of the table or the table all of
    /// the header; those that the header does not know are NULL. A table whose columns have names of
    /// its own, as CREATE EXTERNAL TABLE may give them, is read by place.
    ///
    /// # Errors
    /// `file_mismatch` where a name stands in another place and others are unknown; `file_changed`
    /// for names that are unknown in a file that is not the `same` as when the plan was made.
    pub(super) fn of_file(
        path: &Path,
        names: &[String],
        schema: &SchemaRef,
        wanted: &[usize],
        same: bool,
    ) -> Result<Self, Error> {
        let fields = schema.fields();
        let alike = |(name, field): (&String, &Arc<Field>)| name == field.name();
        if names.is_empty() || names.len() == fields.len() && names.iter().zip(fields).all(alike) {
            return Ok(Self::by_place(schema, wanted));
        }
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(names.len());
        for (place, name) in names.iter().enumerate() {
            places.entry(name).or_insert(place);
        }
        let columns: HashMap<&str, &Arc<Field>> = fields
            .iter()
            .map(|field| (field.name().as_str(), field))
            .collect();
        let known = names.iter().all(|name| columns.contains_key(name.as_str()));
        let all = fields
            .iter()
            .all(|field| places.contains_key(field.name().as_str()));
        if !(known || all) || places.len() < names.len() {
            let moved = names.iter().enumerate().any(|(place, name)| {
                columns.contains_key(name.as_str())
                    && fields.get(place).is_none_or(|field| field.name() != name)
            });
            return match (same, moved) {
                (true, false) => Ok(Self::by_place(schema, wanted)),
                (true, true) => Err(differs(path, names, schema)),
                (false, _) => Err(changed(path, names)),
            };
        }
        let mut read = Vec::with_capacity(wanted.len());
        let mut among = Vec::with_capacity(wanted.len());
        let mut kept = Vec::with_capacity(wanted.len());
        for field in wanted.iter().filter_map(|index| fields.get(*index)) {
            let place = places.get(field.name().as_str());
            among.push(place.map(|place| {
                read.push(*place);
                read.len() - 1
            }));
            kept.push(Arc::clone(field));
        }
        let in_file: Vec<Arc<Field>> = names
            .iter()
            .map(|name| match columns.get(name.as_str()) {
                Some(field) => Arc::clone(field),
                None => Arc::new(Field::new(name, DataType::Utf8, true)),
            })
            .collect();
        Ok(Self {
            schema: Arc::new(Schema::new(in_file)),
            read,
            wanted: Some(Wanted {
                schema: Arc::new(Schema::new(kept)),
                places: among,
            }),
        })
    }

    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    pub(super) fn read(&self) -> &[usize] {
        &self.read
    }

    /// The rows that were read with the wanted columns in their places.
    pub(super) fn placed(
        self,
        rows: BoxStream<'static, Result<RecordBatch>>,
    ) -> BoxStream<'static, Result<RecordBatch>> {
        match self.wanted {
            None => rows,
            Some(wanted) => rows.map(move |batch| wanted.of(&batch?)).boxed(),
        }
    }
}

impl Wanted {
    fn of(&self, batch: &RecordBatch) -> Result<RecordBatch> {
        let rows = batch.num_rows();
        let columns = self.places.iter().zip(self.schema.fields());
        let columns = columns
            .map(|(place, field)| {
                let found = place.and_then(|place| batch.columns().get(place));
                found.map_or_else(|| new_null_array(field.data_type(), rows), Arc::clone)
            })
            .collect();
        let options = RecordBatchOptions::new().with_row_count(Some(rows));
        Ok(RecordBatch::try_new_with_options(
            Arc::clone(&self.schema),
            columns,
            &options,
        )?)
    }
}

fn differs(path: &Path, names: &[String], schema: &Schema) -> Error {
    let columns: Vec<String> = schema
        .fields()
        .iter()
        .map(|field| field.name().clone())
        .collect();
    Error::new(
        ErrorCode::FileMismatch,
        format!(
            "{} has other columns than the table: its header is {}, and the table has {}.",
            path.display(),
            listed(names, LISTED),
            listed(&columns, LISTED)
        ),
    )
    .with_hint("Open the file again, or give the table the columns of the header.")
}

fn changed(path: &Path, names: &[String]) -> Error {
    Error::new(
        ErrorCode::FileChanged,
        format!(
            "{} has other columns than when the plan was made: {}.",
            path.display(),
            listed(names, LISTED)
        ),
    )
    .with_hint("Plan the query again.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(names: &[&str]) -> SchemaRef {
        let field = |name: &&str| Field::new(*name, DataType::Int64, true);
        Arc::new(Schema::new(names.iter().map(field).collect::<Vec<_>>()))
    }

    /// What is read, and the places of what is wanted; `None` by place.
    fn of(
        names: &[&str],
        table: &[&str],
        same: bool,
    ) -> Result<Option<Vec<Option<usize>>>, ErrorCode> {
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let wanted: Vec<usize> = (0..table.len()).collect();
        let found = Columns::of_file(Path::new("/f.csv"), &names, &schema(table), &wanted, same);
        let found = found.map_err(|error| error.code)?;
        Ok(found.wanted.map(|wanted| {
            let places = wanted.places.into_iter();
            places
                .map(|place| place.map(|place| found.read[place]))
                .collect()
        }))
    }

    #[test]
    fn columns_are_found_by_their_names() {
        assert_eq!(of(&["a", "b"], &["a", "b"], false), Ok(None));
        assert_eq!(
            of(&["b", "a"], &["a", "b"], false),
            Ok(Some(vec![Some(1), Some(0)]))
        );
        assert_eq!(
            of(&["b"], &["a", "b"], false),
            Ok(Some(vec![None, Some(0)]))
        );
        assert_eq!(
            of(&["x", "b", "a"], &["a", "b"], false),
            Ok(Some(vec![Some(2), Some(1)]))
        );
        assert_eq!(of(&["x", "y"], &["a", "b"], true), Ok(None));
        assert_eq!(of(&["a", "y"], &["a", "b"], true), Ok(None));
        assert_eq!(
            of(&["y", "a"], &["a", "b"], true),
            Err(ErrorCode::FileMismatch)
        );
        assert_eq!(
            of(&["x", "y"], &["a", "b"], false),
            Err(ErrorCode::FileChanged)
        );
    }
}
