//! Distinct names for columns that are written.
//!
//! A result may have two columns of the same name. As in DuckDB, the second `a` is written as `a_1`,
//! unless there is such a column already.

use std::collections::HashSet;

use datafusion::arrow::datatypes::FieldRef;

/// A distinct name for each of `fields`; `None` if they are distinct already.
pub fn distinct(fields: &[FieldRef]) -> Option<Vec<String>> {
    let given: HashSet<&str> = fields.iter().map(|field| field.name().as_str()).collect();
    if given.len() == fields.len() {
        return None;
    }
    let mut taken: HashSet<String> = HashSet::new();
    let name = |field: &FieldRef| {
        let first = field.name().clone();
        let others = (1..).map(|n| format!("{first}_{n}"));
        let mut others = others.filter(|name| !given.contains(name.as_str()));
        let free = match taken.contains(&first) {
            false => Some(first.clone()),
            true => others.find(|name| !taken.contains(name)),
        };
        let name = free.unwrap_or(first);
        taken.insert(name.clone());
        name
    };
    Some(fields.iter().map(name).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::datatypes::{DataType, Field};
    use std::sync::Arc;

    #[test]
    fn the_second_of_a_name_gets_an_unused_number() {
        let names = |names: &[&str]| {
            let fields = names
                .iter()
                .map(|name| Arc::new(Field::new(*name, DataType::Int8, true)));
            distinct(&fields.collect::<Vec<_>>())
        };
        let made = names(&["a", "a", "a_1", "a", "b"]).unwrap();
        assert_eq!(made, ["a", "a_2", "a_1", "a_3", "b"]);
        assert_eq!(names(&["a", "b", "A"]), None);
    }
}
