//! What `docs/plan-file.md` says that a plan does not carry. Nothing else is excused.

use datafusion_proto::protobuf::PhysicalPlanNode;
use planarium_engine::{Error, ErrorCode};
use prost::Message;
use serde_json::Value;

use super::generator::Statement;
use super::rows::difference;

/// What the writer of constants says of a map whose type names its parts in another way.
const CONSTANT_MAP: &str = "Expected infallible creation of MapArray";

/// Stage, words of the refusal, and what it is counted as.
const REFUSALS: [(&str, &str, &str); 4] = [
    ("logical", CONSTANT_MAP, "constant map"),
    ("optimized", CONSTANT_MAP, "constant map"),
    ("physical", CONSTANT_MAP, "constant map"),
    (
        "physical",
        "loses the FILTER of a window function",
        "FILTER of a window function",
    ),
];

/// The documented reason that `error` gives, if it gives one.
pub fn refusal(stage: &str, error: &Error) -> Option<&'static str> {
    if error.code != ErrorCode::PlanNotSerializable {
        return None;
    }
    let parts = [
        Some(&error.message),
        error.hint.as_ref(),
        error.detail.as_ref(),
    ];
    let told: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let told = told.join(" ");
    REFUSALS
        .iter()
        // A file is refused for any of them, once no kind of plan can go into it.
        .find(|(of, words, _)| (*of == stage || stage == "file") && told.contains(words))
        .map(|(_, _, reason)| *reason)
}

/// How the text after a trip may differ from the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    None,
    /// Something that is found out again, and has no place in the bytes.
    Hint(&'static str),
    /// Another way to say the same, with bytes of its own.
    Form(&'static str),
}

impl Change {
    pub fn words(self) -> &'static str {
        match self {
            Self::None => "kept",
            Self::Hint(what) | Self::Form(what) => what,
        }
    }
}

/// What of the text `before` is another in `after`; `None` for what is not documented.
pub fn change(stage: &str, statement: &Statement, before: &str, after: &str) -> Option<Change> {
    if before == after {
        return Some(Change::None);
    }
    match stage {
        "optimized" if statement.features.contains("recursive CTE") => {
            Some(Change::Form("kept but for the columns of a work table"))
        }
        "optimized" => optimized(before, after),
        "physical" => physical(before, after),
        _ => None,
    }
}

fn optimized(before: &str, after: &str) -> Option<Change> {
    let (before, after) = (without_fetch(before), without_fetch(after));
    if before == after {
        return Some(Change::Hint("kept but for the rows that a scan is told"));
    }
    let (mut before, mut after) = (before, after);
    if before.contains("Union") || before.contains("Values: ") {
        // Of constants that the optimizer found, a reader sees that they cannot be NULL.
        (before, after) = (before.replace(";N", ""), after.replace(";N", ""));
        if before == after {
            return Some(Change::Hint(
                "kept but for NULLs that cannot be in a union or in VALUES",
            ));
        }
    }
    if before.contains("Union") && without_projections(&before) == without_projections(&after) {
        return Some(Change::Form(
            "kept with a projection that names a union's columns",
        ));
    }
    let (before, after) = (unqualified(&before), unqualified(&after));
    if before == after {
        return Some(Change::Form("kept with columns named with their tables"));
    }
    let same = before == without_own_names(&after) || before == without_extracted_names(&after);
    same.then_some(Change::Form(
        "kept with the names of expressions as aliases",
    ))
}

fn physical(before: &str, after: &str) -> Option<Change> {
    // A list of constants that was read is looked up as a set.
    let plain = |text: &str| without_reorder(text).replace("IN (SET) (", "IN (");
    let (before, after) = (plain(before), plain(after));
    if before == after {
        return Some(Change::Hint(
            "kept but for the order in which row groups are read, or how a list is looked up",
        ));
    }
    let union = before.contains("UnionExec") || before.contains("InterleaveExec");
    if union && without_projections(&before) == without_projections(&after) {
        return Some(Change::Form("kept with more projections below a union"));
    }
    let said = before.contains("LazyMemoryExec") || before.contains("RecursiveQueryExec");
    let (before, after) = (without_series_sorts(&before), without_series_sorts(&after));
    let same = said && without_projections(&before) == without_projections(&after);
    same.then_some(Change::Form(
        "kept with operators that say what is known of a table function or a recursive query",
    ))
}

/// The text without sorts of rows that a table function gives in their order.
fn without_series_sorts(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let kept = lines.iter().enumerate().filter(|(at, line)| {
        let sort = line.trim_start().starts_with("SortExec: expr=[value@0 ");
        let of_series = |below: &&str| below.trim_start().starts_with("LazyMemoryExec: ");
        !(sort && lines.get(at + 1).is_some_and(of_series))
    });
    let kept = kept.map(|(_, line)| line.trim_end_matches(", maintains_sort_order=true"));
    kept.collect::<Vec<_>>().join("\n")
}

