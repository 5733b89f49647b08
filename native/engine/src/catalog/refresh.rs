//! Tables whose files changed since they were opened are opened anew before a statement reads them,
//! and views over them are made anew.
//!
//! DataFusion reads with the columns of then: CSV by the place of a column, whatever its header says
//! now, and columns that came since would not be there.

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::datasource::source_as_provider;
use datafusion::logical_expr::{DdlStatement, LogicalPlan};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::Statement as Ast;
use futures::future::BoxFuture;

use super::made::{note_definition, provider_of};
use super::open::{make, register};
use super::opened::Origin;
use super::source::resolve;
use super::stamps::Stamps;
use crate::{Result, Session, sql};

/// Whether a table or view that `statement` names is another one now.
///
/// # Errors
/// Those of [`super::open_file`]: a file that is gone would be read as one without rows. Those of
/// planning for a view that its table does not fit any more.
pub(crate) async fn refresh(session: &Session, statement: &Statement) -> Result<bool> {
    if matches!(statement, Statement::Statement(inner) if matches!(**inner, Ast::Drop { .. })) {
        return Ok(false);
    }
    let mut changed = false;
    for reference in sql::tables(session, statement) {
        changed |= one(session, &reference, &[]).await? == Found::Changed;
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

/// A view may read other views; `above` are those that read this one.
fn one<'a>(
    session: &'a Session,
    reference: &'a TableReference,
    above: &'a [&'a str],
) -> BoxFuture<'a, Result<Found>> {
    Box::pin(async move {
        if above.contains(&reference.table()) {
            return Ok(Found::Circular);
        }
        let Some(provider) = provider_of(session, reference).await else {
            return Ok(Found::Same);
        };
        match session.opened().of(reference.table(), &provider) {
            Some(Origin::File {
                path,
                stamps,
                options,
                ..
            }) => {
                let looked_at = path.clone();
                let now = move || Ok(Stamps::of(&resolve(&looked_at)?.files));
                if session.spawn_blocking(now).await? == stamps {
                    return Ok(Found::Same);
                }
                let made = make(session, &path, options).await?;
                register(session, reference.table(), made)?;
                Ok(Found::Changed)
            }
            Some(Origin::Statement(text)) => {
                let above = [above, &[reference.table()]].concat();
                view(session, reference, (&provider, &text), &above).await
            }
            None => Ok(Found::Same),
        }
    })
}

async fn view(
    session: &Session,
    name: &TableReference,
    (provider, text): (&Arc<dyn TableProvider>, &str),
    above: &[&str],
) -> Result<Found> {
    let mut stale = false;
    for table in named_by(session, text) {
        match one(session, &table, above).await? {
            Found::Circular => return Ok(Found::Circular),
            found => stale |= found == Found::Changed,
        }
    }
    // Another statement may have opened them anew; one that was removed goes on living in the view.
    for (table, read) in scans_of(provider)? {
        let now = provider_of(session, &table).await;
        let opened = |now: &Arc<_>| session.opened().of(table.table(), now).is_some();
        stale |= now.is_some_and(|now| !Arc::ptr_eq(&now, &read) && opened(&now));
    }
    if !stale {
        return Ok(Found::Same);
    }
    make_again(session, name, text).await?;
    Ok(Found::Changed)
}

/// The tables and views that the statement `text`, which makes a view, reads by name.
fn named_by(session: &Session, text: &str) -> Vec<TableReference> {
    let Some(Statement::Statement(made)) = sql::statement(session, text) else {
        return Vec::new();
    };
    let Ast::CreateView(view) = *made else {
        return Vec::new();
    };
    let query = Statement::Statement(Box::new(Ast::Query(view.query)));
    sql::tables(session, &query)
}

/// The tables that the plan of a view reads, those of other views included.
fn scans_of(
    view: &Arc<dyn TableProvider>,
) -> Result<Vec<(TableReference, Arc<dyn TableProvider>)>> {
    let mut tables = Vec::new();
    if let Some(plan) = view.get_logical_plan() {
        plan.apply_with_subqueries(|node| {
            if let LogicalPlan::TableScan(scan) = node {
                tables.push((scan.table_name.clone(), source_as_provider(&scan.source)?));
            }
            Ok(TreeNodeRecursion::Continue)
        })?;
    }
    Ok(tables)
}

/// Makes the view `name` again by the statement that made it.
async fn make_again(session: &Session, name: &TableReference, text: &str) -> Result<()> {
    let Some(parsed) = sql::parse(session, text)?.pop() else {
        return Ok(());
    };
    let context = session.context();
    let state = context.state();
    let plan = sql::meaning::plan(&state, parsed.statement).await?;
    let LogicalPlan::Ddl(DdlStatement::CreateView(mut made)) = plan else {
        return Ok(());
    };
    made.or_replace = true;
    let made = LogicalPlan::Ddl(DdlStatement::CreateView(made));
    context.execute_logical_plan(made).await?;
    note_definition(session, name, None, text).await;
    Ok(())
}
