//! Tables whose files changed since they were opened are opened again before a statement or a plan
//! that was made before reads them, and views over them are made again.
//!
//! DataFusion reads with the columns of then: CSV by the place of a column, whatever its header says
//! now, and columns that came since would not be there.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::common::tree_node::{Transformed, TreeNodeRecursion};
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::logical_expr::{DdlStatement, LogicalPlan, TableScanBuilder};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::Statement as Ast;
use futures::future::BoxFuture;

use super::external::external_table;
use super::locations::Locations;
use super::made::{full_name, note_definition, provider_of};
use super::open::{make, register};
use super::opened::Origin;
use super::source::{Source, resolve};
use super::{OpenOptions, excel_tables};
use crate::Catalog;
use planarium_df_patches::blocking_poll;
use planarium_error::control::{self, Control};
use planarium_error::{Error, ErrorCode, Result};
use planarium_sql as sql;

/// Whether a table or view that `statement` names is another one now.
///
/// # Errors
/// Those of [`super::open_file`]: a file that is gone would be read as one without rows. Those of
/// planning for a view that its table does not fit any more.
pub async fn refresh(
    session: &(impl AsRef<Catalog> + Sync),
    statement: &Statement,
) -> Result<bool> {
    let catalog = session.as_ref();
    Control::current().forget_looks();
    catalog.forget_listings();
    if matches!(statement, Statement::Statement(inner) if matches!(**inner, Ast::Drop { .. })) {
        return Ok(false);
    }
    excel_tables::refuse_writes(catalog, statement).await?;
    tables(catalog, &sql::tables(catalog, statement)).await
}

/// `plan`, which was made before, with its tables as they are now.
///
/// # Errors
/// As [`refresh`]; `file_changed` where a table has not the columns any more that the plan reads.
pub async fn refreshed(
    session: &(impl AsRef<Catalog> + Sync),
    plan: LogicalPlan,
) -> Result<LogicalPlan> {
    let catalog = session.as_ref();
    Control::current().forget_looks();
    catalog.forget_listings();
    let scans = scans_in(&plan)?;
    let known: Vec<TableReference> = scans
        .iter()
        .filter(|(_, provider)| catalog.opened().of(provider).is_some())
        .map(|(name, _)| name.clone())
        .collect();
    tables(catalog, &known).await?;
    let now = changed(catalog, &scans).await;
    if now.is_empty() {
        return Ok(plan);
    }
    match exchange(plan.clone(), &now) {
        // It may name columns that it does not use; the optimizer leaves them out.
        Err(error) if error.code == ErrorCode::FileChanged => {
            let state = catalog.context().state();
            let plan = blocking_poll(async { state.optimize(&plan) }).await?;
            let now = changed(catalog, &scans_in(&plan)?).await;
            exchange(plan, &now)
        }
        exchanged => exchanged,
    }
}

/// The tables of `scans` that are others now, of the same files or by the same statement.
async fn changed(
    catalog: &Catalog,
    scans: &[(TableReference, Arc<dyn TableProvider>)],
) -> HashMap<TableReference, Arc<dyn TableProvider>> {
    let mut changed = HashMap::new();
    for (name, before) in scans {
        let Some(now) = provider_of(catalog, name).await else {
            continue;
        };
        let same = match (catalog.opened().of(before), catalog.opened().of(&now)) {
            (Some(before), Some(now)) => before.is_of(&now),
            _ => false,
        };
        if same && !Arc::ptr_eq(before, &now) {
            changed.insert(name.clone(), now);
        }
    }
    changed
}

async fn tables(catalog: &Catalog, names: &[TableReference]) -> Result<bool> {
    let mut refresh = Refresh {
        catalog,
        done: HashMap::new(),
    };
    let mut changed = false;
    for reference in names {
        changed |= refresh.one(reference, &[]).await? == Found::Changed;
    }
    Ok(changed)
}

#[derive(Clone, Copy, PartialEq)]
enum Found {
    Same,
    Changed,
    /// A view that reads, as it was then, a view that reads this one: made anew each time, both
    /// would grow without end.
    Circular,
}

/// One look at the tables of a statement, each once however many views read it.
struct Refresh<'a> {
    catalog: &'a Catalog,
    /// By their full names.
    done: HashMap<String, Found>,
}

impl Refresh<'_> {
    /// A view may read other views; `above` are those that read this one.
    fn one<'a>(
        &'a mut self,
        reference: &'a TableReference,
        above: &'a [String],
    ) -> BoxFuture<'a, Result<Found>> {
        Box::pin(async move {
            let name = full_name(self.catalog, reference);
            if above.contains(&name) {
                return Ok(Found::Circular);
            }
            if let Some(found) = self.done.get(&name) {
                return Ok(*found);
            }
            let Some(provider) = provider_of(self.catalog, reference).await else {
                return Ok(Found::Same);
            };
            // The catalog looked at a file that is named by its path just now.
            let in_place = self.catalog.opened().in_place(reference.table());
            if in_place.is_some_and(|(table, _)| Arc::ptr_eq(&table, &provider)) {
                return Ok(Found::Same);
            }
            let found = match self.catalog.opened().of(&provider) {
                Some(Origin::File {
                    source, options, ..
                }) => file(self.catalog, reference, (&source, options)).await?,
                Some(Origin::Statement(text, Some(files))) => {
                    external(self.catalog, reference, (&text, &files)).await?
                }
                Some(Origin::Statement(text, None)) => {
                    let above = [above, std::slice::from_ref(&name)].concat();
                    self.view(reference, (&provider, &text), &above).await?
                }
                None => Found::Same,
            };
            if found != Found::Circular {
                self.done.insert(name, found);
            }
            Ok(found)
        })
    }

    async fn view(
        &mut self,
        name: &TableReference,
        (provider, text): (&Arc<dyn TableProvider>, &str),
        above: &[String],
    ) -> Result<Found> {
        let mut stale = false;
        for table in named_by(self.catalog, text) {
            match self.one(&table, above).await? {
                Found::Circular => return Ok(Found::Circular),
                found => stale |= found == Found::Changed,
            }
        }
        // Another statement may have opened them again; one that was removed goes on living in the
        // view.
        for (table, read) in scans_of(provider)? {
            let now = provider_of(self.catalog, &table).await;
            let opened = |now: &Arc<_>| self.catalog.opened().of(now).is_some();
            stale |= now.is_some_and(|now| !Arc::ptr_eq(&now, &read) && opened(&now));
        }
        if !stale {
            return Ok(Found::Same);
        }
        make_again(self.catalog, name, text, None).await?;
        Ok(Found::Changed)
    }
}

