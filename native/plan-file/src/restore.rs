//! Puts credentials that were taken out of a plan back in when it runs.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;
use ts_rs::TS;

use super::secrets::MARK;
use super::secrets::{self, USER_INFORMATION};
use planarium_error::{Error, ErrorCode, Result};

/// A value that a redacted plan needs to run.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
pub struct MissingSecret {
    /// The option or parameter.
    pub name: String,
    /// The environment variable that gives it.
    pub variable: String,
}

/// Begins the name of each such variable.
const PREFIX: &str = "PLANARIUM_SECRET_";

/// What was taken out of a serialised plan, or of any text in it.
pub(super) fn missing(plan: &Value) -> Vec<MissingSecret> {
    let mut names = Vec::new();
    let mut pending = vec![(plan, "")];
    while let Some((value, field)) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(items.iter().map(|item| (item, field))),
            Value::Object(fields) => {
                for (name, inner) in fields {
                    if inner == MARK && field == "options" && secrets::tells_secret(name) {
                        names.push(name.clone());
                    }
                    pending.push((inner, name));
                }
            }
            Value::String(text) => names.extend(in_text(text)),
            _ => {}
        }
    }
    names.sort();
    names.dedup();
    names
        .into_iter()
        .map(|name| MissingSecret {
            variable: format!("{PREFIX}{}", suffix(&name)),
            name,
        })
        .collect()
}

/// Names of the parameters whose value is marked in the URLs of `text`.
fn in_text(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    if !text.contains("://") {
        return names;
    }
    if text.contains(&format!("://{MARK}@")) {
        names.push(USER_INFORMATION.to_string());
    }
    let pieces = text.split(|letter: char| "?&#'\"`<> \t\n".contains(letter));
    for piece in pieces {
        if let Some((name, MARK)) = piece.split_once('=') {
            names.push(name.to_string());
        }
    }
    names
}

/// `AWS_SECRET_ACCESS_KEY` of `aws.secret_access_key`.
fn suffix(name: &str) -> String {
    match name {
        USER_INFORMATION => "URL_USER".to_string(),
        name => name
            .chars()
            .map(|letter| match letter.is_ascii_alphanumeric() {
                true => letter.to_ascii_uppercase(),
                false => '_',
            })
            .collect(),
    }
}

/// Puts the values of `given` (by the end of their variable's name) where they were taken out.
///
/// # Errors
/// `plan_secret`, naming the first value that is not given and the variable for it.
pub(super) fn restore(plan: &mut Value, given: &HashMap<String, String>) -> Result<()> {
    let missing = missing(plan);
    let mut values = Vec::new();
    for secret in &missing {
        let end = secret.variable.strip_prefix(PREFIX);
        let value = end.and_then(|end| given.get(end));
        let value = value.ok_or_else(|| not_given(secret))?;
        values.push((secret.name.as_str(), value.as_str()));
    }
    if !values.is_empty() {
        fill(plan, "", &values);
    }
    Ok(())
}

/// As [`restore`], for a SQL text.
pub(super) fn restore_text(sql: &str, given: &HashMap<String, String>) -> Result<String> {
    let mut text = Value::from(sql);
    if secrets::marked_options(sql).is_empty() {
        restore(&mut text, given)?;
        return Ok(text.as_str().unwrap_or_default().to_string());
    }
    // A statement with such an option makes a table; the value belongs into it by hand.
    let name = secrets::marked_options(sql).remove(0);
    Err(not_given(&MissingSecret {
        variable: format!("{PREFIX}{}", suffix(&name)),
        name,
    })
    .with_hint("Write the statement again with the credential, and run it."))
}

fn fill(value: &mut Value, field: &str, values: &[(&str, &str)]) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| fill(item, field, values)),
        Value::Object(fields) => {
            for (name, inner) in fields {
                let option = values
                    .iter()
                    .find(|(known, _)| field == "options" && known == name);
                match option {
                    Some((_, given)) if inner == MARK => *inner = Value::from(*given),
                    _ => fill(inner, name, values),
                }
            }
        }
        Value::String(text) if text.contains("://") => {
            for (name, given) in values {
                *text = match *name {
                    USER_INFORMATION => {
                        text.replace(&format!("://{MARK}@"), &format!("://{given}@"))
                    }
                    name => text.replace(&format!("{name}={MARK}"), &format!("{name}={given}")),
                };
            }
        }
        _ => {}
    }
}

fn not_given(secret: &MissingSecret) -> Error {
    Error::new(
        ErrorCode::PlanSecret,
        format!(
            "The plan was saved without a credential: {} must be given again.",
            secret.name
        ),
    )
    .with_hint(format!(
        "Set the environment variable {} to it before Planarium starts, then run the plan.",
        secret.variable
    ))
}

#[cfg(test)]
mod tests {
    use super::super::redact::Redaction;
    use super::*;
    use serde_json::json;

    #[test]
    fn what_was_taken_out_is_told_and_put_back() {
        let plan = json!({"createExternalTable": {
            "location": "https://me:word@h/a.csv?X-Amz-Signature=abc123&v=1",
            "options": {"aws.secret_access_key": "very secret", "aws.region": "x"},
        }});
        let mut clean = plan.clone();
        Redaction::of(&secrets::in_plan(&plan))
            .unwrap()
            .value(&mut clean);
        assert_eq!(
            clean["createExternalTable"]["location"],
            "https://REDACTED@h/a.csv?X-Amz-Signature=REDACTED&v=1"
        );
        let told: Vec<String> = missing(&clean)
            .into_iter()
            .map(|secret| secret.variable)
            .collect();
        assert_eq!(
            told,
            [
                "PLANARIUM_SECRET_X_AMZ_SIGNATURE",
                "PLANARIUM_SECRET_URL_USER",
                "PLANARIUM_SECRET_AWS_SECRET_ACCESS_KEY",
            ]
        );
        let given = |names: &[(&str, &str)]| {
            let pairs = names
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()));
            pairs.collect::<HashMap<_, _>>()
        };
        let error = restore(&mut clean.clone(), &given(&[("URL_USER", "me:word")])).unwrap_err();
        assert!(error.hint.unwrap().contains("PLANARIUM_SECRET_"));
        let all = given(&[
            ("URL_USER", "me:word"),
            ("X_AMZ_SIGNATURE", "abc123"),
            ("AWS_SECRET_ACCESS_KEY", "very secret"),
        ]);
        restore(&mut clean, &all).unwrap();
        assert_eq!(clean, plan);
        assert_eq!(missing(&plan), []);
    }
}
