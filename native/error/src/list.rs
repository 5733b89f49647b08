//! Shortened lists in a sentence.

/// The first `max` of `names`: `a, b`, or `a, b and 3 more`.
pub fn listed(names: &[impl AsRef<str>], max: usize) -> String {
    let shown: Vec<&str> = names.iter().take(max).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(max) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
