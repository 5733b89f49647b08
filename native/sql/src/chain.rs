//! Chains of operators: `a OR b OR c` nests as deep as it is long, and walking or freeing such a tree
//! recurses. The optimizer's time grows with the square of the depth, for joins with its cube.
//! Nesting in parentheses is limited by the parser itself.

use super::split::is_text;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};
use planarium_error::{Error, ErrorCode, Result};

/// Maximum cost of a statement at its deepest position; planning that takes seconds.
const MOST: usize = 2_000;

/// Cost of a link of a chain: at most 1,000 operators, 2,000 conditions or UNIONs, 250 joins.
const OPERATOR: usize = 2;
const CONDITION: usize = 1;
const JOIN: usize = 8;

/// One level of parentheses.
#[derive(Clone, Copy, Default)]
struct Level {
    /// Conditions, UNIONs and joins since the last comma.
    links: usize,
    /// The longest run of other operators between two of them, and the current one.
    longest: usize,
    run: usize,
}

impl Level {
    fn cost(self) -> usize {
        self.links + self.longest
    }

    fn take(&mut self, token: &Token) {
        if *token == Token::Comma {
            *self = Self::default();
        } else if let Some(link) = link(token) {
            self.links += link;
            self.run = 0;
        } else if is_operator(token) {
            self.run += OPERATOR;
            self.longest = self.longest.max(self.run);
        }
    }
}

/// Refuses a statement with a longer chain; lists of any length are not chains.
pub(super) fn refuse_long(tokens: &[TokenWithSpan]) -> Result<()> {
    // One level for each open parenthesis, and the cost of those around the last.
    let mut around = vec![];
    let mut outer = 0;
    let mut level = Level::default();
    for token in tokens.iter().filter(|token| is_text(token)) {
        match &token.token {
            Token::LParen => {
                outer += level.cost();
                around.push(std::mem::take(&mut level));
            }
            Token::RParen => {
                if let Some(last) = around.pop() {
                    outer -= last.cost();
                    level = last;
                }
            }
            other => level.take(other),
        }
        if outer + level.cost() > MOST {
            return Err(Error::new(
                ErrorCode::SqlSyntax,
                "The statement chains too much: at most 1,000 operators, 2,000 conditions or UNIONs, or 250 joins.",
            )
            .with_hint(
                "Write IN (…), or join a table of values, instead of a long chain; parts can be views or tables.",
            ));
        }
    }
    Ok(())
}

fn link(token: &Token) -> Option<usize> {
    use Keyword as K;
    let Token::Word(word) = token else {
        return None;
    };
    match word.keyword {
        K::AND | K::OR | K::UNION | K::EXCEPT | K::INTERSECT => Some(CONDITION),
        K::JOIN => Some(JOIN),
        // These separate chains.
        K::WHEN | K::THEN | K::ELSE | K::FROM | K::WHERE | K::ON | K::HAVING => Some(0),
        _ => None,
    }
}

fn is_operator(token: &Token) -> bool {
    match token {
        Token::Word(word) => matches!(word.keyword, Keyword::NOT | Keyword::IS),
        Token::Number(..) | Token::SingleQuotedString(_) | Token::Period => false,
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
    fn each_kind_of_chain_has_its_limit_and_lists_have_none() {
        let sum = |count: usize| format!("select {}1", "1 + ".repeat(count));
        assert!(refused(&sum(1_001)) && !refused(&sum(1_000)));
        let union = |count: usize| format!("select 1{}", " union all select 1".repeat(count));
        assert!(refused(&union(2_001)) && !refused(&union(2_000)));
        let or = |count: usize| format!("select {}x = 1", "x = 1 or ".repeat(count));
        assert!(refused(&or(2_000)) && !refused(&or(1_998)));
        let join = |count: usize| format!("select 1 from t{}", " join t using (a)".repeat(count));
        assert!(refused(&join(251)) && !refused(&join(250)));
        assert!(!refused(&format!("select {}1", "a + b, ".repeat(20_000))));
        let case = "when x = 1 then 1 ".repeat(5_000);
        assert!(!refused(&format!("select case {case} end")));
        assert!(!refused(&format!(
            "values {}(1)",
            "(1 + 1), ".repeat(20_000)
        )));
    }

    #[test]
    fn what_is_around_a_parenthesis_counts_and_what_was_in_one_does_not() {
        let part = "1 + ".repeat(600);
        assert!(refused(&format!("select {part}({part}1)")));
        assert!(!refused(&format!("select ({part}1), ({part}1)")));
        assert!(!refused(&format!("select ({part}1) or ({part}1)")));
    }
}