async fn file(
    catalog: &Catalog,
    reference: &TableReference,
    (source, options): (&Source, OpenOptions),
) -> Result<Found> {
    let path = source.place.to_string();
    let looked_at = path.clone();
    let now = move || Ok(resolve(&looked_at)?.files);
    if control::blocking(now).await? == source.files {
        return Ok(Found::Same);
    }
    let made = make(&catalog.context().state(), &path, options).await?;
    register(catalog, reference.clone(), made)?;
    Ok(Found::Changed)
}

async fn external(
    catalog: &Catalog,
    reference: &TableReference,
    (text, files): (&str, &Locations),
) -> Result<Found> {
    let Some(now) = files.changed().await? else {
        return Ok(Found::Same);
    };
    make_again(catalog, reference, text, Some(now)).await?;
    Ok(Found::Changed)
}

/// `plan` with scans of the tables `now`, by the names that the plan has for them.
fn exchange(
    plan: LogicalPlan,
    now: &HashMap<TableReference, Arc<dyn TableProvider>>,
) -> Result<LogicalPlan> {
    let exchanged = plan.transform_up_with_subqueries(|node| {
        let LogicalPlan::TableScan(scan) = &node else {
            return Ok(Transformed::no(node));
        };
        let Some(table) = now.get(&scan.table_name) else {
            return Ok(Transformed::no(node));
        };
        let schema = table.schema();
        let columns = scan.projected_schema.fields().iter();
        let places: Vec<usize> = columns
            .map(|field| match schema.column_with_name(field.name()) {
                Some((place, now)) if now.data_type() == field.data_type() => Ok(place),
                _ => Err(other_columns(&scan.table_name, field.name())),
            })
            .collect::<Result<_>>()?;
        let source = provider_as_source(Arc::clone(table));
        let scan = TableScanBuilder::new(scan.table_name.clone(), source)
            .with_projection(Some(places))
            .with_filters(scan.filters.clone())
            .with_fetch(scan.fetch)
            .build()?;
        Ok(Transformed::yes(LogicalPlan::TableScan(scan)))
    })?;
    Ok(exchanged.data)
}

fn other_columns(table: &TableReference, column: &str) -> Error {
    Error::new(
        ErrorCode::FileChanged,
        format!("The files of {table} have no column {column} any more as the plan reads it."),
    )
    .with_hint("Make the plan again.")
}

/// The tables and views that the statement `text`, which makes a view, reads by name.
fn named_by(catalog: &Catalog, text: &str) -> Vec<TableReference> {
    let Some(Statement::Statement(made)) = sql::statement(catalog, text) else {
        return Vec::new();
    };
    let Ast::CreateView(view) = *made else {
        return Vec::new();
    };
    let query = Statement::Statement(Box::new(Ast::Query(view.query)));
    sql::tables(catalog, &query)
}

/// The tables that the plan of a view reads, those of other views included.
fn scans_of(
    view: &Arc<dyn TableProvider>,
) -> Result<Vec<(TableReference, Arc<dyn TableProvider>)>> {
    match view.get_logical_plan() {
        Some(plan) => scans_in(&plan),
        None => Ok(Vec::new()),
    }
}

fn scans_in(plan: &LogicalPlan) -> Result<Vec<(TableReference, Arc<dyn TableProvider>)>> {
    let mut tables = Vec::new();
    plan.apply_with_subqueries(|node| {
        if let LogicalPlan::TableScan(scan) = node
            && let Ok(provider) = source_as_provider(&scan.source)
        {
            tables.push((scan.table_name.clone(), provider));
        }
        Ok(TreeNodeRecursion::Continue)
    })?;
    Ok(tables)
}

/// Makes a view or an external table again by the statement that made it.
async fn make_again(
    catalog: &Catalog,
    name: &TableReference,
    text: &str,
    files: Option<Locations>,
) -> Result<()> {
    let Some(parsed) = sql::parse(catalog, text)?.pop() else {
        return Ok(());
    };
    let context = catalog.context();
    let state = context.state();
    let mut plan = sql::meaning::plan(&state, parsed.statement).await?;
    match &mut plan {
        LogicalPlan::Ddl(DdlStatement::CreateView(made)) => made.or_replace = true,
        LogicalPlan::Ddl(DdlStatement::CreateExternalTable(made)) => {
            (made.or_replace, made.if_not_exists) = (true, false);
            // The table stays where it cannot be made again.
            let table = blocking_poll(external_table(&state, made)).await?;
            context.deregister_table(name.clone())?;
            context.register_table(name.clone(), table)?;
            note_definition(catalog, name, None, text, files).await;
            return Ok(());
        }
        _ => return Ok(()),
    }
    context.execute_logical_plan(plan).await?;
    note_definition(catalog, name, None, text, None).await;
    Ok(())
}
