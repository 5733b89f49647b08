//! Logical plans and expressions in memory.

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::datasource::DefaultTableSource;
use datafusion::datasource::listing::ListingTable;
use datafusion::logical_expr::{Expr, LogicalPlan, TableScan};

use super::super::search::until;
use super::super::subquery::views;
use super::Budget;

pub(crate) fn is_small_logical(plan: &LogicalPlan) -> bool {
    Budget::new().plan(plan, 0)
}

pub(crate) fn is_small_expression(expression: &Expr) -> bool {
    Budget::new().expression(expression, 0)
}

impl Budget {
    fn plan(&mut self, plan: &LogicalPlan, depth: usize) -> bool {
        let inner = depth + 1;
        self.take(1, depth)
            && self.itself(plan, inner)
            && self.fields(plan.schema().fields(), inner)
            && all(|fits| plan.apply_expressions(|part| fits(self.expression(part, inner))))
            && plan.inputs().iter().all(|input| self.plan(input, inner))
    }

    /// What an operator holds besides inputs, expressions and columns.
    fn itself(&mut self, plan: &LogicalPlan, depth: usize) -> bool {
        match plan {
            LogicalPlan::TableScan(scan) => match views::plan_of(plan) {
                Some(view) => self.plan(view, depth),
                None => self.files(scan, depth),
            },
            // Statements hold expressions and values of their own, extensions anything.
            LogicalPlan::Statement(_)
            | LogicalPlan::Ddl(_)
            | LogicalPlan::Dml(_)
            | LogicalPlan::Copy(_)
            | LogicalPlan::DescribeTable(_)
            | LogicalPlan::Extension(_) => false,
            _ => true,
        }
    }

    fn files(&mut self, scan: &TableScan, depth: usize) -> bool {
        let source = scan.source.as_ref().downcast_ref::<DefaultTableSource>();
        source
            .and_then(|source| source.table_provider.downcast_ref::<ListingTable>())
            .is_some_and(|table| {
                let order = table.options().file_sort_order.iter().flatten();
                self.take(table.table_paths().len(), depth) && { order }
                    .all(|column| self.expression(&column.expr, depth))
            })
    }

    fn expression(&mut self, expression: &Expr, depth: usize) -> bool {
        let inner = depth + 1;
        let itself = match expression {
            Expr::Literal(value, _) => self.literal(value, depth),
            Expr::Cast(cast) => self.field(&cast.field, depth),
            Expr::TryCast(cast) => self.field(&cast.field, depth),
            Expr::OuterReferenceColumn(field, _) | Expr::ScalarVariable(field, _) => {
                self.field(field, depth)
            }
            Expr::Placeholder(placeholder) => placeholder
                .field
                .iter()
                .all(|field| self.field(field, depth)),
            Expr::LambdaVariable(variable) => {
                variable.field.iter().all(|field| self.field(field, depth))
            }
            Expr::Exists(exists) => self.plan(&exists.subquery.subquery, inner),
            Expr::InSubquery(list) => self.plan(&list.subquery.subquery, inner),
            Expr::SetComparison(set) => self.plan(&set.subquery.subquery, inner),
            Expr::ScalarSubquery(subquery) => self.plan(&subquery.subquery, inner),
            _ => true,
        };
        itself
            && self.take(1, depth)
            && all(|fits| expression.apply_children(|part| fits(self.expression(part, inner))))
    }
}

/// Whether all parts fit that `apply` tells of; it need not go on behind one that does not.
pub(super) fn all<E>(
    apply: impl FnOnce(
        &mut dyn FnMut(bool) -> Result<TreeNodeRecursion, E>,
    ) -> Result<TreeNodeRecursion, E>,
) -> bool {
    let mut fit = true;
    let applied = apply(&mut |fits| {
        fit &= fits;
        Ok(until(!fit))
    });
    applied.is_ok() && fit
}
