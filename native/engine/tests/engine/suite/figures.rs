//! What a run of the suite came to, in numbers and with what is worth a look.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::trips::class;
use super::worker::{Event, direct};

#[derive(Debug, Default)]
pub struct Figures {
    /// Statements as they are, by class.
    direct: BTreeMap<String, usize>,
    /// Trips by stage and class.
    trips: BTreeMap<String, BTreeMap<String, usize>>,
    /// Refused trips by stage and reason.
    refusals: BTreeMap<String, usize>,
    /// Kept and all trips of each file, without Substrait.
    files: BTreeMap<String, (usize, usize)>,
    pub findings: Vec<Finding>,
    pub crashes: Vec<String>,
}

/// Something that a person should see.
#[derive(Debug, Clone)]
pub struct Finding {
    /// File and line.
    pub place: String,
    pub stage: String,
    pub class: String,
    pub detail: String,
    pub sql: String,
}

impl Finding {
    /// Place, stage and class, by which it is known.
    pub fn name(&self) -> String {
        format!("{} {}: {}", self.place, self.stage, self.class)
    }

    pub fn told(&self) -> String {
        let Self { detail, sql, .. } = self;
        format!("{}\n{sql}\n{detail}", self.name())
    }
}

impl Figures {
    pub fn add(&mut self, file: &str, line: usize, event: Event) {
        let place = format!("{file}:{line}");
        match event {
            Event::Direct { class, detail } => {
                *self.direct.entry(class.clone()).or_default() += 1;
                if [direct::OTHER, direct::REFUSED, direct::NOT_FAILED].contains(&class.as_str()) {
                    let (stage, sql) = ("direct".to_string(), String::new());
                    self.findings.push(Finding {
                        place,
                        stage,
                        class,
                        detail,
                        sql,
                    });
                }
            }
            Event::Trip {
                stage,
                class,
                detail,
                sql,
            } => {
                let of_stage = self.trips.entry(stage.clone()).or_default();
                *of_stage.entry(class.clone()).or_default() += 1;
                if !stage.starts_with("substrait") {
                    let (kept, all) = self.files.entry(file.to_string()).or_default();
                    *kept += usize::from(
                        [class::KEPT, class::OPEN, class::FILE].contains(&class.as_str()),
                    );
                    *all += 1;
                }
                if class == class::REFUSED {
                    // The two of Substrait are alike.
                    let (kind, _) = stage.split_once(' ').unwrap_or((&stage, ""));
                    let reason = format!("{kind}: {}", reason(&detail));
                    *self.refusals.entry(reason).or_default() += 1;
                }
                if class != class::KEPT && class != class::OPEN {
                    self.findings.push(Finding {
                        place,
                        stage,
                        class,
                        detail,
                        sql,
                    });
                }
            }
            Event::Begins { .. } | Event::Ends => {}
        }
    }

    pub fn crashed(&mut self, file: &str, record: usize) {
        self.crashes.push(format!("{file}, record {record}"));
    }

    pub fn merge(&mut self, other: Self) {
        for (class, count) in other.direct {
            *self.direct.entry(class).or_default() += count;
        }
        for (stage, classes) in other.trips {
            let of_stage = self.trips.entry(stage).or_default();
            for (class, count) in classes {
                *of_stage.entry(class).or_default() += count;
            }
        }
        for (reason, count) in other.refusals {
            *self.refusals.entry(reason).or_default() += count;
        }
        self.files.extend(other.files);
        self.findings.extend(other.findings);
        self.crashes.extend(other.crashes);
    }

    pub fn to_json(&self) -> Value {
        let kept = |(kept, all): &(usize, usize)| format!("{kept} of {all}");
        let whole = self
            .files
            .values()
            .filter(|(kept, all)| kept == all)
            .count();
        let rest = self.files.iter().filter(|(_, (kept, all))| kept != all);
        let rest: BTreeMap<&String, String> =
            rest.map(|(file, counts)| (file, kept(counts))).collect();
        let differences = self
            .findings
            .iter()
            .filter(|finding| finding.class == direct::OTHER);
        json!({
            "statements": self.direct,
            "otherRowsThanExpected": differences.map(|finding| &finding.place).collect::<Vec<_>>(),
            "trips": self.trips,
            "kept": kept(&self.files.values().fold((0, 0), |sum, counts| (sum.0 + counts.0, sum.1 + counts.1))),
            "refusals": self.refusals,
            "sins": self.sins().map(Finding::name).collect::<Vec<_>>(),
            "crashes": self.crashes,
            "filesWithTrips": self.files.len(),
            "filesKeptWhole": whole,
            "otherFiles": rest,
        })
    }

    /// Plans that were written, and are not read or give other rows.
    pub fn sins(&self) -> impl Iterator<Item = &Finding> {
        let trips = self
            .findings
            .iter()
            .filter(|finding| finding.stage != "direct");
        trips.filter(|finding| ![class::REFUSED, class::FILE].contains(&finding.class.as_str()))
    }

    /// Every finding as a line of JSON.
    pub fn details(&self) -> String {
        let lines = self.findings.iter().map(|finding| {
            let Finding {
                place,
                stage,
                class,
                detail,
                sql,
            } = finding;
            json!({"place": place, "stage": stage, "class": class, "detail": detail, "sql": sql})
                .to_string()
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// What of a refusal is the same for all plans of its kind. Details are code and message, a bar, and
/// what the error comes from: a message that says enough stands alone.
fn reason(detail: &str) -> String {
    const SPECIFIC: [&str; 2] = ["Substrait as DataFusion writes it", "The physical plan"];
    /// What follows names a plan's own parts.
    const ENDS: [&str; 8] = [
        "the type",
        "field name",
        "recursive query",
        "the column",
        "because of: table",
        "Unsupported CAST",
        "Unsupported cast type",
        "No field named",
    ];
    let (_, text) = detail.split_once(": ").unwrap_or(("", detail));
    let (message, cause) = text.split_once(" | ").unwrap_or((text, ""));
    let specific = cause.is_empty() || SPECIFIC.iter().any(|start| message.starts_with(start));
    let mut text = if specific { message } else { cause };
    for end in ENDS {
        if let Some(at) = text.find(end) {
            text = &text[..at + end.len()];
        }
    }
    let text = text.split(['{', '[', '"', '`']).next().unwrap_or(text);
    let mut short = String::new();
    for letter in text.chars().take(120) {
        match letter {
            digit if !digit.is_ascii_digit() => short.push(digit),
            _ if short.ends_with('#') => {}
            _ => short.push('#'),
        }
    }
    short.trim().to_string()
}

#[test]
fn a_reason_is_the_same_for_all_plans_of_its_kind() {
    for (detail, expected) in [
        (
            "substrait_unsupported: Substrait as DataFusion writes it cannot hold UNNEST. | Unnest: x",
            "Substrait as DataFusion writes it cannot hold UNNEST.",
        ),
        (
            "plan_not_serializable: This plan cannot be turned into bytes. | Schema error: at 59.3 of \"a\"",
            "Schema error: at #.# of",
        ),
        (
            "plan_not_serializable: The physical plan cannot be turned into bytes, because of: recursive query t.",
            "The physical plan cannot be turned into bytes, because of: recursive query",
        ),
    ] {
        assert_eq!(reason(detail), expected);
    }
}
