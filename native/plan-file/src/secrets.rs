//! Finds credentials before they would end up in a file: in URLs, in options and in
//! settings. A column that happens to be called `token` is none.

use datafusion::sql::sqlparser::dialect::GenericDialect;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};
use serde_json::Value;

use planarium_error::{Error, ErrorCode, Result};

/// What stands where a credential was.
pub(super) const MARK: &str = "REDACTED";

/// Words in the name of an option, a setting or a URL's parameter that make its value a secret.
const WORDS: [&str; 13] = [
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
    "private_key",
    "encryption_key",
    "_key_as_hex",
];
/// Further parameters of signed URLs (Amazon, Google, Azure).
const SIGNED: [&str; 4] = ["sig", "signature", "x-amz-signature", "x-goog-signature"];

/// A credential that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Secret {
    /// Where it is: `the SQL`, `a table's location`, `a setting`, `the plan`.
    pub place: &'static str,
    /// The option, setting or parameter that holds it, or [`USER_INFORMATION`].
    pub name: String,
    pub value: String,
    /// The text around the value that it is told by, and where in it the value begins:
    /// `sig=abc`, 4. For an option the value itself.
    pub context: (String, usize),
}

/// What the user information of a URL is called.
pub(super) const USER_INFORMATION: &str = "a user name or password in a URL";

/// Every credential of a SQL text.
pub(super) fn in_sql(sql: &str) -> Vec<Secret> {
    let mut found = in_urls("the SQL", sql);
    found.extend(in_options(sql));
    found
}

/// Every credential of a table's location.
pub(super) fn in_location(url: &str) -> Vec<Secret> {
    in_urls("a table's location", url)
}

/// The credentials of a setting.
pub(super) fn in_setting(name: &str, value: &str) -> Vec<Secret> {
    let place = "a setting";
    match in_urls(place, value) {
        found if !found.is_empty() => found,
        _ => pair(place, name, value).into_iter().collect(),
    }
}

/// Every credential of a serialised plan: in URLs anywhere, in option lists, and in the
/// definitions of views and tables.
pub(super) fn in_plan(plan: &Value) -> Vec<Secret> {
    let place = "the plan";
    let mut found = Vec::new();
    let mut pending = vec![(plan, "")];
    while let Some((value, field)) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(items.iter().map(|item| (item, field))),
            Value::Object(fields) => {
                for (name, inner) in fields {
                    if let (true, Some(text)) = (field == "options", inner.as_str()) {
                        found.extend(pair(place, name, text));
                    }
                    pending.push((inner, name));
                }
            }
            Value::String(text) => {
                found.extend(in_urls(place, text));
                if field == "definition" {
                    found.extend(in_options(text));
                }
            }
            _ => {}
        }
    }
    found
}

/// Names of the options of a SQL text whose value was left out.
pub(super) fn marked_options(sql: &str) -> Vec<String> {
    option_pairs(sql)
        .into_iter()
        .filter(|(name, value)| tells_secret(name) && value == MARK)
        .map(|(name, _)| name)
        .collect()
}

/// Refuses what holds a credential.
///
/// # Errors
/// `plan_secret`, naming the place and the parameter but never its value.
pub(super) fn refuse(found: &[Secret]) -> Result<()> {
    let Some(Secret { place, name, .. }) = found.first() else {
        return Ok(());
    };
    Err(Error::new(
        ErrorCode::PlanSecret,
        format!("The plan was not saved: {place} holds a credential ({name})."),
    )
    .with_hint(
        "Save it without the credential (--redact), or take it out of the statement and use the environment or a profile instead.",
    ))
}

fn pair(place: &'static str, name: &str, value: &str) -> Option<Secret> {
    (tells_secret(name) && !value.is_empty() && value != MARK).then(|| Secret {
        place,
        name: name.to_string(),
        value: value.to_string(),
        context: (value.to_string(), 0),
    })
}

pub(super) fn tells_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// The credentials of every URL in `text`: user information, and parameters that sign.
pub(super) fn in_urls(place: &'static str, text: &str) -> Vec<Secret> {
    let mut found = Vec::new();
    let mut text = text;
    while let Some((_, rest)) = text.split_once("://") {
        let ends = |letter: char| letter.is_whitespace() || "'\"`<>".contains(letter);
        let url = rest.split(ends).next().unwrap_or_default();
        found.extend(user_information(place, url));
        found.extend(signing_parameters(place, url));
        text = rest;
    }
    found
}

