//! What the values of a column are, found out from all of them, and the type that this makes.
//!
//! Values of one kind keep it; a column of several kinds is text. Numbers are in [`Numbers`].

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Fields};

use super::cursor::{Cursor, Text, Token};
use super::numbers::Numbers;
use super::wrong::Wrong;

/// Objects and lists inside one another; deeper ones are refused.
const DEPTH: usize = 128;

/// Keys of an object inside a record; one that has more is a dictionary and read as text.
const INNER_KEYS: usize = 10_000;

/// Keys of all objects together.
const ALL_KEYS: usize = 1_000_000;

/// What is left of the limits while a file is looked through.
pub struct Limits {
    depth: usize,
    keys: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: DEPTH,
            keys: ALL_KEYS,
        }
    }
}

#[derive(Default)]
pub struct Kinds {
    boolean: bool,
    text: bool,
    number: Option<Numbers>,
    /// The values of all lists.
    list: Option<Box<Kinds>>,
    object: Option<Box<Keys>>,
}

impl Kinds {
    /// Reads one value.
    pub fn note(&mut self, cursor: &mut Cursor<'_>, limits: &mut Limits) -> Result<(), Wrong> {
        match cursor.token()? {
            Token::Null => {}
            Token::True | Token::False => self.boolean = true,
            Token::Text(_) => self.text = true,
            Token::Number(number) => self.number.get_or_insert_default().note(&number),
            Token::List => {
                enter(cursor, limits)?;
                let items = self.list.get_or_insert_default();
                let mut first = true;
                while cursor.item(first)? {
                    items.note(cursor, limits)?;
                    first = false;
                }
                limits.depth += 1;
            }
            Token::Object => {
                enter(cursor, limits)?;
                let keys = self.object.get_or_insert_default();
                keys.note(cursor, limits)?;
                limits.keys += self.forget_dictionary();
                limits.depth += 1;
            }
        }
        Ok(())
    }

    pub fn data_type(&self) -> DataType {
        let scalar = match (&self.number, self.boolean, self.text) {
            (None, false, false) => None,
            (Some(numbers), false, false) => Some(numbers.data_type()),
            (None, true, false) => Some(DataType::Boolean),
            _ => Some(DataType::Utf8),
        };
        match (scalar, &self.list, &self.object) {
            (Some(scalar), None, None) => scalar,
            (None, Some(items), None) => {
                DataType::List(Arc::new(Field::new_list_field(items.data_type(), true)))
            }
            (None, None, Some(keys)) => DataType::Struct(keys.fields()),
            _ => DataType::Utf8,
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.boolean |= other.boolean;
        self.text |= other.text;
        if let Some(numbers) = other.number {
            self.number.get_or_insert_default().merge(numbers);
        }
        if let Some(items) = other.list {
            self.list.get_or_insert_default().merge(*items);
        }
        if let Some(keys) = other.object {
            self.object.get_or_insert_default().merge(*keys);
            self.forget_dictionary();
        }
    }

    /// Makes objects with too many keys text; how many keys are forgotten.
    fn forget_dictionary(&mut self) -> usize {
        let Some(keys) = self.object.as_mut() else {
            return 0;
        };
        let count = keys.names.len();
        if count <= INNER_KEYS {
            return 0;
        }
        **keys = Keys::default();
        // A second kind beside that of objects.
        self.text = true;
        count
    }
}

fn enter(cursor: &Cursor<'_>, limits: &mut Limits) -> Result<(), Wrong> {
    let place = cursor.place();
    limits.depth = limits
        .depth
        .checked_sub(1)
        .ok_or(Wrong::TooDeep { place })?;
    Ok(())
}

/// The keys of objects, in the order in which they came.
#[derive(Default)]
pub struct Keys {
    names: Vec<(Box<str>, Kinds)>,
    places: HashMap<Box<str>, usize>,
}

impl Keys {
    /// Reads the object that the position is in.
    pub fn note(&mut self, cursor: &mut Cursor<'_>, limits: &mut Limits) -> Result<(), Wrong> {
        // Objects have their keys in the same order, as a rule.
        let mut next = 0;
        let mut first = true;
        while let Some(key) = cursor.key(first)? {
            let known = self.names.get(next).filter(|(name, _)| **name == *key.raw);
            let place = match known {
                Some(_) if !key.escaped => next,
                _ => self.place(cursor, key, limits)?,
            };
            if let Some((_, kinds)) = self.names.get_mut(place) {
                kinds.note(cursor, limits)?;
            }
            next = place + 1;
            first = false;
        }
        Ok(())
    }

