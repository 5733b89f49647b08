//! What a change says once it is done.

use crate::error::{Error, ErrorCode};
use datafusion::common::{DataFusionError, TableReference};
use datafusion::logical_expr::{DdlStatement, LogicalPlan, Statement};

/// What stood under the name before the change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    Table,
    View,
}

/// `None` for what gives rows, or is not a change that DataFusion knows how to make.
///
/// Errors: `table_unknown` for dropping what is not there or is of the other kind.
pub(super) fn message(
    plan: &LogicalPlan,
    before: Before,
) -> Result<Option<String>, DataFusionError> {
    Ok(match plan {
        LogicalPlan::Ddl(ddl) => of_ddl(ddl, before)?,
        LogicalPlan::Statement(statement) => of_statement(statement),
        _ => None,
    })
}

fn of_ddl(ddl: &DdlStatement, before: Before) -> Result<Option<String>, DataFusionError> {
    use DdlStatement as D;
    let kept = |name: &TableReference| format!("{name} is there already; nothing was done.");
    let exists = before != Before::Nothing;
    Ok(Some(match ddl {
        D::CreateExternalTable(made) if made.if_not_exists && exists => kept(&made.name),
        D::CreateMemoryTable(made) if made.if_not_exists && exists => kept(&made.name),
        D::CreateExternalTable(made) => format!("Table {} created.", made.name),
        D::CreateMemoryTable(made) => format!("Table {} created in memory.", made.name),
        D::CreateView(made) => format!("View {} created.", made.name),
        D::CreateCatalogSchema(made) => format!("Schema {} created.", made.schema_name),
        D::CreateCatalog(made) => format!("Catalog {} created.", made.catalog_name),
        D::DropTable(gone) => match before {
            Before::Table => format!("Table {} dropped.", gone.name),
            Before::View => return Err(other_kind(&gone.name, "a view", "DROP VIEW")),
            Before::Nothing if gone.if_exists => absent("table", &gone.name),
            Before::Nothing => return Err(unknown("table", &gone.name)),
        },
        D::DropView(gone) => match before {
            Before::View => format!("View {} dropped.", gone.name),
            Before::Table => return Err(other_kind(&gone.name, "a table", "DROP TABLE")),
            Before::Nothing if gone.if_exists => absent("view", &gone.name),
            Before::Nothing => return Err(unknown("view", &gone.name)),
        },
        D::DropCatalogSchema(gone) => format!("Schema {} dropped.", gone.name),
        D::CreateIndex(_) | D::CreateFunction(_) | D::DropFunction(_) => return Ok(None),
    }))
}

fn of_statement(statement: &Statement) -> Option<String> {
    Some(match statement {
        Statement::SetVariable(set) => format!("{} is now {}.", set.variable, set.value),
        Statement::ResetVariable(reset) => format!("{} is back at its default.", reset.variable),
        Statement::Prepare(prepared) => format!("{} prepared.", prepared.name),
        Statement::Deallocate(gone) => format!("{} deallocated.", gone.name),
        Statement::Execute(_) | Statement::TransactionStart(_) | Statement::TransactionEnd(_) => {
            return None;
        }
    })
}

fn absent(kind: &str, name: &TableReference) -> String {
    format!("There is no {kind} {name}; nothing was done.")
}

fn unknown(kind: &str, name: &TableReference) -> DataFusionError {
    Error::new(
        ErrorCode::TableUnknown,
        format!("There is no {kind} {name}."),
    )
    .into()
}

fn other_kind(name: &TableReference, kind: &str, instead: &str) -> DataFusionError {
    Error::new(ErrorCode::TableUnknown, format!("{name} is {kind}."))
        .with_hint(format!("Write {instead} {name}."))
        .into()
}