fn without_fetch(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let scan = line.trim_start().starts_with("TableScan: ");
        match line.rsplit_once(", fetch=").filter(|_| scan) {
            Some((start, end)) => {
                let end = end.trim_start_matches(|digit: char| digit.is_ascii_digit());
                format!("{start}{end}")
            }
            None => line.to_string(),
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The text with no column named with its table.
fn unqualified(text: &str) -> String {
    let names = text.lines().filter_map(|line| {
        let line = line.trim_start();
        let name = line
            .strip_prefix("SubqueryAlias: ")
            .or_else(|| line.strip_prefix("TableScan: "))?;
        Some(
            name.split(" projection=")
                .next()?
                .split(" [")
                .next()?
                .to_string(),
        )
    });
    names.fold(text.to_string(), |text, name| {
        text.replace(&format!("{name}."), "")
    })
}

/// The text with `x AS x` as `x`.
fn without_own_names(text: &str) -> String {
    const AS: &str = " AS ";
    let mut text = text.to_string();
    let places: Vec<usize> = text.rmatch_indices(AS).map(|(at, _)| at).collect();
    for at in places {
        let (before, after) = (&text[..at], &text[at + AS.len()..]);
        let own = before.char_indices().map(|(start, _)| &before[start..]);
        if let Some(name) = own.into_iter().find(|name| after.starts_with(name)) {
            let end = at + AS.len() + name.len();
            text.replace_range(at..end, "");
        }
    }
    text
}

/// The text without the names of calls over a field that the optimizer extracted, which say nothing
/// of casts: `f(CAST(x AS Float64)) AS f(x)`.
fn without_extracted_names(text: &str) -> String {
    const AS: &str = " AS ";
    let mut text = text.to_string();
    let places: Vec<usize> = text.rmatch_indices(AS).map(|(at, _)| at).collect();
    for at in places {
        let name = &text[at + AS.len()..];
        let mut depth = 0_i32;
        let ends = name.char_indices().find(|(at, letter)| {
            // The schema of the line begins with a bracket of its own.
            let schema = name[*at..].starts_with(" [");
            depth += i32::from("([".contains(*letter)) - i32::from(")]".contains(*letter));
            depth < 0 || depth == 0 && (schema || ",\n".contains(*letter))
        });
        let name = &name[..ends.map_or(name.len(), |(end, _)| end)];
        if name.contains('(') && name.contains("__datafusion_extracted_") {
            text.replace_range(at..at + AS.len() + name.len(), "");
        }
    }
    text
}

fn without_reorder(text: &str) -> String {
    let lines = text
        .lines()
        .map(|line| match line.split_once(", sort_order_for_reorder=[") {
            Some((start, rest)) => {
                let rest = rest.split_once(']').map_or("", |(_, rest)| rest);
                format!(
                    "{start}{}",
                    rest.strip_prefix(", reverse_row_groups=true")
                        .unwrap_or(rest)
                )
            }
            None => line.to_string(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

fn without_projections(text: &str) -> Vec<&str> {
    let lines = text.lines().map(str::trim_start);
    lines
        .filter(|line| !line.starts_with("ProjectionExec: ") && !line.starts_with("Projection: "))
        .collect()
}

/// How two physical plans differ, if they are not the same bytes but for the numbers that operators share
/// expressions by, which are drawn anew for every plan.
pub fn beyond_ids(first: &[u8], second: &[u8]) -> Option<String> {
    let [first, second] = [first, second].map(|bytes| {
        let node = PhysicalPlanNode::decode(bytes).unwrap();
        let mut value = serde_json::to_value(&node).unwrap();
        number_ids(&mut value, &mut Vec::new());
        value
    });
    let [before, after] = [&first, &second].map(|value| format!("{value:#}"));
    (before != after).then(|| difference(&before, &after))
}

fn number_ids(value: &mut Value, seen: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| number_ids(item, seen)),
        Value::Object(fields) => {
            // A shared filter that was read says once more which columns it is over.
            if fields.get("remappedChildren") == fields.get("children") {
                fields.retain(|name, _| name != "remappedChildren");
            }
            for (name, inner) in fields {
                if name == "exprId" {
                    let known = seen.iter().position(|id| id == inner);
                    let number = known.unwrap_or(seen.len());
                    seen.push(inner.clone());
                    *inner = Value::from(number);
                } else {
                    number_ids(inner, seen);
                }
            }
        }
        _ => {}
    }
}
