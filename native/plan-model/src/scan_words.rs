//! Words for scans: what is read, in which format, how much of it.

use datafusion::datasource::listing::ListingTable;
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::source_as_provider;
use datafusion::logical_expr::TableScan;

use super::expression::all_of;
use super::operators::Words;
use super::words::{counted, dotted, list, source_name};

/// A table scan of a logical plan: `Scan flights`, `parquet · 3 of 5 columns`.
pub(super) fn logical(scan: &TableScan) -> Words {
    let provider = source_as_provider(&scan.source).ok();
    let listing = provider
        .as_ref()
        .and_then(|provider| provider.downcast_ref::<ListingTable>());
    let format = listing.map(|table| format_name(&table.options().format.get_ext()));
    let urls = listing.map(|table| {
        let urls: Vec<String> = table
            .table_paths()
            .iter()
            .map(ToString::to_string)
            .collect();
        urls.join(", ")
    });
    let all = scan.source.schema().fields().len();
    let filtered = match scan.filters.len() {
        0 => String::new(),
        several => counted(several, "filter"),
    };
    let fetch = scan
        .fetch
        .map(|rows| format!("first {}", counted(rows, "row")));
    Words::new("TableScan", format!("Scan {}", scan.table_name.table()))
        .argument(dotted([
            format.clone().unwrap_or_default(),
            share(scan.projected_schema.fields().len(), all),
            filtered,
            fetch.unwrap_or_default(),
        ]))
        .with("table", scan.table_name.to_string())
        .with("format", format.unwrap_or_default())
        .with("location", urls.unwrap_or_default())
        .with("filters", all_of(&scan.filters))
}

/// A scan of a physical plan. Physical plans do not know table names: the file's
/// name, or its folder's where there are several, stands in.
pub(super) fn physical(scan: &DataSourceExec) -> Words {
    let operator = "DataSourceExec";
    let source = scan.data_source();
    if let Some(config) = source.downcast_ref::<FileScanConfig>() {
        return file_scan(operator, config);
    }
    if let Some(memory) = source.downcast_ref::<MemorySourceConfig>() {
        let rows = memory
            .partitions()
            .iter()
            .flatten()
            .map(|batch| batch.num_rows())
            .sum();
        return Words::new(operator, "Scan memory").argument(counted(rows, "row"));
    }
    Words::new(operator, "Scan")
}

fn file_scan(operator: &str, config: &FileScanConfig) -> Words {
    let paths: Vec<String> = config
        .file_groups
        .iter()
        .flat_map(FileGroup::iter)
        .map(|file| file.object_meta.location.to_string())
        .collect();
    let mut files = paths.clone();
    files.sort();
    files.dedup();
    let format = format_name(config.file_source().file_type());
    let all = config.file_schema().fields().len() + config.table_partition_cols().len();
    let read = config
        .projected_schema()
        .map_or(all, |schema| schema.fields().len());
    let predicate = config.file_source().filter();
    let filter = predicate
        .as_ref()
        .map(super::expr::physical)
        .unwrap_or_default();
    let several = if files.len() > 1 {
        counted(files.len(), "file")
    } else {
        String::new()
    };
    Words::new(operator, format!("Scan {}", source_name(&files)))
        .argument(dotted([format.clone(), share(read, all), several]))
        .with("format", format)
        .with("files", list(&files))
        .with("file groups", config.file_groups.len().to_string())
        .with("predicate", filter)
        .with(
            "limit",
            config
                .limit
                .map(|rows| rows.to_string())
                .unwrap_or_default(),
        )
}

/// `3 of 5 columns`, `5 columns`.
pub fn share(read: usize, all: usize) -> String {
    if read == all {
        counted(all, "column")
    } else {
        format!("{read} of {}", counted(all, "column"))
    }
}

pub(super) fn format_name(name: &str) -> String {
    name.trim_start_matches('.').to_lowercase()
}
