//! Whether a file that a table is bound to has what the plan reads of it.
//!
//! DataFusion reads CSV by the place of a column, whatever its header says, and gives NULL for a
//! column that another file does not have: bound to a wrong file, a plan would give wrong rows.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::engine::PlanEngine;
use super::fields::{items, text, visit};
use planarium_catalog::{self as catalog, FileFormat, Looked, OpenOptions};
use planarium_error::listed;
use planarium_error::{Error, ErrorCode, Result};

/// Columns that an error names.
const LISTED: usize = 8;

/// What one scan reads of its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Need {
    format: FileFormat,
    /// DataFusion's options of CSV: `has_header` and `delimiter`.
    options: BTreeMap<String, String>,
    /// All columns that the files have.
    columns: Vec<String>,
    /// Those of them that are read.
    read: Vec<String>,
}

impl Need {
    /// Of a `listingScan`; `None` for a format that files are not opened in here.
    pub(super) fn of_listing(scan: &Value) -> Option<Self> {
        let (format, given) =
            formats().find_map(|(name, format)| Some((format, scan.get(name)?)))?;
        let options = &given["options"];
        let byte = |field| STANDARD.decode(text(options, field)).ok()?.first().copied();
        let has_header = byte("hasHeader").map(|flag| flag == 1);
        let projected = scan.get("projection").map(|projection| {
            let named = items(projection, "columns").iter();
            let filtered = columns_in(&scan["filters"]);
            let named = named.filter_map(Value::as_str).map(str::to_owned);
            named.chain(filtered).collect()
        });
        let options = csv_options(has_header, byte("delimiter").map(char::from));
        Some(Self::new(format, options, scan, projected))
    }

    /// Of a physical scan such as `csvScan`.
    pub(super) fn of_physical(name: &str, scan: &Value) -> Option<Self> {
        let name = name.strip_suffix("Scan")?;
        let (_, format) = formats().find(|(format, _)| *format == name)?;
        let config = &scan["baseConf"];
        let projected = config.get("projectionExprs").map(|projection| {
            let mut read = columns_in(projection);
            read.extend(columns_in(&scan["predicate"]));
            read
        });
        let has_header = scan.get("hasHeader").and_then(Value::as_bool);
        let options = csv_options(
            Some(has_header.unwrap_or_default()),
            text(scan, "delimiter").chars().next(),
        );
        Some(Self::new(format, options, config, projected))
    }

    /// `holder` has the schema; columns that the names of folders tell are in no file.
    fn new(
        format: FileFormat,
        options: BTreeMap<String, String>,
        holder: &Value,
        projected: Option<Vec<String>>,
    ) -> Self {
        let partitions: Vec<&str> = items(holder, "tablePartitionCols")
            .iter()
            .map(|column| column.as_str().unwrap_or_else(|| text(column, "name")))
            .collect();
        let in_files = |names: Vec<String>| {
            let mut names = names;
            names.retain(|name| !partitions.contains(&name.as_str()));
            names
        };
        let columns = items(&holder["schema"], "columns").iter();
        let columns = in_files(
            columns
                .map(|column| text(column, "name").to_owned())
                .collect(),
        );
        Self {
            format,
            options,
            read: projected.map_or_else(|| columns.clone(), in_files),
            columns,
        }
    }

    /// How the columns `found` in other files fall short of this, if they do.
    fn differs(&self, found: &[String]) -> Option<String> {
        if self.format != FileFormat::Csv {
            let mut missing = self.read.iter().filter(|name| !found.contains(name));
            return missing.next().map(|name| format!("has no column {name}"));
        }
        let named = self
            .options
            .get("has_header")
            .is_none_or(|flag| flag == "true");
        let same = match named {
            true => found == self.columns,
            false => found.len() == self.columns.len(),
        };
        (!same).then(|| format!("has the columns {}", listed(found, LISTED)))
    }
}

/// Names of the columns in serialised expressions.
fn columns_in(expressions: &Value) -> Vec<String> {
    let mut names = Vec::new();
    visit(expressions, |field, column| {
        if field == "column" && column.is_object() {
            names.push(text(column, "name").to_owned());
        }
    });
    names
}

fn formats() -> impl Iterator<Item = (&'static str, FileFormat)> {
    [
        ("csv", FileFormat::Csv),
        ("parquet", FileFormat::Parquet),
        ("json", FileFormat::Ndjson),
        ("arrow", FileFormat::Arrow),
    ]
    .into_iter()
}

fn csv_options(has_header: Option<bool>, delimiter: Option<char>) -> BTreeMap<String, String> {
    let header = has_header.map(|flag| ("has_header".to_string(), flag.to_string()));
    let delimiter = delimiter.map(|letter| ("delimiter".to_string(), letter.to_string()));
    header.into_iter().chain(delimiter).collect()
}

/// Looks into the files of `path`, which the table `table` is bound to.
///
/// # Errors
/// `invalid_request` for another format, `plan_source_changed` for other columns unless those are
/// `allowed`; those of opening the files.
pub(super) async fn check(
    session: &impl PlanEngine,
    (table, path): (&str, &str),
    need: &Need,
    allowed: bool,
) -> Result<()> {
    let looked = match catalog::look(path, None).await {
        // As whoever opened the first one told.
        Err(error) if error.code == ErrorCode::FileFormatUnknown => None,
        looked => Some(looked?),
    };
    let format = looked.as_ref().map_or(need.format, Looked::format);
    let json = |format| matches!(format, FileFormat::Json | FileFormat::Ndjson);
    if format != need.format && !(json(format) && json(need.format)) {
        return Err(Error::new(
            ErrorCode::InvalidRequest,
            format!(
                "{path} holds {}, and the plan reads the table {table} as {}.",
                format.label(),
                need.format.label()
            ),
        )
        .with_hint("Bind the table to a file of that format, or plan the SQL again over this one (--replan)."));
    }
    // Keys of JSON may be missing in any number of rows.
    if allowed || json(format) {
        return Ok(());
    }
    let looked = match looked {
        Some(looked) => looked,
        None => catalog::look(path, Some(format)).await?,
    };
    let options = OpenOptions {
        options: match format {
            FileFormat::Csv => need.options.clone(),
            _ => BTreeMap::new(),
        },
        ..OpenOptions::default()
    };
    let found = looked.columns(session, &options).await?;
    match need.differs(&found) {
        None => Ok(()),
        Some(what) => Err(Error::new(
            ErrorCode::PlanSourceChanged,
            format!(
                "{path} {what}; the plan reads the table {table} with {}.",
                listed(&need.columns, LISTED)
            ),
        )
        .with_hint(
            "Bind the table to a file with the same columns, or run it all the same (--allow-changed): what is not there is NULL, and CSV without a header is read by place.",
        )),
    }
}
