//! COPY of a query with two columns of the same name, which DataFusion would write unchanged: few
//! readers return both of them.

use std::sync::Arc;

use datafusion::common::config::ConfigOptions;
use datafusion::error::Result;
use datafusion::logical_expr::dml::CopyTo;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use datafusion::optimizer::AnalyzerRule;

use crate::distinct_names::distinct;

/// Gives each written column a distinct name.
#[derive(Debug)]
pub(crate) struct DistinctCopiedNames;

impl AnalyzerRule for DistinctCopiedNames {
    fn name(&self) -> &str {
        "distinct_copied_names"
    }

    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        let LogicalPlan::Copy(copy) = plan else {
            return Ok(plan);
        };
        let Some(names) = distinct(copy.input.schema().fields()) else {
            return Ok(LogicalPlan::Copy(copy));
        };
        let columns = copy.input.schema().columns().into_iter().zip(names);
        let columns = columns.map(|(column, name)| Expr::Column(column).alias(name));
        let input = LogicalPlanBuilder::from(Arc::clone(&copy.input))
            .project(columns.collect::<Vec<_>>())?
            .build()?;
        Ok(LogicalPlan::Copy(CopyTo {
            input: Arc::new(input),
            ..copy
        }))
    }
}
