//! Statements as syntax trees with positions in the whole text.

use super::chain;
use super::guard::refuse_unsupported;
use super::split::{Piece, dialect, is_text, split};
use datafusion::execution::context::SessionContext;
use datafusion::sql::parser::{DFParserBuilder, Statement};
use datafusion::sql::sqlparser::dialect::Dialect;
use datafusion::sql::sqlparser::tokenizer::{Location, Span as Place};
use planarium_error::control;
use planarium_error::{Error, ErrorCode, Position, Result, Span};

pub struct Parsed {
    /// The statement as it was written.
    pub text: String,
    pub statement: Statement,
}

/// Every statement of `sql`. All are parsed and checked before any runs, so that a text with a
/// mistake at its end does nothing. Deep nesting recurses: call it on a worker thread.
///
/// Errors: `sql_syntax`, `empty_statement`, `unsupported_statement`.
pub fn parse(session: &impl AsRef<SessionContext>, sql: &str) -> Result<Vec<Parsed>> {
    let limit = session
        .as_ref()
        .copied_config()
        .options()
        .sql_parser
        .recursion_limit
        .get();
    let dialect = dialect(session.as_ref());
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
    control::check()?;
    chain::refuse_long(&piece.tokens)?;
    let text = sql.get(piece.start.byte..piece.end.byte);
    let text = text.unwrap_or_default().to_owned();
    let places: Vec<Place> = piece
        .tokens
        .iter()
        .filter(|token| is_text(token))
        .map(|token| token.span)
        .collect();
    let parsed = DFParserBuilder::new(piece.tokens)
        .with_dialect(dialect)
        .with_recursion_limit(limit)
        .build()
        .and_then(|mut parser| parser.parse_statements());
    let mut statements = parsed.map_err(|error| {
        let mut error = Error::from(error);
        error.span = whole_token(&places, error.span);
        error.in_text(sql)
    })?;
    match statements.pop_front() {
        Some(statement) => {
            refuse_unsupported(&statement)?;
            Ok(Parsed { text, statement })
        }
        None => Err(Error::new(
            ErrorCode::EmptyStatement,
            "There is no statement to run.",
        )),
    }
}

/// The token at the parser's position, in its own columns. For "found: EOF", which has no position,
/// it is the last one.
fn whole_token(places: &[Place], span: Option<Span>) -> Option<Span> {
    let found = match span {
        Some(span) => places
            .iter()
            .find(|place| position(place.start) == span.start),
        None => places.last(),
    };
    let whole = found.map(|place| Span {
        start: position(place.start),
        end: position(place.end),
    });
    whole.or(span)
}

fn position(at: Location) -> Position {
    Position {
        line: at.line as u32,
        column: at.column as u32,
    }
}
