//! Planning that failed over the data of a table: which one it is.
//!
//! Planning looks into files for their columns and statistics. When that fails, each table of the
//! statement is looked at alone, and read where the statement reads it at once: the one that fails
//! again is named.

use super::stream::drain;
use crate::control::Control;
use crate::error::{Error, ErrorCode, Result};
use crate::guarded_scan::{Blame, with_files};
use crate::running::prepare_for_run;
use crate::session::Session;
use crate::{catalog, sql};
use datafusion::common::{DataFusionError, TableReference};
use datafusion::datasource::listing::ListingTable;
use datafusion::physical_plan::{ExecutionPlan, execute_stream};
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::Statement as Ast;
use planarium_error::streams::catch_unwind_async;
use std::future::Future;
use std::sync::Arc;

/// What `work`, which plans the statement `text` of `sql`, comes to.
///
/// Errors: those of planning with their place in `sql`; `file_damaged` with the table's name where
/// it failed over data; `panic` for any other panic.
pub(super) async fn attributed<T>(
    session: &Session,
    sql: &str,
    text: &str,
    work: impl Future<Output = Result<T, DataFusionError>>,
) -> Result<T> {
    let told = async {
        work.await
            .map_err(|error| catalog::explain(session, sql, error))
    };
    let error = match catch_unwind_async(told).await {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if !may_be_data(&error) {
        return Err(error);
    }
    // Once more: it went into the planner.
    let statement = sql::statement(session, text);
    if let Some(Statement::CreateExternalTable(made)) = &statement {
        return Err(with_files(&made.locations, error));
    }
    let reads = matches!(&statement, Some(Statement::Statement(inner)) if matches!(**inner, Ast::CreateTable(_)));
    for table in statement.map_or_else(Vec::new, |statement| sql::tables(session, &statement)) {
        match catch_unwind_async(look(session, &table)).await {
            Err(cause) if may_be_data(&cause) => {
                return Err(with_files(&[name(session, &table).await], cause));
            }
            Ok(scan) if reads => catch_unwind_async(read(session, scan)).await?,
            _ => {}
        }
    }
    Err(error)
}

fn may_be_data(error: &Error) -> bool {
    matches!(
        error.code,
        ErrorCode::Panic
            | ErrorCode::Internal
            | ErrorCode::FileDamaged
            | ErrorCode::FileMismatch
            | ErrorCode::FileUnsupported
    )
}

/// Does with a table what planning does with it: its columns, then its statistics.
async fn look(session: &Session, table: &TableReference) -> Result<Arc<dyn ExecutionPlan>> {
    let provider = session.context().table_provider(table.clone()).await?;
    Ok(provider
        .scan(&session.context().state(), None, &[], None)
        .await?)
}

/// Reads all of a table: CREATE TABLE ... AS runs its query while it is planned.
async fn read(session: &Session, scan: Arc<dyn ExecutionPlan>) -> Result<()> {
    drain(execute_stream(
        prepare_for_run(session, scan, Blame::Files, &Control::current())?,
        session.context().task_ctx(),
    )?)
    .await
}

/// The file of a table that has just one, else its name, which for a file without a table is its
/// path.
async fn name(session: &Session, table: &TableReference) -> String {
    let found = async { Ok(session.context().table_provider(table.clone()).await?) };
    let urls = catch_unwind_async(found).await.ok().and_then(|provider| {
        let listing = provider.downcast_ref::<ListingTable>()?;
        Some(listing.table_paths().clone())
    });
    match urls.as_deref() {
        Some([url]) => url
            .as_str()
            .strip_prefix("file://")
            .unwrap_or(url.as_str())
            .to_owned(),
        _ => table.table().to_owned(),
    }
}
