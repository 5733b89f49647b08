//! `CREATE EXTERNAL TABLE`: the format and the options that the statement leaves open are found in
//! the files, as those of a file that is opened are.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider, TableProviderFactory};
use datafusion::common::Result;
use datafusion::datasource::listing_table_factory::ListingTableFactory;
use datafusion::execution::SessionState;
use datafusion::logical_expr::CreateExternalTable;

use super::csv_tables::{finding_columns, plain};
use super::partitioned_tables::partitioned;
use super::provider::{INFER_OPTION, format_options, is_own, provider};
use super::source::{Kind, Source, SourceFile, is_remote, local, resolve_as};
use super::{FileFormat, OpenOptions};
use planarium_error::control;
use planarium_error::{Error, ErrorCode};
use planarium_readers::csv::dialect;
use planarium_readers::csv::noted::{self, Noted};
use planarium_readers::format::by_name;
use planarium_readers::sniff::{Sniffed, sniff};

/// The names that STORED AS takes for files.
pub const STORED_AS: [&str; 5] = ["PARQUET", "CSV", "JSON", "NDJSON", "ARROW"];

/// Makes external tables of files.
#[derive(Debug, Default)]
pub struct ExternalTables;

#[async_trait]
impl TableProviderFactory for ExternalTables {
    async fn create(
        &self,
        state: &dyn Session,
        cmd: &CreateExternalTable,
    ) -> Result<Arc<dyn TableProvider>> {
        match state.as_any().downcast_ref::<SessionState>() {
            Some(state) => external_table(state, cmd).await,
            None => ListingTableFactory::default().create(state, cmd).await,
        }
    }
}

/// The table that `cmd` makes.
///
/// # Errors
/// As [`super::open_file`]; `file_mismatch` for files of another format than STORED AS says.
pub(super) async fn external_table(
    state: &SessionState,
    cmd: &CreateExternalTable,
) -> Result<Arc<dyn TableProvider>> {
    let table = of_files(state, cmd).await?;
    let declared = !cmd.schema.fields().is_empty();
    partitioned(table, declared, cmd.name.table(), state).await
}

/// As [`external_table`]; the values of folders' names are as those are written.
async fn of_files(
    state: &SessionState,
    cmd: &CreateExternalTable,
) -> Result<Arc<dyn TableProvider>> {
    let mut cmd = cmd.clone();
    let format = FileFormat::stored_as(&cmd.file_type.to_uppercase());
    let found = match format {
        Some(format) => look(&cmd, format).await?,
        None => None,
    };
    let mut given: BTreeMap<_, _> = cmd.options.clone().into_iter().collect();
    if format == Some(FileFormat::Csv) {
        cmd.options.retain(|key, _| !is_own(FileFormat::Csv, key));
    }
    if let Some((source, sniffed)) = &found {
        cmd.options.extend(found_options(*sniffed, &given));
        if needs_own_listing(&cmd, source) {
            let options = OpenOptions {
                options: given.clone(),
                ..OpenOptions::default()
            };
            return Ok(provider(state, source, *sniffed, &options).await?.table);
        }
        if let Some(encoding) = sniffed.encoding {
            given.insert(noted::ENCODING.to_owned(), encoding.name().to_owned());
        }
    }
    let factory = ListingTableFactory::default();
    let table = factory
        .create(&finding_columns(state, &given)?, &cmd)
        .await?;
    if cmd.schema.fields().is_empty() && table.schema().fields().is_empty() {
        // Of files that are not there no columns are found.
        let missing = cmd
            .locations
            .iter()
            .find_map(|location| resolve_error(location));
        if let Some(missing) = missing {
            return Err(missing.into());
        }
    }
    let declared = !cmd.schema.fields().is_empty();
    let Some(made) = plain(&table, state, &given, declared).await? else {
        return Ok(table);
    };
    let made = made
        .with_definition(cmd.definition.clone())
        .with_constraints(cmd.constraints.clone())
        .with_column_defaults(cmd.column_defaults.clone());
    Ok(Arc::new(made))
}

