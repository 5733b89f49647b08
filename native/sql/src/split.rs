//! Splits a text into statements with DataFusion's tokenizer.

use super::offsets::{Offset, Offsets};
use datafusion::common::DataFusionError;
use datafusion::execution::context::SessionContext;
use datafusion::sql::sqlparser::dialect::{Dialect, GenericDialect, dialect_from_str};
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan, Tokenizer};
use planarium_error::{Error, Result};
use serde::Serialize;
use ts_rs::TS;

/// One statement of a text: UTF-16 offsets, `end` exclusive, without the semicolon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct StatementSpan {
    #[ts(type = "number")]
    pub start: usize,
    #[ts(type = "number")]
    pub end: usize,
}

/// A statement's tokens (without comments around it) and its position.
pub(super) struct Piece {
    pub(super) tokens: Vec<TokenWithSpan>,
    pub(super) start: Offset,
    pub(super) end: Offset,
}

/// The position of each statement of `sql`. Text that cannot be tokenized is `sql_syntax`.
pub fn statements(session: &impl AsRef<SessionContext>, sql: &str) -> Result<Vec<StatementSpan>> {
    let dialect = dialect(session.as_ref());
    let pieces = split(dialect.as_ref(), sql)?;
    Ok(pieces
        .iter()
        .map(|piece| StatementSpan {
            start: piece.start.utf16,
            end: piece.end.utf16,
        })
        .collect())
}

/// The dialect of the session's settings.
pub(super) fn dialect(context: &SessionContext) -> Box<dyn Dialect> {
    let config = context.copied_config();
    dialect_from_str(config.options().sql_parser.dialect)
        .unwrap_or_else(|| Box::new(GenericDialect {}))
}

pub(super) fn split(dialect: &dyn Dialect, sql: &str) -> Result<Vec<Piece>> {
    let tokens = Tokenizer::new(dialect, sql)
        .tokenize_with_location()
        .map_err(|error| {
            let error = DataFusionError::SQL(Box::new(ParserError::from(error)), None);
            Error::from(error).in_text(sql)
        })?;
    let offsets = Offsets::new(sql);
    Ok(tokens
        .split(|token| token.token == Token::SemiColon)
        .filter_map(|tokens| {
            let first = tokens.iter().position(is_text)?;
            let last = tokens.iter().rposition(is_text)?;
            let tokens = tokens.get(first..=last)?;
            Some(Piece {
                start: offsets.at(tokens.first()?.span.start),
                end: offsets.at(tokens.last()?.span.end),
                tokens: tokens.to_vec(),
            })
        })
        .collect())
}

pub(super) fn is_text(token: &TokenWithSpan) -> bool {
    !matches!(token.token, Token::Whitespace(_) | Token::EOF)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(sql: &str) -> Vec<String> {
        let units: Vec<u16> = sql.encode_utf16().collect();
        split(&GenericDialect {}, sql)
            .unwrap()
            .iter()
            .map(|piece| {
                let text = String::from_utf16(&units[piece.start.utf16..piece.end.utf16]).unwrap();
                assert_eq!(
                    sql.get(piece.start.byte..piece.end.byte),
                    Some(text.as_str())
                );
                text
            })
            .collect()
    }

    #[test]
    fn semicolons_in_strings_and_comments_do_not_split() {
        let sql = "-- a; b\nselect ';😀', \"x;y\" ;; /* ; */ select 2\n";
        assert_eq!(texts(sql), ["select ';😀', \"x;y\"", "select 2"]);
    }

    #[test]
    fn comments_alone_are_no_statement() {
        assert_eq!(texts(" -- nothing\n ; "), [""; 0]);
    }

    #[test]
    fn an_open_string_is_an_error_with_its_place() {
        let error = split(&GenericDialect {}, "select 1;\nselect 'abc")
            .err()
            .unwrap();
        assert_eq!(error.code, planarium_error::ErrorCode::SqlSyntax);
        assert_eq!(
            error.span.unwrap().start,
            planarium_error::Position { line: 2, column: 8 }
        );
    }
}
