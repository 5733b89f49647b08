//! What a view of a plan holds of very wide operators: each stage would otherwise carry every column
//! several times.

use datafusion::arrow::datatypes::Schema;

use super::model::{Attribute, PlanNode};
use planarium_catalog::field::Field;

/// Output columns that are listed.
const COLUMNS: usize = 1_000;

/// Characters of a line or an attribute.
const CHARACTERS: usize = 20_000;

/// The first output columns; an attribute of [`bounded`] says how many there are.
pub(super) fn columns(schema: &Schema) -> Vec<Field> {
    let fields = schema.fields().iter().take(COLUMNS);
    fields.map(|field| Field::from(field.as_ref())).collect()
}

/// `node` without what is beyond the bounds; `schema` is that of its output.
pub(super) fn bounded(mut node: PlanNode, schema: &Schema) -> PlanNode {
    node.detail = cut(node.detail);
    for attribute in &mut node.attributes {
        attribute.value = cut(std::mem::take(&mut attribute.value));
    }
    let count = schema.fields().len();
    if count > COLUMNS {
        node.attributes.push(Attribute::new(
            "output columns",
            format!("{count}, of which the first {COLUMNS} are listed"),
        ));
    }
    node
}

fn cut(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(CHARACTERS) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_end_with_a_sign() {
        assert_eq!(cut("é".repeat(CHARACTERS)), "é".repeat(CHARACTERS));
        let long = cut("é".repeat(CHARACTERS + 1));
        assert_eq!(long.chars().count(), CHARACTERS + 1);
        assert!(long.ends_with('…'));
    }
}
