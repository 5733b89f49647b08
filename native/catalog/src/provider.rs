//! Files as DataFusion's tables.

use super::bad_option::bad_option;
use super::inference::INFER_ROWS;
use super::partition_values::{self, PartitionColumn};
use super::provided::Provided;
use super::source::{Place, Source, SourceFile, local};
use super::{
    FileFormat, OpenOptions, column_types, excel_tables, file_columns, json_tables, naming,
    partitions,
};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::TableProvider;
use datafusion::common::config::CsvOptions;
use datafusion::datasource::file_format::csv::CsvFormat;
use datafusion::datasource::file_format::json::JsonFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::execution::session_state::SessionState;
use planarium_error::control::{self, Control};
use planarium_error::reader::{CANNOT_BE_READ, damaged};
use planarium_error::{Error, ErrorCode, Result};
use planarium_readers::csv::noted::{self, Noted};
use planarium_readers::csv::schema as csv_schema;
use planarium_readers::guarded_scan::with_files;
use planarium_readers::sniff::Sniffed;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use tokio::runtime::Handle;

pub(super) async fn provider(
    state: &SessionState,
    source: &Source,
    sniffed: Sniffed,
    options: &OpenOptions,
) -> Result<Provided> {
    if sniffed.format == FileFormat::Excel {
        return excel_tables::provider(state, source, options).await;
    }
    let table = listed(state, source, sniffed, options).await?;
    Ok(Provided {
        table,
        held: None,
        found: found(sniffed),
        sheets: Vec::new(),
    })
}

/// A table that DataFusion reads.
async fn listed(
    state: &SessionState,
    source: &Source,
    sniffed: Sniffed,
    options: &OpenOptions,
) -> Result<Arc<dyn TableProvider>> {
    let factory = state
        .get_file_format_factory(sniffed.format.factory())
        .ok_or_else(|| {
            Error::new(
                ErrorCode::Internal,
                format!("This build cannot read {} files.", sniffed.format.label()),
            )
        })?;
    let format = factory
        .create(state, &format_options(sniffed, &options.options))
        .map_err(|error| bad_option(sniffed.format, &error.strip_backtrace()))?;
    // Every file is named, so that no character of a path is taken for a pattern.
    let mut listing = ListingOptions::new(format).with_file_extension("");
    let urls = source
        .files
        .iter()
        .map(SourceFile::url)
        .collect::<Result<Vec<_>>>()?;
    let json = listing.format.downcast_ref::<JsonFormat>();
    let noted = match sniffed.format {
        FileFormat::Csv => noted(&options.options, sniffed)?,
        _ => Noted::default(),
    };
    let schema = match (csv_options(&listing), json.map(json_tables::copy)) {
        (Some(csv), _) => {
            let files = local::paths(&source.files);
            let header = csv
                .has_header
                .unwrap_or(state.config_options().catalog.has_header);
            let given = |key: &String| key.trim_start_matches("format.") == INFER_OPTION;
            let rows = csv.schema_infer_max_rec.unwrap_or(INFER_ROWS);
            let rows = (rows, options.options.keys().any(given));
            let memory = Arc::clone(&state.runtime_env().memory_pool);
            let texts = noted.null_text.map(str::to_owned);
            let encoding = noted.encoding;
            let look = move || {
                let noted = Noted {
                    encoding,
                    null_text: texts.as_deref(),
                };
                csv_schema::infer(&files, (&csv, noted), header, rows, &memory).map(Arc::new)
            };
            control::blocking(look).await
        }
        (None, Some(json)) => {
            let files = local::paths(&source.files);
            let memory = Arc::clone(&state.runtime_env().memory_pool);
            let look = move || json_tables::found(&json, &files, &memory);
            control::blocking(look).await.map(|(schema, json)| {
                listing.format = Arc::new(json);
                schema
            })
        }
        (None, None) => infer(state.clone(), listing.clone(), sniffed.format, source).await,
    };
    let schema = schema.map_err(|error| at_place(error, &source.place))?;
    let schema = column_types::apply(schema, sniffed.format, &options.options, state).await?;
    let schema = noted.on(schema);
    if schema.fields().is_empty() {
        return Err(at_place(damaged("it has no columns"), &source.place));
    }
    let (urls, listing, columns) = partitioned(source, &schema, urls, listing)?;
    let config = ListingTableConfig::new_with_multi_paths(urls)
        .with_listing_options(listing)
        .with_schema(schema);
    let env = state.runtime_env();
    if let Some(listed) = env.cache_manager.get_list_files_cache() {
        listed.clear();
    }
    let cache = env.cache_manager.get_file_statistic_cache();
    let table = ListingTable::try_new(config)?.with_cache(cache);
    if columns.is_empty() {
        return Ok(Arc::new(table));
    }
    let name = options.name.clone();
    let name = name.unwrap_or_else(|| naming::stem(&source.place));
    Ok(partition_values::with_values(
        table, &columns, false, &name, state,
    )?)
}

/// The options of CSV whose columns are found out here.
fn csv_options(listing: &ListingOptions) -> Option<CsvOptions> {
    let csv = listing.format.downcast_ref::<CsvFormat>()?.options();
    csv.null_regex.is_none().then(|| csv.clone())
}

