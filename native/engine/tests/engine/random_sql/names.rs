//! Names that need quotes, for tables, columns and aliases.

use crate::random_source::Random;

const NAMES: [&str; 20] = [
    "t",
    "n",
    "My Table",
    "select",
    "se\"lect",
    "ünï 日本",
    "a.b",
    "it's",
    "ORDER",
    "x-y",
    "1st",
    "Group By",
    "null",
    "a b.c d",
    "count(*)",
    "UPPER",
    "_",
    "$1",
    "EXISTS",
    "from",
];

/// A name that none of `taken` is.
pub fn fresh(random: &mut Random, taken: &[String]) -> String {
    let name = (*random.pick(&NAMES)).to_string();
    if !taken.contains(&name) {
        return name;
    }
    (2..)
        .map(|number| format!("{name} {number}"))
        .find(|name| !taken.contains(name))
        .unwrap()
}

/// As SQL writes it.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
