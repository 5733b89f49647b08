//! What the names of folders say of partition columns: `year=2024/region=north/part-0.parquet`.
//!
//! DataFusion compares the text of a folder with a column's name and parses it into the column's
//! type, and knows no NULL there. A table whose folders say more is a view that makes the columns
//! of their text; one whose folders say no more than that has the columns themselves, with types
//! that all folders agree on.
//!
//! | folders | type |
//! |---|---|
//! | integers as they would be written, thus without leading zeros | BIGINT |
//! | dates, `2024-03-01` | DATE |
//! | all else | text |

use std::borrow::Cow;
use std::sync::Arc;

use chrono::NaiveDate;
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Column, Result, ScalarValue, TableReference};
use datafusion::datasource::listing::{ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, cast, lit, when};
use percent_encoding::percent_decode_str;

use datafusion::catalog::{Session, TableProvider};

/// Stands in the place of NULL in the names that Hive and Spark write.
const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// One partition column over all folders.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PartitionColumn {
    /// As it stands in the folders' names.
    key: String,
    /// Whether some folder is that of NULL.
    null: bool,
    /// Whether some value stands there percent-encoded.
    encoded: bool,
    /// The type of the other folders' values.
    found: DataType,
}

/// The columns `keys`, of which each of `files` has one text in the same order.
pub(super) fn columns<'a>(
    keys: impl IntoIterator<Item = &'a str>,
    files: &[Vec<String>],
) -> Vec<PartitionColumn> {
    let column = |(at, key): (usize, &str)| {
        let values: Vec<Cow<'_, str>> = files
            .iter()
            .filter_map(|file| file.get(at))
            .map(|value| decoded(value))
            .collect();
        let given = || values.iter().filter(|value| **value != NULL);
        let all =
            |fits: fn(&str) -> bool| given().next().is_some() && given().all(|value| fits(value));
        let found = if all(is_integer) {
            DataType::Int64
        } else if all(is_date) {
            DataType::Date32
        } else {
            text()
        };
        PartitionColumn {
            key: key.to_owned(),
            null: values.iter().any(|value| *value == NULL),
            encoded: values.iter().any(|value| matches!(value, Cow::Owned(_))),
            found,
        }
    };
    keys.into_iter().enumerate().map(column).collect()
}

/// The type that DataFusion gives such columns.
pub(super) fn text() -> DataType {
    DataType::Dictionary(Box::new(DataType::UInt16), Box::new(DataType::Utf8))
}

fn decoded(name: &str) -> Cow<'_, str> {
    percent_decode_str(name)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(name))
}

fn is_integer(value: &str) -> bool {
    value
        .parse::<i64>()
        .is_ok_and(|number| number.to_string() == value)
}

fn is_date(value: &str) -> bool {
    NaiveDate::parse_from_str(value, "%Y-%m-%d")
        .is_ok_and(|date| date.format("%Y-%m-%d").to_string() == value)
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => is_text(values),
        _ => data_type.is_string(),
    }
}

impl PartitionColumn {
    pub(super) fn name(&self) -> Cow<'_, str> {
        decoded(&self.key)
    }

    /// Whether the text of some folder has to be made into the value of a column of `data_type`.
    fn is_made(&self, data_type: &DataType) -> bool {
        let as_found =
            *data_type == self.found || data_type.is_integer() && self.found == DataType::Int64;
        let as_written = is_text(data_type) || as_found && !self.encoded;
        // A filter `month = 7` lists the folder `month=7` and passes by `month=07`.
        self.null || self.name() != self.key || !as_written
    }

    fn expression(&self, text: Expr, data_type: &DataType) -> Result<Expr> {
        let value = match self.null {
            true => {
                when(text.clone().eq(lit(NULL)), lit(ScalarValue::Utf8(None))).otherwise(text)?
            }
            false => text,
        };
        let value = match is_text(data_type) {
            true => value,
            false => cast(value, data_type.clone()),
        };
        Ok(value.alias(self.name()))
    }
}

