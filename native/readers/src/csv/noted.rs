//! What is said of CSV files that DataFusion's options have no place for: their encoding, and texts
//! that stand for NULL.
//!
//! It is noted in the metadata of the table's schema, which plans keep, also as bytes. Other engines
//! ignore it.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use datafusion::arrow::csv::reader::Format;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use regex::Regex;

use super::dialect::option;
use crate::decode::{self, Encoding};
use planarium_error::{Error, ErrorCode, Result};

/// The options, and below this prefix the keys of the metadata.
pub const ENCODING: &str = "encoding";
pub const NULL_TEXT: &str = "null_text";
const PREFIX: &str = "planarium.csv.";

/// What was said of a table's files.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Noted<'a> {
    /// `None` for UTF-8.
    pub encoding: Option<&'static Encoding>,
    /// A line of CSV; each of its values stands for NULL beside the empty text.
    pub null_text: Option<&'a str>,
}

impl<'a> Noted<'a> {
    /// # Errors
    /// `invalid_request` for an unknown encoding.
    pub fn given(options: &'a BTreeMap<String, String>) -> Result<Self> {
        Ok(Self {
            encoding: match option(options, ENCODING) {
                Some(label) => decode::named(label)?,
                None => None,
            },
            null_text: option(options, NULL_TEXT).filter(|text| !text.is_empty()),
        })
    }

    /// As it is noted in `metadata`; an encoding of a later version is an error.
    ///
    /// # Errors
    /// As [`Self::given`].
    pub fn of(metadata: &'a HashMap<String, String>) -> Result<Self> {
        let value = |key| metadata.get(&format!("{PREFIX}{key}")).map(String::as_str);
        Ok(Self {
            encoding: match value(ENCODING) {
                Some(label) => decode::named(label)?,
                None => None,
            },
            null_text: value(NULL_TEXT),
        })
    }

    /// `schema` with this in its metadata.
    pub fn on(self, schema: SchemaRef) -> SchemaRef {
        let all = [
            (ENCODING, self.encoding.map(|encoding| encoding.name())),
            (NULL_TEXT, self.null_text),
        ];
        if all.iter().all(|(_, value)| value.is_none()) {
            return schema;
        }
        let mut metadata = schema.metadata().clone();
        for (key, value) in all {
            if let Some(value) = value {
                metadata.insert(format!("{PREFIX}{key}"), value.to_owned());
            }
        }
        Arc::new(Schema::new_with_metadata(schema.fields().clone(), metadata))
    }

    /// What matches the values that stand for NULL; `None` where the empty text alone does.
    ///
    /// # Errors
    /// `invalid_request` for more than a pattern can hold.
    pub fn nulls(self) -> Result<Option<Regex>> {
        let Some(line) = self.null_text else {
            return Ok(None);
        };
        let texts: Vec<String> = values(line)
            .iter()
            .map(|text| regex::escape(text))
            .collect();
        let pattern = format!("^(?:|{})$", texts.join("|"));
        Regex::new(&pattern).map(Some).map_err(|error| {
            Error::new(ErrorCode::InvalidRequest, "null_text lists too many texts.")
                .with_detail(error.to_string())
        })
    }
}

/// The values of one line of CSV.
pub fn values(line: &str) -> Vec<String> {
    let header = Format::default().with_header(true);
    let read = header.infer_schema(line.as_bytes(), Some(0));
    read.map_or_else(
        |_| vec![line.to_owned()],
        |(schema, _)| {
            let names = schema.fields().iter().map(|field| field.name().clone());
            names.collect()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_keeps_what_was_said() {
        let options = BTreeMap::from([
            ("format.encoding".to_owned(), "latin1".to_owned()),
            ("null_text".to_owned(), "NA,\"a,b\",n.a.".to_owned()),
        ]);
        let given = Noted::given(&options).unwrap();
        let schema = given.on(Arc::new(Schema::empty()));
        let kept = Noted::of(schema.metadata()).unwrap();
        assert_eq!(kept, given);
        let nulls = kept.nulls().unwrap().unwrap();
        for (text, expected) in [
            ("NA", true),
            ("", true),
            ("a,b", true),
            ("nxax", false),
            ("NAN", false),
        ] {
            assert_eq!(nulls.is_match(text), expected, "{text}");
        }
    }
}
