//! Files of one series, by their names: `orders-2024-01.csv`, `orders-2024-02.csv`.

use datafusion::object_store::path::Path;
use std::collections::BTreeSet;

use planarium_readers::format::{by_name, extensions};

use crate::source::{Kind, Place, SourceFile};

/// The part of a file's name that its whole series shares: without numbers, dates and what separates
/// them, and without extensions. Empty where a name holds nothing else. Names such as
/// `part-00000-<uuid>` share the words before their first number.
pub(super) fn word(path: &Path) -> String {
    let stem = stem(path).to_lowercase();
    let before = stem.split(|sign: char| sign.is_ascii_digit()).next();
    let parts = before
        .unwrap_or_default()
        .split(|sign: char| !sign.is_alphabetic());
    parts
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

fn stem(path: &Path) -> String {
    let name = path.filename().unwrap_or_default();
    let ending = extensions(name.as_ref()).unwrap_or_default();
    name.strip_suffix(&ending).unwrap_or(name).to_owned()
}

/// A glob that matches `files`, which lie in `folder`, and none of the `others` there that could be
/// read; `None` where there is no such one. It matches files that are added to the series later.
pub(super) fn pattern(
    folder: &Place,
    files: &[&SourceFile],
    others: &[&SourceFile],
) -> Option<Place> {
    let names: Vec<&str> = files.iter().map(|file| name(file)).collect();
    let first = names.first()?;
    let start = names.iter().fold(first.len(), |length, other| {
        length.min(shared(first.char_indices(), other.char_indices()))
    });
    let end = extensions(first.as_ref())?;
    if !names.iter().all(|name| name.ends_with(&end)) {
        return None;
    }
    let start = first.get(..start.min(first.len() - end.len()))?;
    // Without the digits that the numbers of this series happen to begin with: `2024-01`, `2024-02`.
    let start = start.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let escaped = glob::Pattern::escape;
    let text = format!("{}*{}", escaped(start), escaped(&end));
    let matched = glob::Pattern::new(&text).ok()?;
    let wanted: BTreeSet<&Path> = files.iter().map(|file| file.path()).collect();
    let here = |file: &&&SourceFile| folder.folders_to(file.path()) == Some(Vec::new());
    let strays = others.iter().filter(here).any(|file| {
        !wanted.contains(file.path())
            && by_name(name(file).as_ref()).format.is_some()
            && matched.matches(name(file))
    });
    let within = escaped(folder.path.as_ref());
    let path = Path::parse(format!("{within}/{text}")).ok()?;
    (!strays).then(|| folder.below(path, Kind::Pattern))
}

fn name(file: &SourceFile) -> &str {
    file.path().filename().unwrap_or_default()
}

/// How many bytes two texts share from their start on.
fn shared(
    one: impl Iterator<Item = (usize, char)>,
    other: impl Iterator<Item = (usize, char)>,
) -> usize {
    let same = one.zip(other).take_while(|(a, b)| a == b);
    same.last()
        .map_or(0, |((at, sign), _)| at + sign.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::testing;

    #[test]
    fn numbers_and_dates_are_not_part_of_a_series() {
        let of = |name: &str| word(&Path::parse(name).unwrap());
        assert_eq!(of("/d/orders-2024-01.csv"), "orders");
        assert_eq!(of("/d/Orders_2.csv.gz"), "orders");
        assert_eq!(of("/d/2024-01.csv"), "");
        assert_eq!(of("/d/part-00000-9f3a.snappy.parquet"), "part");
        assert_eq!(of("/d/line items.csv"), "line_items");
    }

    #[test]
    fn a_pattern_matches_its_files_alone() {
        let (folder, all) = testing::folder(
            "/d",
            &[
                "a-1.csv", "a-2.csv", "ab.csv", "c[1].csv", "c[2].csv", "n.txt",
            ],
        );
        let all: Vec<&SourceFile> = all.iter().collect();
        let of = |names: &[&str]| {
            let of_names = all.iter().filter(|file| names.contains(&name(file)));
            let files: Vec<&SourceFile> = of_names.copied().collect();
            pattern(&folder, &files, &all).map(|found| found.to_string())
        };
        assert_eq!(of(&["a-1.csv", "a-2.csv"]).as_deref(), Some("/d/a-*.csv"));
        assert_eq!(
            of(&["c[1].csv", "c[2].csv"]).as_deref(),
            Some("/d/c[[]*.csv")
        );
        // It would match a-2.csv as well.
        assert_eq!(of(&["a-1.csv", "ab.csv"]), None);
    }
}
