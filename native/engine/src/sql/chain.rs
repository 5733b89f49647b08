//! Chains of operators: `a OR b OR c` nests as deep as it is long, and who walks or frees such a
//! tree recurses. What is nested in parentheses is limited by the parser itself.

use super::split::is_text;
use crate::error::{Error, ErrorCode, Result};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

/// A tenth of what a worker's stack holds.
const MOST_CHAINED: usize = 10_000;

/// Refuses a statement with a longer chain; lists of any length are no chains.
pub(super) fn refuse_long(tokens: &[TokenWithSpan]) -> Result<()> {
    // Operators since the last comma, for each open parenthesis.
    let mut open = vec![0];
    let mut sum = 0;
    for token in tokens.iter().filter(|token| is_text(token)) {
        match &token.token {
            Token::LParen => open.push(0),
            Token::RParen if open.len() > 1 => sum -= open.pop().unwrap_or(0),
            other => {
                let Some(last) = open.last_mut() else {
                    continue;
                };
                if *other == Token::Comma {
                    sum -= *last;
                    *last = 0;
                } else if chains(other) {
                    sum += 1;
                    *last += 1;
                }
            }
        }
        if sum > MOST_CHAINED {
            return Err(Error::new(
                ErrorCode::SqlSyntax,
                "The statement chains more than 10,000 operators.",
            )
            .with_hint("Write IN (…), or join a table of values, instead of a long chain."));
        }
    }
    Ok(())
}

fn chains(token: &Token) -> bool {
    use Keyword as K;
    match token {
        Token::Word(word) => matches!(
            word.keyword,
            K::AND | K::OR | K::NOT | K::IS | K::JOIN | K::UNION | K::EXCEPT | K::INTERSECT
        ),
        Token::Number(..) | Token::SingleQuotedString(_) | Token::Period | Token::RParen => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::sql::sqlparser::dialect::GenericDialect;
    use datafusion::sql::sqlparser::tokenizer::Tokenizer;

    fn refused(sql: &str) -> bool {
        let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize_with_location();
        refuse_long(&tokens.unwrap()).is_err()
    }

    #[test]
    fn chains_are_limited_and_lists_are_not() {
        assert!(refused(&format!("select {}1", "1 + ".repeat(10_001))));
        assert!(!refused(&format!("select {}1", "1 + ".repeat(9_999))));
        assert!(refused(&format!(
            "select 1{}",
            " union all select 1".repeat(20_000)
        )));
        assert!(!refused(&format!("select {}1", "a + b, ".repeat(20_000))));
        assert!(!refused(&format!(
            "values {}(1)",
            "(1 + 1), ".repeat(20_000)
        )));
    }
}
