//! The words of [`crate::consent`] for what an operator would write, from its JSON form.

use serde_json::Value;

use super::super::fields::{items, operator, text};
use crate::consent::words::{self, Fields};

/// What the operator `name` does and what it does it to.
pub(super) fn of(name: &str, body: &Value) -> (String, String) {
    words::of(&snake_case(name), &body)
}

impl Fields for &Value {
    fn text(&self, name: &str) -> String {
        text(self, &camel_case(name)).to_string()
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let texts = items(self, &camel_case(name)).iter();
        texts
            .filter_map(Value::as_str)
            .map(ToString::to_string)
            .collect()
    }

    fn message(&self, name: &str) -> Option<Self> {
        self.get(camel_case(name))
    }

    fn chosen(&self) -> Option<Self> {
        operator(self).map(|(_, body)| body)
    }

    /// The first value of an enumeration is left out of JSON.
    fn variant(&self, name: &str) -> String {
        self.text(name)
    }
}

/// `dmlType` of `dml_type`.
fn camel_case(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_string();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|letter| letter.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

/// `copy_to` of `copyTo`.
fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::of;
    use serde_json::json;

    #[test]
    fn the_place_is_that_of_the_bytes_that_write() {
        let target = json!({"listingScan": {"paths": ["file:///data/real/"]}});
        let named = json!({"bare": {"table": "harmless"}});
        for (name, body, expected) in [
            (
                "dml",
                json!({"tableName": named, "target": target, "dmlType": "INSERT_APPEND"}),
                ("Insert", "harmless in file:///data/real/"),
            ),
            ("dml", json!({"tableName": named}), ("Update", "harmless")),
            (
                "copyTo",
                json!({"outputUrl": "out.csv"}),
                ("Copy to a file", "out.csv in the folder where it runs"),
            ),
            (
                "csvSink",
                json!({"sink": {"config": {"objectStoreUrl": "s3://b/", "tablePaths": ["file:///tmp/x"]}}}),
                ("Write files", "file:///tmp/x in the store s3://b/"),
            ),
        ] {
            let (operator, place) = of(name, &body);
            assert_eq!((operator.as_str(), place.as_str()), expected);
        }
    }
}
