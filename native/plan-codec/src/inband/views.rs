//! Plans of views, which a scan holds as its source.

use std::sync::Arc;

use datafusion::common::tree_node::Transformed;
use datafusion::datasource::{
    DefaultTableSource, ViewTable, provider_as_source, source_as_provider,
};
use datafusion::error::Result;
use datafusion::logical_expr::{LogicalPlan, TableScan};

/// The plan of the view that `node` scans, if it does. DataFusion puts the plan of most views in
/// the place of their scan; scans with filters stay.
pub(crate) fn plan_of(node: &LogicalPlan) -> Option<&LogicalPlan> {
    match node {
        LogicalPlan::TableScan(scan) => plan_of_scan(scan),
        _ => None,
    }
}

/// As [`plan_of`], for a scan.
pub(crate) fn plan_of_scan(scan: &TableScan) -> Option<&LogicalPlan> {
    let source = scan.source.as_ref().downcast_ref::<DefaultTableSource>()?;
    Some(
        source
            .table_provider
            .downcast_ref::<ViewTable>()?
            .logical_plan(),
    )
}

/// Rewrites the plan of the view that `node` scans, if it does.
pub(crate) fn map(
    node: LogicalPlan,
    rewrite: impl FnOnce(LogicalPlan) -> Result<Transformed<LogicalPlan>>,
) -> Result<Transformed<LogicalPlan>> {
    let Some(plan) = plan_of(&node).cloned() else {
        return Ok(Transformed::no(node));
    };
    let plan = rewrite(plan)?;
    let LogicalPlan::TableScan(scan) = node else {
        return Ok(Transformed::no(node));
    };
    if !plan.transformed {
        return Ok(Transformed::no(LogicalPlan::TableScan(scan)));
    }
    let provider = source_as_provider(&scan.source)?;
    let definition = provider
        .downcast_ref::<ViewTable>()
        .and_then(|view| view.definition().cloned());
    let view = ViewTable::new(plan.data, definition);
    Ok(Transformed::yes(LogicalPlan::TableScan(TableScan {
        source: provider_as_source(Arc::new(view)),
        ..scan
    })))
}
