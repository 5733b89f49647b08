//! Refuses statements that DataFusion would accept with harmful effects, and those for which its own
//! error is unclear.

use datafusion::sql::parser::Statement as DfStatement;
use datafusion::sql::sqlparser::ast::{ObjectType, Set, Statement};
use planarium_error::{Error, ErrorCode, Result};

const FUNCTIONS: &str = "The built-in functions are listed by SHOW FUNCTIONS.";
const TRANSACTIONS: &str = "Each statement takes effect by itself.";
const INDEXES: &str =
    "Parquet files carry their own indexes, which are used without being asked for.";
const SCHEMAS: &str = "A schema goes when the session ends; its tables can be dropped.";
const SETTINGS: &str = "Settings are changed one by one: SET name = value. SHOW ALL lists them.";

/// DROP FUNCTION would remove a built-in function, CREATE FUNCTION would be lost silently.
pub(super) fn refuse_unsupported(statement: &DfStatement) -> Result<()> {
    match statement {
        DfStatement::Statement(inner) => refuse(inner),
        DfStatement::Explain(inner) => refuse_unsupported(&inner.statement),
        _ => Ok(()),
    }
}

fn refuse(statement: &Statement) -> Result<()> {
    let (words, hint) = match statement {
        Statement::CreateFunction(_) => ("CREATE FUNCTION", FUNCTIONS),
        Statement::DropFunction(_) => ("DROP FUNCTION", FUNCTIONS),
        Statement::Prepare { statement, .. } => return refuse(statement),
        Statement::StartTransaction { .. } => ("BEGIN", TRANSACTIONS),
        Statement::Commit { .. } => ("COMMIT", TRANSACTIONS),
        Statement::Rollback { .. } => ("ROLLBACK", TRANSACTIONS),
        Statement::Savepoint { .. } => ("SAVEPOINT", TRANSACTIONS),
        Statement::CreateIndex(_) => ("CREATE INDEX", INDEXES),
        Statement::Drop {
            object_type: ObjectType::Schema,
            ..
        } => ("DROP SCHEMA", SCHEMAS),
        Statement::Set(Set::SingleAssignment { .. } | Set::SetTimeZone { .. }) => return Ok(()),
        Statement::Set(_) => ("This form of SET", SETTINGS),
        _ => return Ok(()),
    };
    Err(Error::new(
        ErrorCode::UnsupportedStatement,
        format!("{words} is not supported."),
    )
    .with_hint(hint))
}
