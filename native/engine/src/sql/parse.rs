//! Statements as syntax trees whose places are those of the whole text.

use super::split::{Piece, dialect, split};
use crate::error::{Error, ErrorCode, Result, Span, Utf16Columns};
use crate::session::Session;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::dialect::Dialect;

pub struct Parsed {
    /// The statement as it was written.
    pub text: String,
    pub statement: Statement,
}

/// Every statement of `sql`. All are parsed before any runs, so that a text with a
/// mistake at its end does nothing. Deep nesting recurses: call it on a worker thread.
///
/// Errors: `sql_syntax`, `empty_statement`.
pub fn parse(session: &Session, sql: &str) -> Result<Vec<Parsed>> {
    let limit = session.context().copied_config().options().sql_parser.recursion_limit.get();
    let dialect = dialect(session);
    let pieces = split(dialect.as_ref(), sql)?;
    if pieces.is_empty() {
        return Err(Error::new(ErrorCode::EmptyStatement, "There is no statement to run.")
            .with_hint("Type one, for example SELECT 1."));
    }
    pieces.into_iter().map(|piece| parse_piece(dialect.as_ref(), limit, sql, piece)).collect()
}

fn parse_piece(dialect: &dyn Dialect, limit: usize, sql: &str, piece: Piece) -> Result<Parsed> {
    let text = sql[piece.start.byte..piece.end.byte].to_owned();
    let end = end_of(&piece, sql);
    let parsed = DFParserBuilder::new(piece.tokens)
        .with_dialect(dialect)
        .with_recursion_limit(limit)
        .build()
        .and_then(|mut parser| parser.parse_statements());
    let mut statements = parsed.map_err(|error| {
        let mut error = Error::from(error).in_text(sql);
        // The parser has no place for "found: EOF".
        error.span = error.span.or(end);
        error
    })?;
    match statements.pop_front() {
        Some(statement) => Ok(Parsed { text, statement }),
        None => Err(Error::new(ErrorCode::EmptyStatement, "There is no statement to run.")),
    }
}

/// The last token of a statement.
fn end_of(piece: &Piece, sql: &str) -> Option<Span> {
    let span = piece.tokens.last()?.span;
    Some(Utf16Columns::new(sql).span((span.start.line, span.start.column), (span.end.line, span.end.column)))
}
