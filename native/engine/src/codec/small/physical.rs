//! Physical plans in memory.

use std::sync::Arc;

use datafusion::datasource::physical_plan::FileScanConfig;
use datafusion::datasource::sink::DataSinkExec;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_expr::expressions::{CastExpr, Literal, TryCastExpr};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_plan::ExecutionPlan;

use super::Budget;
use super::logical::all;

pub(crate) fn is_small_physical(plan: &Arc<dyn ExecutionPlan>) -> bool {
    Budget::new().operator(plan, 0)
}

impl Budget {
    fn operator(&mut self, plan: &Arc<dyn ExecutionPlan>, depth: usize) -> bool {
        let inner = depth + 1;
        self.take(1, depth)
            && self.source(plan, inner)
            && self.fields(plan.schema().fields(), inner)
            && all(|fits| {
                plan.apply_expressions(&mut |part| fits(self.physical_expression(part, inner)))
            })
            && plan
                .children()
                .iter()
                .all(|child| self.operator(child, inner))
    }

    /// Files and their statistics; what else rows come from may hold any number of them.
    fn source(&mut self, plan: &Arc<dyn ExecutionPlan>, depth: usize) -> bool {
        if plan.downcast_ref::<DataSinkExec>().is_some() {
            return false;
        }
        let Some(scan) = plan.downcast_ref::<DataSourceExec>() else {
            return true;
        };
        let files = scan.data_source().downcast_ref::<FileScanConfig>();
        files.is_some_and(|files| {
            let count: usize = files.file_groups.iter().map(|group| group.len()).sum();
            let columns = files.file_schema().fields();
            let order = files.output_ordering.iter().flatten();
            self.take(count.saturating_mul(1 + columns.len()), depth)
                && self.fields(columns, depth)
                && { order }.all(|column| self.physical_expression(&column.expr, depth))
        })
    }

    fn physical_expression(&mut self, expression: &Arc<dyn PhysicalExpr>, depth: usize) -> bool {
        let expressed = expression.as_ref();
        let itself = if let Some(literal) = expressed.downcast_ref::<Literal>() {
            self.literal(literal.value(), depth)
        } else if let Some(cast) = expressed.downcast_ref::<CastExpr>() {
            self.data_type(cast.cast_type(), depth)
        } else if let Some(cast) = expressed.downcast_ref::<TryCastExpr>() {
            self.data_type(cast.cast_type(), depth)
        } else if let Some(call) = expressed.downcast_ref::<ScalarFunctionExpr>() {
            self.data_type(call.return_type(), depth)
        } else {
            true
        };
        let children = expression.children();
        itself && self.take(1, depth) && { children }
            .iter()
            .all(|part| self.physical_expression(part, depth + 1))
    }
}
