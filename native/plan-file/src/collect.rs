//! The tables a plan reads.

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::listing::ListingTable;
use datafusion::datasource::{MemTable, source_as_provider};
use datafusion::logical_expr::LogicalPlan;

use planarium_plan_codec::memory::of_session;

/// A table scan of a plan.
pub(super) struct Scanned {
    pub name: String,
    pub provider: Arc<dyn TableProvider>,
    /// Its rows describe the session that reads them.
    pub of_session: bool,
}

impl Scanned {
    pub(super) fn listing(&self) -> Option<&ListingTable> {
        self.provider.downcast_ref::<ListingTable>()
    }

    pub(super) fn kind(&self) -> &'static str {
        if self.listing().is_some() {
            "listing"
        } else if self.provider.is::<MemTable>() {
            "memory"
        } else {
            "other"
        }
    }
}

/// The tables of `plan`, subqueries included, each once, in the order of their scans.
pub(super) fn tables(plan: &LogicalPlan) -> Vec<Scanned> {
    let mut found: Vec<Scanned> = Vec::new();
    // The closure never fails, so neither does the walk.
    let _ = plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node
            && let Ok(provider) = source_as_provider(&scan.source)
        {
            let name = scan.table_name.to_string();
            if !found.iter().any(|scanned| scanned.name == name) {
                found.push(Scanned {
                    name,
                    provider,
                    of_session: of_session(scan).is_some(),
                });
            }
        }
        Ok(TreeNodeRecursion::Continue)
    });
    found
}