/// A folder that is divided by columns is read as a whole, for DataFusion takes their values from
/// the part of a path below the table's.
fn partitioned(
    source: &Source,
    schema: &SchemaRef,
    urls: Vec<ListingTableUrl>,
    listing: ListingOptions,
) -> Result<(Vec<ListingTableUrl>, ListingOptions, Vec<PartitionColumn>)> {
    let Some(divided) = partitions::find(&source.place, &source.files) else {
        return Ok((urls, listing, Vec::new()));
    };
    let keys = divided.columns.iter().map(String::as_str);
    let columns = partition_values::columns(keys, &divided.values);
    // A column that the files hold as well is read from them.
    let held = |column: &PartitionColumn| schema.field_with_name(&column.name()).is_ok();
    if columns.iter().any(held) {
        return Ok((urls, listing, Vec::new()));
    }
    let keys = divided.columns.into_iter();
    let listing = listing
        .with_file_extension(divided.extension)
        .with_table_partition_cols(keys.map(|key| (key, partition_values::text())).collect());
    let folder = source.place.url()?;
    Ok((vec![folder], listing, columns))
}

/// Explicit options win over what was found out.
pub(super) fn format_options(
    sniffed: Sniffed,
    options: &BTreeMap<String, String>,
) -> HashMap<String, String> {
    let mut all = HashMap::new();
    let mut set = |key: &str, value: String| all.insert(format!("format.{key}"), value);
    match sniffed.format {
        FileFormat::Csv => {
            let found = sniffed.dialect;
            set("has_header", found.has_header.to_string());
            set("delimiter", found.delimiter.to_string());
            set("quote", found.quote.to_string());
            if let Some(escape) = found.escape {
                set("escape", escape.to_string());
            }
            set("compression", sniffed.compression.to_string());
        }
        FileFormat::Json | FileFormat::Ndjson => {
            set(
                "newline_delimited",
                (sniffed.format == FileFormat::Ndjson).to_string(),
            );
            set("compression", sniffed.compression.to_string());
        }
        FileFormat::Parquet | FileFormat::Arrow | FileFormat::Excel => {}
    }
    if sniffed.format == FileFormat::Csv {
        set(INFER_OPTION, INFER_ROWS.to_string());
    }
    for (key, value) in options {
        if !is_own(sniffed.format, key) {
            set(key.strip_prefix("format.").unwrap_or(key), value.clone());
        }
    }
    all
}

/// The options of a file as they were found in it.
fn found(sniffed: Sniffed) -> BTreeMap<String, String> {
    let mut found: BTreeMap<String, String> = format_options(sniffed, &BTreeMap::new())
        .into_iter()
        .map(|(key, value)| (key.trim_start_matches("format.").to_owned(), value))
        .filter(|(key, value)| {
            !value.is_empty() && key != INFER_OPTION && key != "newline_delimited"
        })
        .collect();
    if let Some(encoding) = sniffed.encoding {
        found.insert(noted::ENCODING.to_owned(), encoding.name().to_lowercase());
    }
    found
}

/// Whether an option of a format is one of ours, which DataFusion's formats do not take.
pub(super) fn is_own(format: FileFormat, key: &str) -> bool {
    match key.strip_prefix("format.").unwrap_or(key) {
        column_types::TEXT | column_types::TYPES => true,
        noted::ENCODING | noted::NULL_TEXT => format == FileFormat::Csv,
        _ => false,
    }
}

/// What options and the files themselves say of their text.
///
/// # Errors
/// `invalid_request` for an unknown encoding.
pub(super) fn noted(options: &BTreeMap<String, String>, sniffed: Sniffed) -> Result<Noted<'_>> {
    let given = Noted::given(options)?;
    let encoding = given.encoding.or(sniffed.encoding);
    Ok(Noted { encoding, ..given })
}

pub(super) const INFER_OPTION: &str = "schema_infer_max_rec";

/// On the session's threads: a reader that panics on damaged data must not take more with it.
async fn infer(
    state: SessionState,
    listing: ListingOptions,
    format: FileFormat,
    source: &Source,
) -> Result<SchemaRef> {
    let files = source.files.iter();
    let objects: Vec<_> = files.map(|file| file.meta.clone()).collect();
    let store = source.place.store.clone();
    let work = async move {
        let store = state.runtime_env().object_store(&store)?;
        file_columns::of_files(&state, &store, &listing, format, &objects).await
    };
    control::spawn_on(&Handle::current(), Control::default(), work).await
}

fn at_place(error: Error, place: &Place) -> Error {
    match error.code {
        ErrorCode::FileMissing
        | ErrorCode::FileUnreadable
        | ErrorCode::FileChanged
        | ErrorCode::MemoryExceeded
        | ErrorCode::Cancelled => error,
        // It names a file already.
        _ if !error.message.starts_with(CANNOT_BE_READ) && is_of_file(error.code) => error,
        _ => with_files(&[place.to_string()], error),
    }
}

fn is_of_file(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::FileDamaged | ErrorCode::FileMismatch | ErrorCode::FileUnsupported
    )
}
