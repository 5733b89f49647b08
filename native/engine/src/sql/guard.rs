//! Statements that DataFusion would take and this product must not pass on.

use crate::error::{Error, ErrorCode, Result};
use datafusion::sql::parser::Statement as DfStatement;
use datafusion::sql::sqlparser::ast::Statement;

/// DROP FUNCTION would remove a built-in function, CREATE FUNCTION would be lost silently.
pub fn refuse_unsupported(statement: &DfStatement) -> Result<()> {
    let words = match statement {
        DfStatement::Statement(inner) => match inner.as_ref() {
            Statement::CreateFunction(_) => "CREATE FUNCTION",
            Statement::DropFunction(_) => "DROP FUNCTION",
            _ => return Ok(()),
        },
        DfStatement::Explain(inner) => return refuse_unsupported(&inner.statement),
        _ => return Ok(()),
    };
    Err(Error::new(
        ErrorCode::UnsupportedStatement,
        format!("{words} is not supported."),
    )
    .with_hint("The built-in functions are listed by SHOW FUNCTIONS."))
}
