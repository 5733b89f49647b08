//! The error for a column that does not exist.

use super::{Error, ErrorCode, similar_names};
use crate::list::listed;
use datafusion::common::Column;
use datafusion::common::utils::quote_identifier;

/// Maximum number of columns listed if none of them is similar.
const LISTED: usize = 12;

pub(super) fn unknown(field: &Column, valid: &[Column]) -> Error {
    let owner = field
        .relation
        .as_ref()
        .map(|table| format!(" in {table}"))
        .unwrap_or_default();
    let error = Error::new(
        ErrorCode::ColumnUnknown,
        format!("There is no column {}{owner}.", field.name),
    );
    match hint(&field.name, valid) {
        Some(hint) => error.with_hint(hint),
        None => error,
    }
}

/// A column that exists in another case needs quotes: unquoted names become lower case.
fn hint(name: &str, valid: &[Column]) -> Option<String> {
    let names: Vec<&str> = valid.iter().map(|column| column.name.as_str()).collect();
    let quoted = |name: &str| quote_identifier(name).into_owned();
    if let Some(same) = names
        .iter()
        .find(|other| other.to_lowercase() == name.to_lowercase())
    {
        return Some(format!(
            "Write {}: names with capitals need double quotes.",
            quoted(same)
        ));
    }
    let similar = similar_names(name, names.iter().copied());
    if !similar.is_empty() {
        let list: Vec<String> = similar.into_iter().map(quoted).collect();
        return Some(format!("Did you mean {}?", list.join(" or ")));
    }
    if names.is_empty() {
        return None;
    }
    let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
    Some(format!("The columns are {}.", listed(&names, LISTED)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_case_suggests_the_quoted_name() {
        let valid = [Column::from_name("IMDB Rating"), Column::from_name("Title")];
        let error = unknown(&Column::from_name("title"), &valid);
        assert_eq!(error.code, ErrorCode::ColumnUnknown);
        assert_eq!(
            error.hint.as_deref(),
            Some("Write \"Title\": names with capitals need double quotes.")
        );
    }

    #[test]
    fn similar_names_before_all_names() {
        let valid = [Column::from_name("delay"), Column::from_name("origin")];
        assert_eq!(
            unknown(&Column::from_name("dealy"), &valid).hint.as_deref(),
            Some("Did you mean delay?")
        );
        let all = unknown(&Column::from_name("zzzz"), &valid).hint;
        assert_eq!(all.as_deref(), Some("The columns are delay, origin."));
        let many: Vec<Column> = (0..15)
            .map(|n| Column::from_name(format!("c{n}")))
            .collect();
        let hint = unknown(&Column::from_name("zzzz"), &many).hint.unwrap();
        assert!(hint.ends_with("c10, c11 and 3 more."), "{hint}");
    }
}
