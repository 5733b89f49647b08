//! JSON arrays are read whole.
//!
//! DataFusion cuts large JSON files into byte ranges for its partitions, and then refuses to read
//! a range of an array. A scan with a declared output partitioning is never cut: all rows in one
//! partition is a partitioning by any column.

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{Result, project_schema};
use datafusion::datasource::file_format::json::JsonFormat;
use datafusion::datasource::listing::{ListingTable, ListingTableConfig};
use datafusion::datasource::{TableProvider, provider_as_source, source_as_provider};
use datafusion::logical_expr::{LogicalPlan, Partitioning, ident};
use datafusion::optimizer::AnalyzerRule;
use std::sync::Arc;

/// Declares the partitioning of every scan of JSON arrays.
#[derive(Debug)]
pub(crate) struct WholeJsonArrays;

impl AnalyzerRule for WholeJsonArrays {
    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        Ok(plan.transform_up_with_subqueries(declare)?.data)
    }

    fn name(&self) -> &str {
        "whole_json_arrays"
    }
}

fn declare(plan: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::TableScan(mut scan) = plan else {
        return Ok(Transformed::no(plan));
    };
    let whole = match source_as_provider(&scan.source) {
        Ok(provider) => provider
            .downcast_ref::<ListingTable>()
            .map(whole)
            .transpose()?
            .flatten(),
        Err(_) => None,
    };
    let Some(whole) = whole else {
        return Ok(Transformed::no(LogicalPlan::TableScan(scan)));
    };
    scan.source = provider_as_source(Arc::new(whole));
    Ok(Transformed::yes(LogicalPlan::TableScan(scan)))
}

/// The same table with a partitioning; `None` for tables that do not need one.
fn whole(table: &ListingTable) -> Result<Option<ListingTable>> {
    let options = table.options();
    let array = options
        .format
        .downcast_ref::<JsonFormat>()
        .is_some_and(|format| !format.is_newline_delimited());
    let schema = table.schema();
    let columns = schema.fields().len() - options.table_partition_cols.len();
    if !array || options.output_partitioning.is_some() || columns == 0 {
        return Ok(None);
    }
    let first = ident(schema.field(0).name());
    let options = options
        .clone()
        .with_output_partitioning(Some(Partitioning::Hash(vec![first], 1)));
    let file_schema = project_schema(&schema, Some(&(0..columns).collect::<Vec<_>>()))?;
    let config = ListingTableConfig::new_with_multi_paths(table.table_paths().clone())
        .with_listing_options(options)
        .with_schema(file_schema);
    ListingTable::try_new(config).map(Some)
}