/// `table`, whose partition columns are `columns`, with their values. `declared` says that its
/// types stay; a column without NULL whose folders are read rightly as they are stays itself.
pub(super) fn with_values(
    table: ListingTable,
    columns: &[PartitionColumn],
    declared: bool,
    name: &str,
    state: &dyn Session,
) -> Result<Arc<dyn TableProvider>> {
    let mut options = table.options().clone();
    let given = options.table_partition_cols.iter();
    let types: Vec<DataType> = given
        .zip(columns)
        .map(|((_, given), column)| match declared {
            true => given.clone(),
            false => column.found.clone(),
        })
        .collect();
    let made = |at: usize| {
        let of = columns.get(at).zip(types.get(at));
        of.filter(|(column, data_type)| column.is_made(data_type))
    };
    let partitions = options.table_partition_cols.iter_mut();
    for (at, (_, data_type)) in partitions.enumerate() {
        if made(at).is_some() {
            *data_type = DataType::Utf8;
        } else if let Some(found) = types.get(at) {
            data_type.clone_from(found);
        }
    }
    let all = table.schema();
    let of_files = all.fields().len() - options.table_partition_cols.len();
    let indices: Vec<usize> = (0..of_files).collect();
    let paths = match folders(&table) {
        Some((folders, extension)) => {
            options.file_extension = extension;
            folders
        }
        None => table.table_paths().clone(),
    };
    let config = ListingTableConfig::new_with_multi_paths(paths)
        .with_listing_options(options)
        .with_schema(Arc::new(all.project(&indices)?));
    let cache = state.runtime_env().cache_manager.get_file_statistic_cache();
    let mut listing = ListingTable::try_new(config)?.with_cache(cache);
    if let Some(constraints) = table.constraints() {
        listing = listing.with_constraints(constraints.clone());
    }
    let definition = table.get_table_definition().map(str::to_owned);
    if !(0..columns.len()).any(|at| made(at).is_some()) {
        let defaults = all.fields().iter().filter_map(|field| {
            let default = table.get_column_default(field.name())?;
            Some((field.name().clone(), default.clone()))
        });
        return Ok(Arc::new(
            listing
                .with_definition(definition)
                .with_column_defaults(defaults.collect()),
        ));
    }
    let reference = TableReference::bare(name);
    let fields = all.fields().iter().enumerate();
    let columns = fields.map(|(at, field)| {
        let column = Expr::Column(Column::new(Some(reference.clone()), field.name()));
        match at.checked_sub(of_files).and_then(made) {
            Some((partition, data_type)) => partition.expression(column, data_type),
            None => Ok(column),
        }
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    let source = provider_as_source(Arc::new(listing));
    let plan = LogicalPlanBuilder::scan(reference.clone(), source, None)?
        .project(columns)?
        .build()?;
    Ok(Arc::new(ViewTable::new(plan, definition)))
}

/// The folders of a table over all files of one extension in them, `*.parquet`. Saved plans keep no
/// pattern beside partition columns.
fn folders(table: &ListingTable) -> Option<(Vec<ListingTableUrl>, String)> {
    let mut extensions = Vec::new();
    let urls = table.table_paths().iter().map(|url| {
        let extension = url.get_glob().as_ref()?.as_str().strip_prefix('*')?;
        let plain = extension.starts_with('.') && !extension.contains(['*', '?', '[', '/']);
        extensions.push(plain.then(|| extension.to_owned())?);
        let folder = ListingTableUrl::try_new(url.get_url().clone(), None).ok()?;
        Some(match url.get_table_ref() {
            Some(name) => folder.with_table_ref(name.clone()),
            None => folder,
        })
    });
    let urls = urls.collect::<Option<Vec<_>>>()?;
    extensions.dedup();
    match (extensions.pop(), extensions.is_empty()) {
        (Some(extension), true) => Some((urls, extension)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: &[&str]) -> PartitionColumn {
        let files: Vec<Vec<String>> = values
            .iter()
            .map(|value| vec![(*value).to_owned()])
            .collect();
        columns(["a"], &files).remove(0)
    }

    #[test]
    fn all_folders_decide_a_type() {
        let types = [
            (vec!["1", "-20", "9223372036854775807"], DataType::Int64),
            (vec!["1", "9223372036854775808"], text()),
            (vec!["7", "08"], text()),
            (vec!["1", "x"], text()),
            (vec!["2024-02-29", NULL], DataType::Date32),
            (vec!["2024-2-29"], text()),
            (vec!["2023-02-29"], text()),
            (vec![NULL], text()),
            (vec!["%31"], DataType::Int64),
        ];
        for (values, expected) in types {
            assert_eq!(found(&values).found, expected, "{values:?}");
        }
        assert!(found(&["1", NULL]).null && !found(&["1"]).null);
    }
}
