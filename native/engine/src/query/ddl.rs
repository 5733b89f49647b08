//! Statements that change the session instead of giving rows.

use super::create_table::{self, Ran};
use super::ddl_message::{Before, message};
use crate::catalog::{Locations, note_definition, provider_of};
use crate::error::{Error, ErrorCode, Result};
use crate::session::{Session, runtime_settings};
use datafusion::common::{DataFusionError, TableReference};
use datafusion::datasource::TableType;
use datafusion::logical_expr::{DdlStatement, LogicalPlan, SetVariable, Statement};

/// What a change left behind.
pub(super) enum Changed {
    /// It is done; the sentence says what.
    Done {
        message: String,
        /// The query that made the rows of a table.
        ran: Option<Ran>,
    },
    /// It gives rows after all, as EXECUTE does.
    Rows(LogicalPlan),
}

/// Whether the plan is carried out by the session itself rather than by operators.
pub(super) fn is_change(plan: &LogicalPlan) -> bool {
    matches!(plan, LogicalPlan::Ddl(_) | LogicalPlan::Statement(_))
}

/// Carries out a change; `text` is kept as the definition of what it makes. Without a text what
/// it makes has no definition, whatever the plan says: nothing brings it back in another session.
pub(super) async fn carry_out(
    session: &Session,
    plan: LogicalPlan,
    text: Option<&str>,
) -> Result<Changed, DataFusionError> {
    let made = made(&plan).cloned();
    let found = match made.as_ref().or_else(|| gone(&plan)) {
        Some(name) => provider_of(session, name).await,
        None => None,
    };
    let before = match found.as_ref().map(|table| table.table_type()) {
        None => Before::Nothing,
        Some(TableType::View) => Before::View,
        Some(_) => Before::Table,
    };
    let message = message(&plan, before)?;
    if let Some(done) = runtime_setting(session, &plan) {
        done?;
        return Ok(Changed::Done {
            message: message.unwrap_or_default(),
            ran: None,
        });
    }
    let setting = setting(&plan);
    let reset = reset_to(session, &plan);
    let plan = match text {
        Some(_) => plan,
        None => without_definition(plan),
    };
    let files = match &plan {
        // Before they are looked into: what changes while they are is seen next time.
        LogicalPlan::Ddl(DdlStatement::CreateExternalTable(made)) if text.is_some() => {
            Locations::look(&made.locations).await?
        }
        _ => None,
    };
    let (plan, rows) = create_table::with_rows(session, plan, found.is_some()).await?;
    let done = session.context().execute_logical_plan(plan).await;
    let frame = match (done, setting) {
        (Err(error), Some(sentence)) => return Err(refused_setting(sentence, &error)),
        (done, _) => done?,
    };
    for plan in reset {
        session.context().execute_logical_plan(plan).await?;
    }
    if let Some(name) = &made
        && let Some(table) = provider_of(session, name).await
    {
        session.keep_table(&table);
    }
    session.count_tables();
    if let (Some(name), Some(text)) = (&made, text) {
        note_definition(session, name, found, text, files).await;
    }
    match message {
        Some(message) => Ok(Changed::Done {
            message,
            ran: rows.map(|rows| rows.ran),
        }),
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

fn without_definition(plan: LogicalPlan) -> LogicalPlan {
    match plan {
        LogicalPlan::Ddl(DdlStatement::CreateExternalTable(mut made)) => {
            made.definition = None;
            LogicalPlan::Ddl(DdlStatement::CreateExternalTable(made))
        }
        LogicalPlan::Ddl(DdlStatement::CreateView(mut made)) => {
            made.definition = None;
            LogicalPlan::Ddl(DdlStatement::CreateView(made))
        }
        plan => plan,
    }
}

fn gone(plan: &LogicalPlan) -> Option<&TableReference> {
    match plan {
        LogicalPlan::Ddl(DdlStatement::DropTable(gone)) => Some(&gone.name),
        LogicalPlan::Ddl(DdlStatement::DropView(gone)) => Some(&gone.name),
        _ => None,
    }
}

/// Changes a setting `datafusion.runtime.*`; `None` for all other plans.
fn runtime_setting(session: &Session, plan: &LogicalPlan) -> Option<Result<()>> {
    match plan {
        LogicalPlan::Statement(Statement::SetVariable(set))
            if runtime_settings::is_one(&set.variable) =>
        {
            Some(runtime_settings::set(session, &set.variable, &set.value))
        }
        LogicalPlan::Statement(Statement::ResetVariable(reset))
            if runtime_settings::is_one(&reset.variable) =>
        {
            Some(runtime_settings::reset(session, &reset.variable))
        }
        _ => None,
    }
}

/// After a RESET: what gives the settings the values that the session started with. DataFusion knows
/// only its own defaults, some of which give wrong rows.
fn reset_to(session: &Session, plan: &LogicalPlan) -> Vec<LogicalPlan> {
    let LogicalPlan::Statement(Statement::ResetVariable(reset)) = plan else {
        return Vec::new();
    };
    let own = session.own_defaults(&reset.variable);
    own.map(|(variable, value)| {
        LogicalPlan::Statement(Statement::SetVariable(SetVariable {
            variable: variable.clone(),
            value: value.clone(),
        }))
    })
    .collect()
}

/// What to say when SET or RESET fails: DataFusion names neither the setting nor the value.
fn setting(plan: &LogicalPlan) -> Option<String> {
    match plan {
        LogicalPlan::Statement(Statement::SetVariable(set)) => {
            Some(format!("{} cannot be set to {}.", set.variable, set.value))
        }
        LogicalPlan::Statement(Statement::ResetVariable(reset)) => {
            Some(format!("{} cannot be reset.", reset.variable))
        }
        _ => None,
    }
}

fn refused_setting(sentence: String, error: &DataFusionError) -> DataFusionError {
    Error::new(ErrorCode::SqlPlan, sentence)
        .with_hint("SHOW ALL lists the settings and their values.")
        .with_detail(error.strip_backtrace())
        .into()
}
