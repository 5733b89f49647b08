//! The key of a schema's metadata that holds the constraints of a table ([`super::constraints`]).

use std::sync::Arc;

use datafusion::arrow::datatypes::{Schema, SchemaRef};

pub(super) const KEY: &str = "planarium.constraints";

/// `schema` with the constraints that `text` says.
pub(super) fn noted(schema: &Schema, text: &str) -> SchemaRef {
    let mut metadata = schema.metadata().clone();
    metadata.insert(KEY.to_string(), text.to_string());
    Arc::new(schema.clone().with_metadata(metadata))
}

/// The schema of the table's rows.
pub(super) fn without_note(schema: &Schema) -> SchemaRef {
    let mut metadata = schema.metadata().clone();
    metadata.remove(KEY);
    Arc::new(schema.clone().with_metadata(metadata))
}
