//! Finds credentials before they would end up in a file.

use crate::{Error, ErrorCode, Result};

/// Words in the name of a parameter or option that make its value a secret.
const WORDS: [&str; 10] = [
    "secret",
    "password",
    "passwd",
    "token",
    "signature",
    "credential",
    "access_key",
    "accesskey",
    "api_key",
    "apikey",
];
/// Names that are secrets as a whole.
const NAMES: [&str; 3] = ["sig", "pwd", "x-amz-security-token"];

/// Refuses `text` (SQL, a URL, a setting) that holds a credential; `place` says where it was found.
///
/// # Errors
/// `plan_secret`, naming the parameter but never its value.
pub(super) fn refuse(text: &str, place: &str) -> Result<()> {
    match find(text) {
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

fn find(text: &str) -> Option<String> {
    user_information(text).or_else(|| assignment(text))
}

/// `scheme://user:password@host`.
fn user_information(text: &str) -> Option<String> {
    text.match_indices("://").find_map(|(at, mark)| {
        let rest = &text[at + mark.len()..];
        let end = rest
            .find(['/', '\'', '"', ' ', '?', '#', '\n'])
            .unwrap_or(rest.len());
        let (user, _) = rest[..end].rsplit_once('@')?;
        user.contains(':')
            .then(|| "a password in a URL".to_string())
    })
}

/// `name=value`, `name = 'value'` or `'name' 'value'` where the name tells a secret.
fn assignment(text: &str) -> Option<String> {
    let is_name = |letter: char| letter.is_alphanumeric() || "_-.".contains(letter);
    let mut rest = text;
    while let Some(start) = rest.find(is_name) {
        let word = &rest[start..];
        let end = word
            .find(|letter: char| !is_name(letter))
            .unwrap_or(word.len());
        let (name, after) = word.split_at(end);
        if tells_secret(name) && has_value(after) {
            return Some(name.to_string());
        }
        rest = after;
    }
    None
}

fn tells_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    NAMES.contains(&name.as_str()) || WORDS.iter().any(|word| name.contains(word))
}

/// A column named `token` compared with text is not told from an option: it is
/// better to refuse a harmless statement than to write down a credential.
fn has_value(after: &str) -> bool {
    let quoted = after.starts_with(['\'', '"']);
    let after = after.trim_start_matches(['\'', '"']).trim_start();
    match after.strip_prefix('=') {
        Some(value) => {
            let value = value.trim_start();
            value.starts_with('\'') && !value.starts_with("''")
                || value.starts_with(char::is_alphanumeric)
        }
        None => quoted && after.starts_with('\'') && !after.starts_with("''"),
    }
}

#[cfg(test)]
mod tests {
    use super::find;

    #[test]
    fn credentials_are_found_and_named() {
        for (text, what) in [
            (
                "SELECT * FROM 'https://me:pw@host/a.csv'",
                "a password in a URL",
            ),
            (
                "https://b.s3.amazonaws.com/a?X-Amz-Signature=abc",
                "X-Amz-Signature",
            ),
            ("https://a.blob.core.windows.net/c/d?sp=r&sig=abc", "sig"),
            (
                "OPTIONS ('aws.secret_access_key' 'abc')",
                "aws.secret_access_key",
            ),
            ("SET datafusion.x.password = 'abc'", "datafusion.x.password"),
        ] {
            assert_eq!(find(text).as_deref(), Some(what), "{text}");
        }
    }

    #[test]
    fn ordinary_statements_pass() {
        for text in [
            "SELECT token, secret FROM t",
            "SELECT signature FROM t WHERE a = 'b@c:d'",
            "file:///home/me/data@2024/a.parquet",
            "SELECT 'mailto:a@b' AS c",
        ] {
            assert_eq!(find(text), None, "{text}");
        }
    }
}
