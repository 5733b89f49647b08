//! The columns of an operator of a serialised plan.

use datafusion::arrow::datatypes::Schema;
use datafusion_proto::protobuf;
use serde_json::Value;

use super::super::fields::{items, text};
use planarium_catalog::field::Field;

/// Columns of a scan or another operator that holds its schema; none where only the
/// optimizer could tell.
pub(super) fn columns(body: &Value) -> Vec<Field> {
    let config = body.get("baseConf");
    let holder = config.unwrap_or(body);
    let Some(fields) = holder
        .get("schema")
        .and_then(|schema| serde_json::from_value::<protobuf::Schema>(schema.clone()).ok())
        .and_then(|schema| Schema::try_from(&schema).ok())
        .map(|schema| Field::list(&schema))
    else {
        return Vec::new();
    };
    if let Some(config) = config {
        return scanned(config, fields);
    }
    match body.get("projection").map(|kept| items(kept, "columns")) {
        Some(kept) => kept
            .iter()
            .filter_map(|name| {
                fields
                    .iter()
                    .find(|field| Some(field.name.as_str()) == name.as_str())
            })
            .cloned()
            .collect(),
        None => fields,
    }
}

/// Columns of a file scan: those its projection names, which may also compute some.
fn scanned(config: &Value, fields: Vec<Field>) -> Vec<Field> {
    let Some(projection) = config.get("projectionExprs") else {
        let places = items(config, "projection").iter().filter_map(Value::as_u64);
        let kept: Vec<Field> = places
            .filter_map(|place| fields.get(usize::try_from(place).ok()?).cloned())
            .collect();
        return if kept.is_empty() { fields } else { kept };
    };
    items(projection, "projections")
        .iter()
        .filter_map(|item| {
            let source = item
                .pointer("/expr/column")
                .map(|column| text(column, "name"))?;
            let field = fields.iter().find(|field| field.name == source)?;
            Some(Field {
                name: text(item, "alias").to_string(),
                ..field.clone()
            })
        })
        .collect()
}
