//! Statements as syntax trees whose places are those of the whole text.

use super::split::{Piece, dialect, is_text, split};
use crate::error::{Error, ErrorCode, Result, Span, Utf16Columns};
use crate::session::Session;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::dialect::Dialect;
use datafusion::sql::sqlparser::tokenizer::TokenWithSpan;

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
    let limit = session
        .context()
        .copied_config()
        .options()
        .sql_parser
        .recursion_limit
        .get();
    let dialect = dialect(session);
    let pieces = split(dialect.as_ref(), sql)?;
    if pieces.is_empty() {
        return Err(
            Error::new(ErrorCode::EmptyStatement, "There is no statement to run.")
                .with_hint("Type one, for example SELECT 1."),
        );
    }
    pieces
        .into_iter()
        .map(|piece| parse_piece(dialect.as_ref(), limit, sql, piece))
        .collect()
}

fn parse_piece(dialect: &dyn Dialect, limit: usize, sql: &str, piece: Piece) -> Result<Parsed> {
    let text = sql[piece.start.byte..piece.end.byte].to_owned();
    let columns = Utf16Columns::new(sql);
    let places: Vec<Span> = piece
        .tokens
        .iter()
        .filter(|token| is_text(token))
        .map(|token| place(token, &columns))
        .collect();
    let parsed = DFParserBuilder::new(piece.tokens)
        .with_dialect(dialect)
        .with_recursion_limit(limit)
        .build()
        .and_then(|mut parser| parser.parse_statements());
    let mut statements = parsed.map_err(|error| {
        let mut error = Error::from(error).in_text(sql);
        error.span = whole_token(&places, error.span);
        error
    })?;
    match statements.pop_front() {
        Some(statement) => Ok(Parsed { text, statement }),
        None => Err(Error::new(
            ErrorCode::EmptyStatement,
            "There is no statement to run.",
        )),
    }
}

fn place(token: &TokenWithSpan, columns: &Utf16Columns) -> Span {
    let (start, end) = (token.span.start, token.span.end);
    columns.span((start.line, start.column), (end.line, end.column))
}

/// The token that begins where the parser points. It has no place for "found: EOF": that is the last one.
fn whole_token(places: &[Span], span: Option<Span>) -> Option<Span> {
    match span {
        Some(span) => Some(
            places
                .iter()
                .find(|place| place.start == span.start)
                .copied()
                .unwrap_or(span),
        ),
        None => places.last().copied(),
    }
}
