//! The last step of saving: everything that would be in the file is looked through for
//! credentials, which are refused or left out, and then packed.

use serde_json::Value;

use super::manifest::{Manifest, PlanKind};
use super::redact::{Redacted, Redaction};
use super::secrets::{self, Secret};
use super::{container, raw, stages};
use planarium_error::Result;
use planarium_plan_codec::with_deep_stack;

/// What a plan file will hold.
pub(super) struct Draft {
    pub manifest: Manifest,
    pub plans: Vec<(PlanKind, Vec<u8>)>,
    /// Of `plan.txt`.
    pub text: String,
    /// Of `substrait.pb`.
    pub substrait: Option<Vec<u8>>,
    /// Of `metrics.json`.
    pub metrics: Option<String>,
}

impl Draft {
    /// The bytes of the file, and what was left out of them. `known`: what the SQL text holds.
    ///
    /// # Errors
    /// `plan_secret` for a credential, with `redact` only for one that cannot be taken out.
    pub(super) fn finish(
        self,
        known: Vec<Secret>,
        redact: bool,
    ) -> Result<(Vec<u8>, Vec<Redacted>)> {
        with_deep_stack(|| {
            let mut found = known;
            found.extend(self.secrets()?);
            if !redact {
                secrets::refuse(&found)?;
            }
            if found.is_empty() {
                return Ok((self.pack()?, Vec::new()));
            }
            let redaction = Redaction::of(&found)?;
            let bytes = self.without(&redaction)?.pack()?;
            redaction.verify("the file", &bytes)?;
            Ok((bytes, redaction.told().to_vec()))
        })
    }

    fn secrets(&self) -> Result<Vec<Secret>> {
        let mut found = secrets::in_sql(&self.manifest.sql);
        for url in self.manifest.tables.iter().flat_map(|table| &table.urls) {
            found.extend(secrets::in_location(url));
        }
        for (name, value) in &self.manifest.settings {
            found.extend(secrets::in_setting(name, value));
        }
        for (kind, bytes) in &self.plans {
            found.extend(secrets::in_plan(&raw::parse(bytes, *kind)?));
        }
        Ok(found)
    }

    fn without(self, redaction: &Redaction) -> Result<Self> {
        let mut plans = Vec::with_capacity(self.plans.len());
        for (kind, bytes) in self.plans {
            let bytes = redacted_plan(redaction, bytes, kind)?;
            redaction.verify(&format!("the {} plan", kind.as_str()), &bytes)?;
            plans.push((kind, bytes));
        }
        let mut manifest: Value = serde_json::to_value(&self.manifest)?;
        redaction.value(&mut manifest);
        redaction.verify(
            "the description of the file",
            &serde_json::to_vec(&manifest)?,
        )?;
        let mut manifest: Manifest = serde_json::from_value(manifest)?;
        manifest.redacted = redaction.told().to_vec();
        let text = redaction.text(&self.text);
        redaction.verify("the text of the plans", text.as_bytes())?;
        // It is for other engines, and nothing here rewrites it.
        let substrait = self
            .substrait
            .filter(|bytes| redaction.verify("the Substrait plan", bytes).is_ok());
        let metrics = self.metrics.map(|metrics| redaction.text(&metrics));
        if let Some(metrics) = &metrics {
            redaction.verify("the metrics", metrics.as_bytes())?;
        }
        Ok(Self {
            manifest,
            plans,
            text,
            substrait,
            metrics,
        })
    }

    fn pack(self) -> Result<Vec<u8>> {
        let mut entries: Vec<(&str, Vec<u8>)> = self
            .plans
            .into_iter()
            .map(|(kind, bytes)| (kind.entry(), bytes))
            .collect();
        entries.push(("plan.txt", self.text.into_bytes()));
        if let Some(substrait) = self.substrait {
            entries.push(("substrait.pb", substrait));
        }
        if let Some(metrics) = self.metrics {
            entries.push(("metrics.json", metrics.into_bytes()));
        }
        container::pack(self.manifest, &entries)
    }
}

/// A serialised plan with its strings rewritten. Call it inside [`with_deep_stack`].
pub(super) fn redacted_plan(
    redaction: &Redaction,
    bytes: Vec<u8>,
    kind: PlanKind,
) -> Result<Vec<u8>> {
    let mut value = raw::parse(&bytes, kind)?;
    redaction.value(&mut value);
    stages::checked(raw::to_bytes(value, kind)?, kind)
}
