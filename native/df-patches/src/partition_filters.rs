//! Filters over partition columns that may be NULL.
//!
//! DataFusion evaluates such a filter for each file while it lists a folder and ignores validity:
//! for NULL, the value is arbitrary, so `region <> 'north'` keeps the files without a region.
//! `IS TRUE` is never NULL.

use datafusion::catalog::default_table_source::source_as_provider;
use datafusion::common::tree_node::Transformed;
use datafusion::datasource::listing::ListingTable;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan, TableScan};
use datafusion::optimizer::optimizer::ApplyOrder;
use datafusion::optimizer::{OptimizerConfig, OptimizerRule};

/// Runs after the rule that pushes filters into scans.
#[derive(Debug)]
pub(crate) struct TruePartitionFilters;

impl OptimizerRule for TruePartitionFilters {
    fn name(&self) -> &str {
        "true_partition_filters"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::TopDown)
    }

    fn rewrite(
        &self,
        plan: LogicalPlan,
        _config: &dyn OptimizerConfig,
    ) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::TableScan(mut scan) = plan else {
            return Ok(Transformed::no(plan));
        };
        let unsafe_ones = unsafe_filters(&scan);
        if unsafe_ones.is_empty() {
            return Ok(Transformed::no(LogicalPlan::TableScan(scan)));
        }
        for at in unsafe_ones {
            if let Some(filter) = scan.filters.get_mut(at) {
                *filter = Expr::IsTrue(Box::new(filter.clone()));
            }
        }
        Ok(Transformed::yes(LogicalPlan::TableScan(scan)))
    }
}

fn unsafe_filters(scan: &TableScan) -> Vec<usize> {
    if scan.filters.is_empty() {
        return Vec::new();
    }
    let Ok(provider) = source_as_provider(&scan.source) else {
        return Vec::new();
    };
    let Some(table) = provider.downcast_ref::<ListingTable>() else {
        return Vec::new();
    };
    let partitions = &table.options().table_partition_cols;
    let of_partitions = |filter: &Expr| {
        let columns = filter.column_refs();
        let is_partition = |name: &str| partitions.iter().any(|(other, _)| other == name);
        !columns.is_empty() && columns.iter().all(|column| is_partition(&column.name))
    };
    let may_be_null = |filter: &Expr| filter.nullable(&scan.projected_schema).unwrap_or(true);
    let filters = scan.filters.iter().enumerate();
    filters
        .filter(|(_, filter)| of_partitions(filter) && may_be_null(filter))
        .map(|(at, _)| at)
        .collect()
}
