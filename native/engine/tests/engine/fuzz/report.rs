//! A run as text.

use std::fmt::Write;

use super::chunk::Summary;
use super::drive::Outcome;

/// Every finding with the command that repeats it.
pub fn findings(outcome: &Outcome, seed: u64) -> String {
    let mut text = String::new();
    for (target, summary) in &outcome.summaries {
        for finding in &summary.findings {
            let what: String = finding.what.chars().take(1_000).collect();
            let _ = writeln!(text, "{target} case {}: {what}", finding.case);
            let _ = writeln!(text, "    {}", again(target, seed, finding.case));
        }
        let told = summary.findings.len() as u64;
        if summary.finding_count > told {
            let _ = writeln!(text, "{target}: {} more", summary.finding_count - told);
        }
    }
    text
}

/// The command that repeats a case.
pub fn again(target: &str, seed: u64, case: u64) -> String {
    format!("npm run fuzz -- --case {target}:{seed}:{case}")
}

/// Everything that was counted, by target.
pub fn counts(outcome: &Outcome, seed: u64) -> String {
    let mut text = String::new();
    for (target, summary) in &outcome.summaries {
        let _ = writeln!(text, "\n{target}");
        count(&mut text, target, summary, seed);
    }
    text
}

fn count(text: &mut String, target: &str, summary: &Summary, seed: u64) {
    for (name, count) in &summary.tally {
        let _ = writeln!(text, "  {count:>9}  {name}");
    }
    if summary.codec_reads > 0 {
        let _ = writeln!(
            text,
            "  {:>9}  payloads that the extension codec read",
            summary.codec_reads
        );
    }
    for (place, count) in &summary.panics {
        let _ = writeln!(
            text,
            "  {count:>9}  panics that became errors, at {}",
            place.trim_start_matches("/registry/")
        );
    }
    let seconds = summary.milliseconds / 1e3;
    let _ = writeln!(text, "  {seconds:>9.1}  s in all processes together");
    let (peak, case) = summary.peak;
    let _ = writeln!(
        text,
        "  {:>9}  MiB at most at once, case {case}",
        peak >> 20
    );
    for (milliseconds, case) in &summary.slowest {
        let _ = writeln!(text, "  {milliseconds:>9.1}  ms, case {case}");
    }
    if let Some((_, case)) = summary.slowest.first() {
        let _ = writeln!(
            text,
            "             repeat with {}",
            again(target, seed, *case)
        );
    }
}
