//! Reads a plan back that was written just now: what DataFusion's own reader refuses, or reads as
//! other columns, is not written.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{DFSchema, TableReference, plan_err};
use datafusion::datasource::source_as_provider;
use datafusion::error::Result as Outcome;
use datafusion::execution::{FunctionRegistry, SessionState};
use datafusion::logical_expr::{Expr, ExprSchemable, LogicalPlan};
use datafusion::physical_expr::expressions::{Column, cast};
use datafusion_substrait::extensions::Extensions;
use datafusion_substrait::logical_plan::consumer::{
    DefaultSubstraitConsumer, SubstraitConsumer, from_substrait_plan_with_consumer,
};
use datafusion_substrait::substrait::proto::{Plan, Type};
use futures::FutureExt;

use crate::error::catch_panic;
use crate::{Error, ErrorCode, Result};

/// Reads `message`, written from `plan`, over the tables of `plan`.
///
/// # Errors
/// What the reader says, as it says it; the column that it reads as another one, or the cast that
/// could not run.
pub(super) fn check(state: &SessionState, plan: &LogicalPlan, message: &Plan) -> Result<()> {
    let extensions = Extensions::try_from(&message.extensions)?;
    let consumer = OwnTables {
        tables: tables(state, plan)?,
        inner: DefaultSubstraitConsumer::new(&extensions, state),
    };
    catch_panic(|| {
        // Only the look-up of a table may wait, and here that never does.
        let read = from_substrait_plan_with_consumer(&consumer, message).now_or_never();
        let read = read.ok_or_else(|| other("the reader waits for something"))??;
        casts(&read)?;
        let analyzed = analyzed(state, &read)?;
        // The analyzer gives some columns of a plan that it has not seen another type.
        same_columns(plan, &read).or_else(|error| same_columns(plan, &analyzed).map_err(|_| error))
    })
}

fn analyzed(state: &SessionState, plan: &LogicalPlan) -> Outcome<LogicalPlan> {
    let analyzer = state.analyzer();
    analyzer.execute_and_check(plan.clone(), state.config_options(), |_, _| {})
}

fn other(difference: impl Into<String>) -> Error {
    Error::new(ErrorCode::SubstraitUnsupported, difference)
}

fn same_columns(written: &LogicalPlan, read: &LogicalPlan) -> Result<()> {
    let (written, read) = (written.schema().fields(), read.schema().fields());
    if written.len() != read.len() {
        let difference = format!("{} columns are read as {}", written.len(), read.len());
        return Err(other(difference));
    }
    for (written, read) in written.iter().zip(read) {
        if written.name() != read.name() || !same_type(written.data_type(), read.data_type()) {
            let [written, read] =
                [written, read].map(|field| format!("{} ({})", field.name(), field.data_type()));
            return Err(other(format!("the column {written} is read as {read}")));
        }
    }
    Ok(())
}

/// Text, bytes and dictionaries may come in another layout, though not inside of other types.
fn same_type(written: &DataType, read: &DataType) -> bool {
    let whole = !written.is_nested() && !read.is_nested();
    written == read || (whole && DFSchema::datatype_is_logically_equal(written, read))
}

/// The reader gives fields of structs their names by casts, which fail once they run.
fn casts(plan: &LogicalPlan) -> Outcome<()> {
    plan.apply_with_subqueries(|node| {
        let mut schema = DFSchema::empty();
        for input in node.inputs() {
            schema.merge(input.schema());
        }
        node.apply_expressions(|expression| {
            expression.apply(|part| {
                if let Expr::Cast(cast) = part
                    && cast.field.data_type().is_nested()
                    && let Ok(from) = cast.expr.get_type(&schema)
                {
                    castable(from, cast.field.data_type().clone())?;
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })
    })?;
    Ok(())
}

fn castable(from: DataType, to: DataType) -> Outcome<()> {
    let schema = Schema::new(vec![Field::new("value", from, true)]);
    cast(Arc::new(Column::new("value", 0)), &schema, to).map(drop)
}

/// The tables of `plan` by their names. One of a table function goes by the function's.
fn tables(
    state: &SessionState,
    plan: &LogicalPlan,
) -> Result<HashMap<TableReference, Arc<dyn TableProvider>>> {
    let mut tables = HashMap::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node {
            let name = scan.table_name.table();
            let known = state.schema_for_ref(scan.table_name.clone());
            if state.table_functions().contains_key(name)
                && !known.is_ok_and(|schema| schema.table_exist(name))
            {
                return plan_err!("{name} is a table function");
            }
            let table = match view(state, &scan.table_name) {
                Some(view) => view,
                None => source_as_provider(&scan.source)?,
            };
            tables.insert(scan.table_name.clone(), table);
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(tables)
}

/// The view of that name: its reader finds it where a plan names a table inside of it by the same
/// name, as views do that make partition columns of the names of folders.
fn view(state: &SessionState, name: &TableReference) -> Option<Arc<dyn TableProvider>> {
    let schema = state.schema_for_ref(name.clone()).ok()?;
    let table = schema.table(name.table()).now_or_never()?.ok()??;
    table.get_logical_plan().is_some().then_some(table)
}

/// The reader of a session, but for tables, which are looked up among those that the plan reads.
struct OwnTables<'a> {
    tables: HashMap<TableReference, Arc<dyn TableProvider>>,
    inner: DefaultSubstraitConsumer<'a>,
}

#[async_trait]
impl SubstraitConsumer for OwnTables<'_> {
    async fn resolve_table_ref(
        &self,
        table: &TableReference,
    ) -> Outcome<Option<Arc<dyn TableProvider>>> {
        Ok(self.tables.get(table).cloned())
    }

    fn get_extensions(&self) -> &Extensions {
        self.inner.get_extensions()
    }

    fn get_function_registry(&self) -> &impl FunctionRegistry {
        self.inner.get_function_registry()
    }

    fn push_outer_schema(&self, schema: Arc<DFSchema>) {
        self.inner.push_outer_schema(schema);
    }

    fn pop_outer_schema(&self) {
        self.inner.pop_outer_schema();
    }

    fn get_outer_schema(&self, steps_out: usize) -> Option<Arc<DFSchema>> {
        self.inner.get_outer_schema(steps_out)
    }

    fn push_lambda_parameters(
        &self,
        parameters: &[Type],
        input: &DFSchema,
    ) -> Outcome<Vec<String>> {
        self.inner.push_lambda_parameters(parameters, input)
    }

    fn pop_lambda_parameters(&self) {
        self.inner.pop_lambda_parameters();
    }

    fn lambda_variable(&self, steps_out: usize, field: usize) -> Outcome<Expr> {
        self.inner.lambda_variable(steps_out, field)
    }
}
