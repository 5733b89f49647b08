//! Structs that are made of JSON objects; a row is one too.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, NullBufferBuilder, StructArray};
use arrow::datatypes::{DataType, Fields};

use super::columns::{Column, column, unfit};
use super::cursor::{Cursor, Text, Token};
use super::wrong::Wrong;

pub struct Objects {
    fields: Fields,
    columns: Vec<Filled>,
    places: HashMap<String, usize>,
    rows: usize,
    nulls: NullBufferBuilder,
}

/// A column and how many values it has.
struct Filled {
    column: Box<dyn Column>,
    rows: usize,
}

impl Objects {
    pub fn new(fields: &Fields) -> Self {
        let names = fields.iter().enumerate();
        Self {
            fields: fields.clone(),
            columns: fields
                .iter()
                .map(|field| Filled {
                    column: column(field),
                    rows: 0,
                })
                .collect(),
            // Of two columns of one name the first has the values.
            places: names
                .rev()
                .map(|(place, field)| (field.name().clone(), place))
                .collect(),
            rows: 0,
            nulls: NullBufferBuilder::new(0),
        }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds the object that the position is in. Of a key that is there twice the last value counts.
    pub fn fill(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Wrong> {
        let row = self.rows;
        let mut next = 0;
        let mut first = true;
        while let Some(key) = cursor.key(first)? {
            first = false;
            let place = self.place(cursor, key, next)?;
            let token = cursor.token()?;
            let Some((place, filled)) =
                place.and_then(|place| Some((place, self.columns.get_mut(place)?)))
            else {
                cursor.rest(&token, 0)?;
                continue;
            };
            if filled.rows > row {
                filled.column.truncate(row);
            }
            filled
                .column
                .push(token, cursor)
                .map_err(|wrong| match self.fields.get(place) {
                    Some(field) => wrong.inside(field.name()),
                    None => wrong,
                })?;
            filled.rows = row + 1;
            next = place + 1;
        }
        self.rows += 1;
        for filled in &mut self.columns {
            if filled.rows <= row {
                filled.column.null();
                filled.rows = row + 1;
            }
        }
        Ok(())
    }

    /// Which column has the values of `key`; `next` is the one behind that of the key before.
    fn place(
        &self,
        cursor: &Cursor<'_>,
        key: Text<'_>,
        next: usize,
    ) -> Result<Option<usize>, Wrong> {
        let expected = self.fields.get(next);
        if !key.escaped && expected.is_some_and(|field| field.name() == key.raw) {
            return Ok(Some(next));
        }
        Ok(self.places.get(cursor.name(key)?.as_ref()).copied())
    }

    /// The arrays of all columns; none of their values is left.
    pub fn arrays(&mut self) -> Result<Vec<ArrayRef>, Wrong> {
        let mut arrays = Vec::with_capacity(self.columns.len());
        for (filled, field) in self.columns.iter_mut().zip(&self.fields) {
            filled.rows = 0;
            let array = filled.column.finish();
            arrays.push(array.map_err(|wrong| wrong.inside(field.name()))?);
        }
        self.rows = 0;
        Ok(arrays)
    }
}

impl Column for Objects {
    fn push(&mut self, token: Token<'_>, cursor: &mut Cursor<'_>) -> Result<(), Wrong> {
        match token {
            Token::Null => self.null(),
            Token::Object => {
                self.fill(cursor)?;
                self.nulls.append_non_null();
            }
            _ => {
                let data_type = DataType::Struct(self.fields.clone());
                return Err(unfit(&token, cursor, &data_type));
            }
        }
        Ok(())
    }

    fn null(&mut self) {
        self.rows += 1;
        self.nulls.append_null();
        for filled in &mut self.columns {
            filled.column.null();
            filled.rows += 1;
        }
    }

    fn truncate(&mut self, rows: usize) {
        self.rows = rows;
        self.nulls.truncate(rows);
        for filled in &mut self.columns {
            filled.column.truncate(rows);
            filled.rows = rows;
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, Wrong> {
        let rows = self.rows;
        let arrays = self.arrays()?;
        let nulls = self.nulls.finish();
        let objects = StructArray::try_new_with_length(self.fields.clone(), arrays, nulls, rows)?;
        Ok(Arc::new(objects))
    }
}
