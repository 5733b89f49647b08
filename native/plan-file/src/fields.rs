//! Fields of a serialised plan as a tree of values ([`super::raw`]).

use serde_json::Value;

/// Name and body of the operator that a plan node wraps.
pub(super) fn operator(node: &Value) -> Option<(&str, &Value)> {
    let (name, body) = node.as_object()?.iter().next()?;
    Some((name.as_str(), body))
}

/// Shows every field of `value`, however deep, with its name.
pub(super) fn visit<'a>(value: &'a Value, mut see: impl FnMut(&'a str, &'a Value)) {
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        match value {
            Value::Array(items) => pending.extend(items),
            Value::Object(fields) => {
                for (name, inner) in fields {
                    see(name, inner);
                    pending.push(inner);
                }
            }
            _ => {}
        }
    }
}

/// Text of a string field; empty when it is missing.
pub(super) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Items of a repeated field; none when it is missing.
pub(super) fn items<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value
        .get(field)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
}

/// `catalog.schema.table` of a table reference.
pub(super) fn table_name(reference: &Value) -> String {
    let Some((_, parts)) = operator(reference) else {
        return String::new();
    };
    let parts = ["catalog", "schema", "table"].map(|part| text(parts, part));
    parts
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(".")
}

/// Length of the bytes that base64 text stands for.
pub(super) fn decoded_length(base64: &str) -> usize {
    let padding = base64
        .bytes()
        .rev()
        .take_while(|byte| *byte == b'=')
        .count();
    (base64.len() / 4 * 3).saturating_sub(padding)
}
