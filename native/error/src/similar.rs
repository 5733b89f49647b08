//! Suggestions for a mistyped name.

use strsim::osa_distance;

/// Up to three of `candidates` similar to `name`: those that differ only in case first, then by edit
/// distance, in which swapping two neighbours counts as one.
pub fn similar_names<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    // Every name of one letter is one edit away from another.
    let max = (length / 3).max(1).min(length.saturating_sub(1));
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = osa_distance(&wanted, &other);
            let prefix = wanted.len() >= 3 && other.starts_with(&wanted);
            (distance <= max || prefix).then_some((distance, candidate))
        })
        .collect();
    found.sort();
    found.dedup_by_key(|(_, candidate)| *candidate);
    found
        .into_iter()
        .take(3)
        .map(|(_, candidate)| candidate)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_first_then_nearest() {
        let names = ["Delay", "dely", "distance", "origin"];
        assert_eq!(similar_names("delay", names), ["Delay", "dely"]);
        assert_eq!(similar_names("orgiin", names), ["origin"]);
        assert_eq!(similar_names("zzz", names), [""; 0]);
        assert_eq!(similar_names("f", ["m", "F"]), ["F"]);
    }
}
