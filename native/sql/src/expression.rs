//! A SQL expression by itself.

use super::chain;
use super::split::{dialect, split};
use datafusion::execution::context::SessionContext;
use datafusion::sql::parser::DFParserBuilder;
use datafusion::sql::sqlparser::ast::ExprWithAlias;
use planarium_error::{Error, ErrorCode, Result};

/// The syntax tree of one expression, perhaps with an alias. Deep nesting recurses: call it
/// on a worker thread.
///
/// Errors: `sql_syntax`, `empty_statement`.
pub fn parse_expression(session: &impl AsRef<SessionContext>, sql: &str) -> Result<ExprWithAlias> {
    let dialect = dialect(session.as_ref());
    let config = session.as_ref().copied_config();
    let limit = config.options().sql_parser.recursion_limit.get();
    let mut pieces = split(dialect.as_ref(), sql)?;
    let piece = match (pieces.pop(), pieces.is_empty()) {
        (Some(piece), true) => piece,
        (None, _) => {
            return Err(
                Error::new(ErrorCode::EmptyStatement, "There is no expression.")
                    .with_hint("Type one, for example a + 1."),
            );
        }
        (Some(_), false) => {
            return Err(Error::new(
                ErrorCode::SqlSyntax,
                "There are several expressions; only one is taken.",
            ));
        }
    };
    chain::refuse_long(&piece.tokens)?;
    DFParserBuilder::new(piece.tokens)
        .with_dialect(dialect.as_ref())
        .with_recursion_limit(limit)
        .build()
        .and_then(|mut parser| parser.parse_into_expr())
        .map_err(|error| Error::from(error).in_text(sql))
}
