//! Finds credentials before they would end up in a file: in URLs, in options and in
//! settings. A column that happens to be called `token` is none.

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use crate::{Error, ErrorCode, Result};

/// Words in the name of an option, a setting or a URL's parameter that make its value a secret.
const WORDS: [&str; 10] = [
    "secret",
    "password",
    "passwd",
    "token",
    "credential",
    "access_key",
    "accesskey",
    "account_key",
    "api_key",
    "apikey",
];
/// Further parameters of signed URLs (Amazon, Google, Azure).
const SIGNED: [&str; 4] = ["sig", "signature", "x-amz-signature", "x-goog-signature"];

/// Refuses SQL that holds a credential.
///
/// # Errors
/// `plan_secret`, naming the parameter but never its value.
pub(super) fn refuse_sql(sql: &str) -> Result<()> {
    refuse("the SQL", in_urls(sql).or_else(|| in_options(sql)))
}

/// As [`refuse_sql`], for a URL.
pub(super) fn refuse_url(url: &str) -> Result<()> {
    refuse("a table's location", in_urls(url))
}

/// As [`refuse_sql`], for a setting.
pub(super) fn refuse_setting(name: &str, value: &str) -> Result<()> {
    let found = in_urls(value)
        .or_else(|| (tells_secret(name) && !value.is_empty()).then(|| name.to_string()));
    refuse("a setting", found)
}

fn refuse(place: &str, found: Option<String>) -> Result<()> {
    match found {
        None => Ok(()),
        Some(what) => Err(Error::new(
            ErrorCode::PlanSecret,
            format!("The plan was not saved: {place} holds a credential ({what})."),
        )
        .with_hint(
            "Take the credential out of the statement; use the environment or a profile instead.",
        )),
    }
}

fn tells_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// The first credential of any URL in `text`: user information, or a parameter that signs.
fn in_urls(text: &str) -> Option<String> {
    text.match_indices("://").find_map(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let end = rest
            .find(|letter: char| letter.is_whitespace() || "'\"`<>".contains(letter))
            .unwrap_or(rest.len());
        user_information(&rest[..end]).or_else(|| signing_parameter(&rest[..end]))
    })
}

/// `user:password@host` or `token@host`, in what follows a URL's scheme.
fn user_information(url: &str) -> Option<String> {
    let authority = url.split(['/', '?', '#']).next().unwrap_or_default();
    let (user, _) = authority.rsplit_once('@')?;
    (!user.is_empty()).then(|| "a user name or password in a URL".to_string())
}

fn signing_parameter(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let query = query.split('#').next().unwrap_or_default();
    query.split('&').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let signs = tells_secret(name) || SIGNED.contains(&name.to_lowercase().as_str());
        (signs && !value.is_empty()).then(|| name.to_string())
    })
}

/// The first secret in `OPTIONS (...)` or a `SET` statement. Text that cannot be cut
/// into tokens is no statement that was planned.
fn in_options(sql: &str) -> Option<String> {
    let tokens: Vec<Token> = Tokenizer::new(&GenericDialect {}, sql)
        .tokenize()
        .ok()?
        .into_iter()
        .filter(|token| !matches!(token, Token::Whitespace(_)))
        .collect();
    (0..tokens.len()).find_map(|at| {
        let begins = at == 0 || tokens.get(at - 1) == Some(&Token::SemiColon);
        if is_word(tokens.get(at), "SET") && begins {
            secret_pair(tokens.get(at + 1..)?)
        } else if is_word(tokens.get(at), "OPTIONS") && tokens.get(at + 1) == Some(&Token::LParen) {
            secret_option(tokens.get(at + 2..)?)
        } else {
            None
        }
    })
}

fn is_word(token: Option<&Token>, word: &str) -> bool {
    matches!(token, Some(Token::Word(found)) if found.quote_style.is_none() && found.value.eq_ignore_ascii_case(word))
}

/// Looks through `key value, key = value, ...` up to the closing bracket.
fn secret_option(tokens: &[Token]) -> Option<String> {
    let end = tokens.iter().position(|token| *token == Token::RParen)?;
    tokens
        .get(..end)?
        .split(|token| *token == Token::Comma)
        .find_map(secret_pair)
}

/// `key value`, `key = value` or `key TO value`, with a key in quotes or of words and periods.
fn secret_pair(tokens: &[Token]) -> Option<String> {
    let mut key = String::new();
    let mut rest = tokens.iter().peekable();
    while let Some(token) = rest.next() {
        key.push_str(&text(token)?);
        match rest.peek() {
            Some(Token::Period) => {
                key.push('.');
                rest.next();
            }
            _ => break,
        }
    }
    let value = rest
        .find(|token| **token != Token::Eq && !is_word(Some(token), "TO"))
        .and_then(text)?;
    (tells_secret(&key) && !value.is_empty()).then_some(key)
}

fn text(token: &Token) -> Option<String> {
    match token {
        Token::Word(word) => Some(word.value.clone()),
        Token::SingleQuotedString(text) | Token::DoubleQuotedString(text) => Some(text.clone()),
        Token::Number(digits, _) => Some(digits.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{refuse_setting, refuse_sql, refuse_url};

    #[test]
    fn credentials_are_found_and_named() {
        for (sql, what) in [
            (
                "SELECT * FROM 'https://me:pw@host/a.csv'",
                "a user name or password in a URL",
            ),
            (
                "SELECT * FROM 'https://b.s3.amazonaws.com/a?x=1&X-Amz-Signature=abc'",
                "X-Amz-Signature",
            ),
            (
                "SELECT * FROM 'https://a.blob.core.windows.net/c/d?sp=r&sig=abc'",
                "sig",
            ),
            (
                "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION 's3://b/a' \
                 OPTIONS ('aws.region' 'x', 'aws.secret_access_key' 'abc')",
                "aws.secret_access_key",
            ),
            (
                "COPY t TO 'a.csv' OPTIONS (aws.session_token 'abc')",
                "aws.session_token",
            ),
            (
                "SET datafusion.x.password = 'abc'; SELECT 1",
                "datafusion.x.password",
            ),
        ] {
            let error = refuse_sql(sql).unwrap_err();
            assert!(error.message.contains(&format!("({what})")), "{error:?}");
            assert!(!error.message.contains("abc"), "{error:?}");
        }
        assert!(refuse_url("https://h/a?token=abc").is_err());
        assert!(refuse_setting("x.api_key", "abc").is_err());
    }

    #[test]
    fn ordinary_statements_pass() {
        for sql in [
            "SELECT token, secret FROM t",
            "SELECT * FROM t WHERE token = 'x' AND password = 'y'",
            "SELECT signature FROM t WHERE a = 'b@c:d'",
            "SELECT * FROM 'https://host/a?version=2#top'",
            "SELECT 'mailto:a@b' AS c, 'https://host/?token=' AS d",
            "SELECT * FROM 'https://host/@me/a.csv'",
            "COPY t TO 'a.csv' OPTIONS ('format.has_header' 'true', 'aws.access_key_id' '')",
            "UPDATE t SET token = 'x'",
            "SET datafusion.execution.batch_size = 1024",
        ] {
            assert_eq!(refuse_sql(sql), Ok(()), "{sql}");
        }
        assert_eq!(
            refuse_url("file:///home/me/data@2024/token=1/a.parquet"),
            Ok(())
        );
        assert_eq!(
            refuse_setting("datafusion.execution.time_zone", "UTC"),
            Ok(())
        );
    }
}