    fn place(
        &mut self,
        cursor: &Cursor<'_>,
        key: Text<'_>,
        limits: &mut Limits,
    ) -> Result<usize, Wrong> {
        let name = cursor.name(key)?;
        if let Some(place) = self.places.get(name.as_ref()) {
            return Ok(*place);
        }
        limits.keys = limits
            .keys
            .checked_sub(1)
            .ok_or(Wrong::TooManyKeys { most: ALL_KEYS })?;
        Ok(self.add(name.into()))
    }

    fn add(&mut self, name: Box<str>) -> usize {
        let place = self.names.len();
        self.places.insert(name.clone(), place);
        self.names.push((name, Kinds::default()));
        place
    }

    pub fn fields(&self) -> Fields {
        let fields = self.names.iter();
        fields
            .map(|(name, kinds)| Field::new(&**name, kinds.data_type(), true))
            .collect()
    }

    pub fn merge(&mut self, other: Self) {
        for (name, kinds) in other.names {
            let place = match self.places.get(&name) {
                Some(place) => *place,
                None => self.add(name),
            };
            if let Some((_, known)) = self.names.get_mut(place) {
                known.merge(kinds);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data_type(values: &[&str]) -> DataType {
        let mut kinds = Kinds::default();
        for value in values {
            // One by one and merged: the same.
            let mut one = Kinds::default();
            let read = one.note(&mut Cursor::new(value, 0), &mut Limits::default());
            read.unwrap();
            kinds.merge(one);
        }
        let mut whole = Kinds::default();
        for value in values {
            let read = whole.note(&mut Cursor::new(value, 0), &mut Limits::default());
            read.unwrap();
        }
        assert_eq!(kinds.data_type(), whole.data_type());
        whole.data_type()
    }

    fn list(item: DataType) -> DataType {
        DataType::List(Arc::new(Field::new_list_field(item, true)))
    }

    fn object(fields: &[(&str, DataType)]) -> DataType {
        let fields = fields.iter();
        DataType::Struct(
            fields
                .map(|(name, kind)| Field::new(*name, kind.clone(), true))
                .collect(),
        )
    }

    #[test]
    fn one_kind_stays_and_several_are_text() {
        use DataType::{Boolean, Float64, Int64, Utf8};
        for (values, expected) in [
            (vec!["null"], Utf8),
            (vec!["null", "true"], Boolean),
            (vec!["1", "null", "2.5"], Float64),
            (vec!["true", "1"], Utf8),
            (vec!["[]"], list(Utf8)),
            (vec!["[]", "[1]", "[null]"], list(Int64)),
            (vec!["[1, \"x\", [2]]"], list(Utf8)),
            (vec!["[1]", "1"], Utf8),
            (vec!["{}"], object(&[])),
            (
                vec!["{}", "{\"b\":1}", "{\"a\":[], \"b\":2.5}"],
                object(&[("b", Float64), ("a", list(Utf8))]),
            ),
            (vec!["{\"a\":1}", "[1]"], Utf8),
            (vec!["{\"a\":1, \"\\u0061\":\"x\"}"], object(&[("a", Utf8)])),
        ] {
            assert_eq!(data_type(&values), expected, "{values:?}");
        }
    }

    #[test]
    fn dictionaries_are_text() {
        let keys: Vec<String> = (0..=INNER_KEYS).map(|key| format!("\"{key}\":1")).collect();
        let text = format!("{{{}}}", keys.join(","));
        assert_eq!(data_type(&[&text, "{\"a\":1}"]), DataType::Utf8);
    }

    #[test]
    fn depth_is_limited() {
        let deep = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
        let note =
            |text: &str| Kinds::default().note(&mut Cursor::new(text, 0), &mut Limits::default());
        assert!(note(&deep(DEPTH)).is_ok());
        assert!(matches!(note(&deep(DEPTH + 1)), Err(Wrong::TooDeep { .. })));
    }
}
