//! Statements that change the session instead of giving rows.

use crate::catalog::{note_definition, provider_of};
use crate::error::Result;
use crate::session::Session;
use datafusion::common::DataFusionError;
use datafusion::common::TableReference;
use datafusion::logical_expr::{DdlStatement, LogicalPlan, Statement};

/// What a change left behind.
pub(super) enum Changed {
    /// It is done; the sentence says what.
    Done(String),
    /// It gives rows after all, as EXECUTE does.
    Rows(LogicalPlan),
}

/// Whether the plan is carried out by the session itself rather than by operators.
pub(super) fn is_change(plan: &LogicalPlan) -> bool {
    matches!(plan, LogicalPlan::Ddl(_) | LogicalPlan::Statement(_))
}

/// Carries out a change; `text` is kept as the definition of what it makes.
pub(super) async fn carry_out(
    session: &Session,
    plan: LogicalPlan,
    text: &str,
) -> Result<Changed, DataFusionError> {
    let message = message(&plan);
    let made = made(&plan).cloned();
    let before = match &made {
        Some(name) => provider_of(session, name).await,
        None => None,
    };
    let frame = session.context().execute_logical_plan(plan).await?;
    if let Some(name) = &made {
        note_definition(session, name, before, text).await;
    }
    match message {
        Some(message) => Ok(Changed::Done(message)),
        None => Ok(Changed::Rows(frame.into_unoptimized_plan())),
    }
}

fn made(plan: &LogicalPlan) -> Option<&TableReference> {
    match plan {
        LogicalPlan::Ddl(DdlStatement::CreateExternalTable(made)) => Some(&made.name),
        LogicalPlan::Ddl(DdlStatement::CreateMemoryTable(made)) => Some(&made.name),
        LogicalPlan::Ddl(DdlStatement::CreateView(made)) => Some(&made.name),
        _ => None,
    }
}

/// `None` for what gives rows, or is not a change that DataFusion knows how to make.
fn message(plan: &LogicalPlan) -> Option<String> {
    use DdlStatement as D;
    Some(match plan {
        LogicalPlan::Ddl(ddl) => match ddl {
            D::CreateExternalTable(made) => format!("Table {} created.", made.name),
            D::CreateMemoryTable(made) => format!("Table {} created in memory.", made.name),
            D::CreateView(made) => format!("View {} created.", made.name),
            D::CreateCatalogSchema(made) => format!("Schema {} created.", made.schema_name),
            D::CreateCatalog(made) => format!("Catalog {} created.", made.catalog_name),
            D::DropTable(gone) => format!("Table {} dropped.", gone.name),
            D::DropView(gone) => format!("View {} dropped.", gone.name),
            D::DropCatalogSchema(gone) => format!("Schema {} dropped.", gone.name),
            D::CreateIndex(_) | D::CreateFunction(_) | D::DropFunction(_) => return None,
        },
        LogicalPlan::Statement(statement) => match statement {
            Statement::SetVariable(set) => format!("{} is now {}.", set.variable, set.value),
            Statement::ResetVariable(reset) => {
                format!("{} is back at its default.", reset.variable)
            }
            Statement::Prepare(prepared) => format!("{} prepared.", prepared.name),
            Statement::Deallocate(gone) => format!("{} deallocated.", gone.name),
            Statement::Execute(_)
            | Statement::TransactionStart(_)
            | Statement::TransactionEnd(_) => return None,
        },
        _ => return None,
    })
}
