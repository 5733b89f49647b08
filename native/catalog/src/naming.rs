//! A table's name from its file's.

use super::source::{Kind, Place};
use datafusion::object_store::path::Path as Location;
use planarium_readers::format::extensions;
use std::path::Path;

/// The stem in lower case, other characters `_`, a leading digit gets `t_`. Of a file, it is the name
/// without what tells format and compression; a folder has no such ending. Of a pattern it is what
/// stands before the first wildcard, or else the folder's.
pub(super) fn stem(place: &Place) -> String {
    of(&place.path, place.kind)
}

fn of(path: &Location, kind: Kind) -> String {
    let name = path.filename().unwrap_or_default().to_lowercase();
    if let Some((before, _)) = name.split_once('*')
        && kind == Kind::Pattern
    {
        let word = before.trim_end_matches(|sign: char| !sign.is_alphanumeric());
        return match word.contains(char::is_alphabetic) {
            true => plain(word),
            false => {
                let mut folders: Vec<_> = path.parts().collect();
                folders.pop();
                of(&folders.into_iter().collect(), Kind::Folder)
            }
        };
    }
    let hidden = name.strip_prefix('.').unwrap_or(&name);
    let ending = match kind {
        Kind::Folder => None,
        Kind::File | Kind::Pattern => extensions(Path::new(hidden)),
    };
    let stem = hidden.strip_suffix(ending.as_deref().unwrap_or_default());
    plain(stem.unwrap_or_default())
}

/// `stem` as a name.
fn plain(stem: &str) -> String {
    let plain: String = stem
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || c == '_' {
                c
            } else {
                '_'
            }
        })
        .collect();
    match plain.chars().next() {
        None => "t".to_owned(),
        Some(first) if first.is_ascii_digit() => format!("t_{plain}"),
        Some(_) => plain,
    }
}

/// `wanted`, or `wanted_2`, `wanted_3`, … when it is taken.
pub(super) fn free(wanted: &str, taken: impl Fn(&str) -> bool) -> String {
    if !taken(wanted) {
        return wanted.to_owned();
    }
    let mut number = 2;
    loop {
        let name = format!("{wanted}_{number}");
        if !taken(&name) {
            return name;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_by_the_rule() {
        let name = |path: &str| {
            let kind = match path.contains('*') {
                true => Kind::Pattern,
                false => Kind::File,
            };
            of(&Location::parse(path).unwrap(), kind)
        };
        assert_eq!(name("/data/Flights-3M.parquet"), "flights_3m");
        assert_eq!(name("2024 sales.csv.gz"), "t_2024_sales");
        assert_eq!(name("größe.csv"), "gr__e");
        assert_eq!(name("orders.2024-01.csv"), "orders_2024_01");
        assert_eq!(name("v1.2.3.final.CSV"), "v1_2_3_final");
        assert_eq!(name(".hidden.json"), "hidden");
        assert_eq!(name("notes"), "notes");
        assert_eq!(name("/data/sales/*.parquet"), "sales");
        assert_eq!(name("/data/2024/2023-*.csv"), "t_2024");
        assert_eq!(name("/data/Orders-*.csv"), "orders");
        assert_eq!(free("a", |name| ["a", "a_2"].contains(&name)), "a_3");
    }
}
