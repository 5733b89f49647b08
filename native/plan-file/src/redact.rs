//! Takes credentials out of what is saved.
//!
//! A value is replaced by [`MARK`] wherever its text is: in the SQL, in the text of the plans,
//! and in every string of the serialised plan, so that names which were made of it still agree.

use base64::Engine;
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;
use url::form_urlencoded::byte_serialize;

use super::secrets::{MARK, Secret, USER_INFORMATION};
use planarium_error::{Error, ErrorCode, Result};

/// A shorter value cannot be told from other text.
const LEAST: usize = 4;

/// A credential that was left out of a plan file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
pub struct Redacted {
    /// `the SQL`, `a table's location`, `a setting` or `the plan`.
    pub place: String,
    /// The option, setting or parameter.
    pub name: String,
}

/// What to replace, the longest first.
pub(super) struct Redaction {
    replacements: Vec<(String, String)>,
    /// What must not be in the finished bytes, each with the name of its credential.
    forbidden: Vec<(Vec<u8>, String)>,
    told: Vec<Redacted>,
}

impl Redaction {
    /// # Errors
    /// `plan_secret` for a value so short that replacing it would hit other text.
    pub(super) fn of(found: &[Secret]) -> Result<Self> {
        let mut redaction = Self {
            replacements: Vec::new(),
            forbidden: Vec::new(),
            told: Vec::new(),
        };
        for secret in found {
            redaction.add(secret)?;
        }
        redaction.told.sort();
        redaction.told.dedup();
        redaction
            .replacements
            .sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        redaction.replacements.dedup();
        Ok(redaction)
    }

    fn add(&mut self, secret: &Secret) -> Result<()> {
        let Secret {
            place,
            name,
            value,
            context: (context, start),
        } = secret;
        if value.len() < LEAST && context.len() < LEAST {
            return Err(too_short(place, name));
        }
        self.told.push(Redacted {
            place: (*place).to_string(),
            name: name.clone(),
        });
        let marked = match name.as_str() {
            USER_INFORMATION => format!("{MARK}@"),
            _ => format!("{}{MARK}", context.get(..*start).unwrap_or_default()),
        };
        let mut marked: Vec<_> = forms(context, name)
            .into_iter()
            .map(|form| (form, marked.clone()))
            .collect();
        if value.len() >= LEAST {
            let alone = forms(value, name).into_iter();
            marked.extend(alone.map(|form| (form, MARK.to_string())));
        }
        for (form, marked) in marked {
            self.forbidden
                .push((form.clone().into_bytes(), name.clone()));
            self.replacements.push((form, marked));
        }
        if value.len() >= LEAST {
            for text in [
                BASE64_STANDARD_NO_PAD.encode(value),
                BASE64_URL_SAFE_NO_PAD.encode(value),
            ] {
                self.forbidden.push((text.into_bytes(), name.clone()));
            }
        }
        Ok(())
    }

    pub(super) fn told(&self) -> &[Redacted] {
        &self.told
    }

    /// `text` without the credentials.
    pub(super) fn text(&self, text: &str) -> String {
        self.replacements
            .iter()
            .filter(|(from, _)| !from.is_empty())
            .fold(text.to_string(), |text, (from, to)| text.replace(from, to))
    }

    /// Rewrites every string of a serialised plan, or of the manifest.
    pub(super) fn value(&self, value: &mut Value) {
        each_string(value, &mut |text| {
            let clean = self.text(text);
            (clean != text).then_some(clean)
        });
    }

    /// # Errors
    /// `plan_secret` when a credential is still in `bytes`: in a part that is not text, such as
    /// rows or the payload of an extension.
    pub(super) fn verify(&self, what: &str, bytes: &[u8]) -> Result<()> {
        let left = self
            .forbidden
            .iter()
            .find(|(form, _)| bytes.windows(form.len()).any(|window| window == form));
        match left {
            None => Ok(()),
            Some((_, name)) => Err(Error::new(
                ErrorCode::PlanSecret,
                format!(
                    "The plan was not saved: the value of {name} cannot be taken out of {what}."
                ),
            )
            .with_hint(
                "Take it out of the statement, or out of the rows that the plan would hold.",
            )),
        }
    }
}

/// `text` as it may be spelt: as it is, in SQL, in a URL, and out of a URL.
fn forms(text: &str, name: &str) -> Vec<String> {
    let mut forms = vec![
        text.to_string(),
        text.replace('\'', "''"),
        byte_serialize(text.as_bytes()).collect(),
    ];
    if name == USER_INFORMATION {
        // The spelling of a parsed URL.
        let parsed = url::Url::parse(&format!("http://{text}host/")).ok();
        forms.extend(parsed.map(|url| {
            let user = url.as_str().trim_start_matches("http://");
            user.trim_end_matches("host/").to_string()
        }));
    } else if let Ok(url) = url::Url::parse(&format!("http://host/?{text}")) {
        forms.extend(url.query().map(ToString::to_string));
    }
    let pairs = url::form_urlencoded::parse(text.as_bytes());
    let decoded: Vec<_> = pairs.collect();
    if let [(key, value)] = decoded.as_slice() {
        forms.push(match text.contains('=') {
            true => format!("{key}={value}"),
            false => key.to_string(),
        });
    }
    forms.retain(|form| form.len() >= LEAST);
    forms.sort();
    forms.dedup();
    forms
}

fn too_short(place: &str, name: &str) -> Error {
    Error::new(
        ErrorCode::PlanSecret,
        format!("The plan was not saved: the credential {name} in {place} is too short to be told from other text."),
    )
    .with_hint("Take it out of the statement by hand.")
}

fn each_string(value: &mut Value, change: &mut impl FnMut(&str) -> Option<String>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each_string(item, change)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| each_string(field, change)),
        Value::String(text) => {
            if let Some(changed) = change(text) {
                *text = changed;
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::super::secrets;
    use super::*;

    fn redaction(sql: &str) -> Redaction {
        Redaction::of(&secrets::in_sql(sql)).unwrap()
    }

    #[test]
    fn values_go_wherever_they_are_spelt() {
        let sql =
            "COPY t TO 'https://me:p%40ss%2Fword@h/a?sig=ab%3D&v=1' OPTIONS (x.secret 'it''s so')";
        let redaction = redaction(sql);
        assert_eq!(
            redaction.text(sql),
            "COPY t TO 'https://REDACTED@h/a?sig=REDACTED&v=1' OPTIONS (x.secret 'REDACTED')"
        );
        for spelt in [
            "p@ss/word",
            "p%40ss%2Fword",
            "sig=ab=",
            "it's so",
            "it%27s+so",
        ] {
            let text = redaction.text(&format!("[{spelt}]"));
            assert!(text.contains(MARK) && !text.contains(spelt), "{text}");
            assert!(redaction.verify("it", spelt.as_bytes()).is_err(), "{spelt}");
        }
        let encoded = BASE64_STANDARD_NO_PAD.encode("it's so");
        assert!(redaction.verify("it", encoded.as_bytes()).is_err());
        assert_eq!(
            redaction.verify("it", redaction.text(sql).as_bytes()),
            Ok(())
        );
    }

    #[test]
    fn a_value_that_is_too_short_is_refused() {
        let found = secrets::in_sql(
            "CREATE EXTERNAL TABLE t STORED AS CSV LOCATION 'a' OPTIONS (x.token 'abc')",
        );
        let error = Redaction::of(&found).err().unwrap();
        assert_eq!(error.code, ErrorCode::PlanSecret);
        assert!(error.message.contains("too short"), "{error:?}");
    }
}
