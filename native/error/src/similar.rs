//! Names that a mistyped one may have meant.

/// Up to three of `candidates` close to `name`: the same but for case first, then by edit distance.
pub fn similar_names<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let wanted = name.to_lowercase();
    let length = wanted.chars().count();
    // Any other name of one letter is one edit away.
    let most = (length / 3).max(1).min(length.saturating_sub(1));
    let mut found: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let other = candidate.to_lowercase();
            let distance = distance(&wanted, &other);
            let prefix = wanted.len() >= 3 && other.starts_with(&wanted);
            (distance <= most || prefix).then_some((distance, candidate))
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

/// Edit distance in which swapping two neighbours counts as one.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let change = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = change.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
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