/// What was found and nobody gave, where it is not what DataFusion takes by itself: plans in bytes are
/// then as those of other engines.
fn found_options(sniffed: Sniffed, given: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let usual = [
        ("has_header", "true"),
        ("delimiter", ","),
        ("quote", "\""),
        ("compression", ""),
        ("newline_delimited", "true"),
    ];
    let is_usual = move |name: &str, value: &str| {
        // Wide files of CSV count fewer rows, unless someone asks for a number.
        usual.contains(&(name, value)) || sniffed.format == FileFormat::Csv && name == INFER_OPTION
    };
    let left_open = |name: &str| dialect::option(given, name).is_none();
    let found = format_options(sniffed, &BTreeMap::new()).into_iter();
    found
        .filter(|(key, value)| {
            let name = key.strip_prefix("format.").unwrap_or(key);
            left_open(name) && !is_usual(name, value)
        })
        .collect()
}

/// The files of the first location, and what they are. `None` where there are none yet, or they are
/// not of this machine.
async fn look(
    cmd: &CreateExternalTable,
    format: FileFormat,
) -> planarium_error::Result<Option<(Source, Sniffed)>> {
    let Some(location) = cmd
        .locations
        .first()
        .filter(|first| !is_remote(first))
        .cloned()
    else {
        return Ok(None);
    };
    let options = cmd.options.clone().into_iter().collect();
    if format == FileFormat::Csv {
        Noted::given(&options)?;
    }
    let declared = !cmd.schema.fields().is_empty();
    control::blocking(move || {
        let source = match resolve_as(&location, format) {
            Ok(source) => source,
            Err(error) => return nothing(error, declared),
        };
        let Some(first) = source.files.first().map(local::path) else {
            return Ok(None);
        };
        let first = first.as_path();
        let given = dialect::given(&options);
        let by_content = sniff(first, None, given);
        // STORED AS says what content and name do not.
        let open = match &by_content {
            Ok(found) => {
                found.format.is_kind_of(FileFormat::Json)
                    && by_name(first)
                        .format
                        .is_none_or(|name| name == FileFormat::Csv)
            }
            Err(error) => error.code == ErrorCode::FileFormatUnknown,
        };
        let sniffed = match open && format == FileFormat::Csv {
            true => sniff(first, Some(format), given)?,
            false => by_content?,
        };
        if !sniffed.format.is_kind_of(format) {
            return Err(other_format(first, sniffed.format, format));
        }
        if dialect::is_as_found(&options) {
            sniffed.dialect.refuse_title(first)?;
        }
        Ok(Some((source, sniffed)))
    })
    .await
}

/// A table whose columns are declared may be made before its files are.
fn nothing<T>(error: Error, declared: bool) -> planarium_error::Result<Option<T>> {
    match error.code {
        ErrorCode::FileMissing | ErrorCode::FileEmpty if declared => Ok(None),
        // DataFusion says so where it looks.
        ErrorCode::FileEmpty => Ok(None),
        _ => Err(error),
    }
}

fn resolve_error(location: &str) -> Option<Error> {
    let error = super::source::resolve(location).err()?;
    matches!(error.code, ErrorCode::FileMissing | ErrorCode::FileEmpty).then_some(error)
}

/// Whether files in a folder have other names than DataFusion looks for: it takes those alone that end
/// in the format's name.
fn needs_own_listing(cmd: &CreateExternalTable, source: &Source) -> bool {
    let [location] = cmd.locations.as_slice() else {
        return false;
    };
    let ending = cmd.file_type.to_lowercase();
    let listed = |file: &SourceFile| {
        let name = file.path().filename().unwrap_or_default();
        let here = source.place.folders_to(file.path());
        name.contains(&format!(".{ending}")) || here.is_none_or(|folders| !folders.is_empty())
    };
    cmd.schema.fields().is_empty()
        && cmd.table_partition_cols.is_empty()
        && cmd.order_exprs.is_empty()
        && source.place.kind == Kind::Folder
        && !location.contains(['*', '?', '['])
        && !source.files.iter().all(listed)
}

fn other_format(path: &Path, found: FileFormat, wanted: FileFormat) -> Error {
    let name = match found {
        FileFormat::Ndjson => "JSON",
        other => other.label(),
    };
    Error::new(
        ErrorCode::FileMismatch,
        format!(
            "{} holds {}, not {}.",
            path.display(),
            found.label(),
            wanted.label()
        ),
    )
    .with_hint(format!("Write STORED AS {}.", name.to_uppercase()))
}