/// `user:password@host` or `token@host`, in what follows a URL's scheme.
fn user_information(place: &'static str, url: &str) -> Option<Secret> {
    let authority = url.split(['/', '?', '#']).next().unwrap_or_default();
    let (user, _) = authority.rsplit_once('@')?;
    (!user.is_empty() && user != MARK).then(|| Secret {
        place,
        name: USER_INFORMATION.to_string(),
        value: user
            .split_once(':')
            .map_or(user, |(_, password)| password)
            .to_string(),
        context: (format!("{user}@"), 0),
    })
}

fn signing_parameters(place: &'static str, url: &str) -> Vec<Secret> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    let parameters = query.split('&').filter_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let signs = tells_secret(name) || SIGNED.contains(&name.to_lowercase().as_str());
        (signs && !value.is_empty() && value != MARK).then(|| Secret {
            place,
            name: name.to_string(),
            value: value.to_string(),
            context: (parameter.to_string(), name.len() + 1),
        })
    });
    parameters.collect()
}

/// The secrets in each `OPTIONS (...)` and `SET`.
fn in_options(sql: &str) -> Vec<Secret> {
    option_pairs(sql)
        .iter()
        .filter_map(|(name, value)| pair("the SQL", name, value))
        .collect()
}

/// Every name and value in `OPTIONS (...)` and `SET`. Text that cannot be cut into tokens is no
/// statement that was planned.
fn option_pairs(sql: &str) -> Vec<(String, String)> {
    let tokens = Tokenizer::new(&GenericDialect {}, sql).tokenize();
    let tokens: Vec<Token> = tokens
        .unwrap_or_default()
        .into_iter()
        .filter(|token| !matches!(token, Token::Whitespace(_)))
        .collect();
    let mut found = Vec::new();
    let mut begins = true;
    let mut tokens = tokens.as_slice();
    while let Some((token, rest)) = tokens.split_first() {
        if begins && is_word(token, "SET") {
            found.extend(one_pair(rest));
        } else if let (true, [Token::LParen, rest @ ..]) = (is_word(token, "OPTIONS"), rest) {
            let list = rest.split(|token| *token == Token::RParen).next();
            let pairs = list
                .unwrap_or_default()
                .split(|token| *token == Token::Comma);
            found.extend(pairs.filter_map(one_pair));
        }
        begins = *token == Token::SemiColon;
        tokens = rest;
    }
    found
}

fn is_word(token: &Token, word: &str) -> bool {
    matches!(token, Token::Word(found) if found.quote_style.is_none() && found.value.eq_ignore_ascii_case(word))
}

/// `key value`, `key = value` or `key TO value`, with a key in quotes or of words and periods.
fn one_pair(tokens: &[Token]) -> Option<(String, String)> {
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
        .find(|token| **token != Token::Eq && !is_word(token, "TO"))
        .and_then(text)?;
    Some((key, value))
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
    use super::{Secret, in_location, in_setting, in_sql, refuse};
    use planarium_error::Result;

    fn refuse_sql(sql: &str) -> Result<()> {
        refuse(&in_sql(sql))
    }

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
        assert!(refuse(&in_location("https://h/a?token=abc")).is_err());
        assert!(refuse(&in_setting("x.api_key", "abc")).is_err());
    }

    #[test]
    fn every_credential_is_found_with_its_value() {
        let found = in_sql(
            "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION 'https://me:pw@h/a?sig=one&v=2' \
             OPTIONS ('aws.secret_access_key' 'two', 'aws.session_token' 'three')",
        );
        let told: Vec<(&str, &str)> = found
            .iter()
            .map(|Secret { name, value, .. }| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!(
            told,
            [
                ("a user name or password in a URL", "pw"),
                ("sig", "one"),
                ("aws.secret_access_key", "two"),
                ("aws.session_token", "three"),
            ]
        );
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
            in_location("file:///home/me/data@2024/token=1/a.parquet"),
            []
        );
        assert_eq!(in_setting("datafusion.execution.time_zone", "UTC"), []);
    }
}
