//! Small helpers for short, readable lines.

/// Longest argument line, in characters.
const MAX_LINE: usize = 80;

/// What a yield point is for, on its card and in its details.
pub const YIELD_ARGUMENT: &str = "no work of its own";
pub const YIELD_PURPOSE: &str = "Gives the thread back between batches, so that an \
    operator with many rows out of few ends soon after Cancel and other queries go on. The rows \
    pass unchanged.";

/// Cuts `text` to one line of at most 80 characters, with an ellipsis where it was cut.
pub fn shorten(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= MAX_LINE {
        return line;
    }
    let cut: String = line.chars().take(MAX_LINE - 1).collect();
    format!("{}…", cut.trim_end())
}

/// Joins `parts` with commas; what would not fit in a line is counted instead: `a, b, +3`.
pub fn list(parts: &[String]) -> String {
    let mut line = String::new();
    for (index, part) in parts.iter().enumerate() {
        let part = shorten(part);
        let more = parts.len() - index;
        if index > 0 && line.chars().count() + part.chars().count() + 2 > MAX_LINE - 5 {
            return format!("{line}, +{more}");
        }
        if index > 0 {
            line.push_str(", ");
        }
        line.push_str(&part);
    }
    line
}

/// Joins the parts that are not empty with a middle dot.
pub fn dotted<const N: usize>(parts: [String; N]) -> String {
    let kept: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    shorten(&kept.join(" · "))
}

/// `hash(state) · 8`.
pub fn hash_partitions(keys: &[String], count: impl std::fmt::Display) -> String {
    format!("hash({}) · {count}", list(keys))
}

/// `1 row`, `2 rows`.
pub fn counted(count: usize, noun: &str) -> String {
    if count == 1 {
        format!("1 {noun}")
    } else {
        format!("{count} {noun}s")
    }
}

/// The title of an operator that its name tells, for plans in memory and in bytes alike.
pub fn title_of(operator: &str) -> String {
    let title = match operator {
        "CoalescePartitionsExec" => "Coalesce partitions",
        "CoalesceBatchesExec" => "Coalesce batches",
        "UnionExec" => "Union",
        "InterleaveExec" => "Interleave",
        "PlaceholderRowExec" => "One row",
        "EmptyExec" => "No rows",
        "CooperativeExec" => "Cooperative yield",
        "DataSinkExec" => "Write",
        "AnalyzeExec" | "Analyze" => "Explain analyze",
        "ScalarSubqueryExec" => "Scalar subqueries",
        "LazyMemoryExec" => "Generate rows",
        "SortPreservingMergeExec" => "Merge sorted partitions",
        "SortMergeJoinExec" => "Sort-merge join",
        "GlobalLimitExec" => "Limit",
        "LocalLimitExec" => "Limit per partition",
        "WindowAggExec" | "BoundedWindowAggExec" => "Window",
        "SubqueryAlias" => "Alias",
        "CopyTo" => "Copy to",
        other => return from_camel_case(other),
    };
    title.to_string()
}

/// The title of a physical aggregate in `mode`, by its name in DataFusion.
pub fn aggregate_title(mode: &str) -> &'static str {
    match mode {
        "Partial" | "PartialReduce" => "Aggregate (partial)",
        "Final" | "FinalPartitioned" => "Aggregate (final)",
        _ => "Aggregate",
    }
}

/// `Sort` or `Sort (top 20)`, and likewise for merging.
pub fn top_title(title: &str, fetch: Option<usize>) -> String {
    fetch.map_or_else(|| title.to_string(), |rows| format!("{title} (top {rows})"))
}

/// `HashJoinExec` -> `Hash join`, for operators without words of their own.
pub fn from_camel_case(name: &str) -> String {
    let name = name.strip_suffix("Exec").unwrap_or(name);
    let mut words = String::with_capacity(name.len() + 4);
    for (index, letter) in name.chars().enumerate() {
        if index > 0 && letter.is_uppercase() {
            words.push(' ');
            words.extend(letter.to_lowercase());
        } else {
            words.push(letter);
        }
    }
    words
}

/// `flights` for `data/flights.parquet`; the folder for several files.
pub fn source_name(files: &[String]) -> String {
    let Some(first) = files.first() else {
        return "nothing".to_string();
    };
    let mut parts = first.rsplit('/');
    let file = parts.next().unwrap_or_default();
    if files.len() > 1 {
        return parts.next().unwrap_or(file).to_string();
    }
    let stem = file.split('.').next().unwrap_or_default();
    if stem.is_empty() {
        file.to_string()
    } else {
        stem.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_do_not_fit_are_counted() {
        let parts: Vec<String> = (0..40).map(|n| format!("column_{n}")).collect();
        let line = list(&parts);
        assert!(line.starts_with("column_0, column_1, "), "{line}");
        assert!(line.ends_with(", +33"), "{line}");
        assert!(line.chars().count() <= 80, "{line}");
    }

    #[test]
    fn camel_case_becomes_words() {
        assert_eq!(
            from_camel_case("PiecewiseMergeJoinExec"),
            "Piecewise merge join"
        );
        assert_eq!(from_camel_case("Unnest"), "Unnest");
    }

    #[test]
    fn long_lines_are_cut_at_characters() {
        let line = shorten(&"ä ".repeat(100));
        assert_eq!(line.chars().count(), 80);
        assert!(line.ends_with('…'));
    }
}
