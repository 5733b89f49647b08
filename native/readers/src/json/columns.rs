//! Arrays that are made of JSON values, one for each column.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, ArrowPrimitiveType, BooleanArray, BooleanBufferBuilder, GenericListArray, NullArray,
    NullBufferBuilder, PrimitiveArray, StringArray, StringViewArray,
};
use arrow::buffer::{Buffer, OffsetBuffer};
use arrow::datatypes as types;
use arrow::datatypes::{DataType, Field, FieldRef};

use super::cursor::{Cursor, Token, compact};
use super::foreign::Foreign;
use super::objects::Objects;
use super::parse;
use super::wrong::Wrong;

/// Values of one column in the making.
pub trait Column: Send {
    /// Adds the value that `token` begins.
    fn push(&mut self, token: Token<'_>, cursor: &mut Cursor<'_>) -> Result<(), Wrong>;

    /// Adds NULL.
    fn null(&mut self);

    /// Leaves `rows` values.
    fn truncate(&mut self, rows: usize);

    /// All values; none is left.
    fn finish(&mut self) -> Result<ArrayRef, Wrong>;
}

/// A column of the type of `field`.
pub fn column(field: &FieldRef) -> Box<dyn Column> {
    use DataType as T;
    match field.data_type() {
        T::Null => Box::new(Nulls(0)),
        T::Boolean => Box::new(Booleans::default()),
        T::Int8 => numbers::<types::Int8Type>(field, parse::integer),
        T::Int16 => numbers::<types::Int16Type>(field, parse::integer),
        T::Int32 => numbers::<types::Int32Type>(field, parse::integer),
        T::Int64 => numbers::<types::Int64Type>(field, parse::integer),
        T::UInt8 => numbers::<types::UInt8Type>(field, parse::integer),
        T::UInt16 => numbers::<types::UInt16Type>(field, parse::integer),
        T::UInt32 => numbers::<types::UInt32Type>(field, parse::integer),
        T::UInt64 => numbers::<types::UInt64Type>(field, parse::integer),
        T::Float32 => numbers::<types::Float32Type>(field, |text| text.parse().ok()),
        T::Float64 => numbers::<types::Float64Type>(field, |text| text.parse().ok()),
        T::Decimal128(precision, scale) => {
            let (precision, scale) = (*precision, *scale);
            numbers::<types::Decimal128Type>(field, move |text| {
                parse::decimal::<types::Decimal128Type>(text, precision, scale)
            })
        }
        T::Decimal256(precision, scale) => {
            let (precision, scale) = (*precision, *scale);
            numbers::<types::Decimal256Type>(field, move |text| {
                parse::decimal::<types::Decimal256Type>(text, precision, scale)
            })
        }
        T::Utf8 => Box::new(Texts::new(false)),
        T::Utf8View => Box::new(Texts::new(true)),
        T::List(item) => Box::new(Lists::new(item)),
        T::Struct(fields) => Box::new(Objects::new(fields)),
        _ => Box::new(Foreign::new(field)),
    }
}

fn numbers<T: ArrowPrimitiveType>(
    field: &Field,
    parse: impl Fn(&str) -> Option<T::Native> + Send + 'static,
) -> Box<dyn Column> {
    Box::new(Numbers::<T, _> {
        values: Vec::new(),
        nulls: NullBufferBuilder::new(0),
        data_type: field.data_type().clone(),
        parse,
    })
}

/// That the value which `token` begins, the last one read, is not of `data_type`.
pub fn unfit(token: &Token<'_>, cursor: &mut Cursor<'_>, data_type: &DataType) -> Wrong {
    let start = cursor.start();
    let place = cursor.start_place();
    match cursor.rest(token, start) {
        Ok(text) => Wrong::value(place, text, data_type.to_string()),
        Err(wrong) => wrong,
    }
}

struct Nulls(usize);

impl Column for Nulls {
    fn push(&mut self, token: Token<'_>, cursor: &mut Cursor<'_>) -> Result<(), Wrong> {
        if !matches!(token, Token::Null) {
            return Err(unfit(&token, cursor, &DataType::Null));
        }
        self.null();
        Ok(())
    }

    fn null(&mut self) {
        self.0 += 1;
    }

    fn truncate(&mut self, rows: usize) {
        self.0 = rows;
    }

    fn finish(&mut self) -> Result<ArrayRef, Wrong> {
        Ok(Arc::new(NullArray::new(std::mem::take(&mut self.0))))
    }
}

struct Booleans {
    values: BooleanBufferBuilder,
    nulls: NullBufferBuilder,
}

impl Default for Booleans {
    fn default() -> Self {
        Self {
            values: BooleanBufferBuilder::new(0),
            nulls: NullBufferBuilder::new(0),
        }
    }
}

impl Column for Booleans {
    fn push(&mut self, token: Token<'_>, cursor: &mut Cursor<'_>) -> Result<(), Wrong> {
        match token {
            Token::Null => self.null(),
            Token::True | Token::False => {
                self.values.append(matches!(token, Token::True));
                self.nulls.append_non_null();
            }
            _ => return Err(unfit(&token, cursor, &DataType::Boolean)),
        }
        Ok(())
    }

    fn null(&mut self) {
        self.values.append(false);
        self.nulls.append_null();
    }

    fn truncate(&mut self, rows: usize) {
        self.values.truncate(rows);
        self.nulls.truncate(rows);
    }

    fn finish(&mut self) -> Result<ArrayRef, Wrong> {
        let values = self.values.finish();
        Ok(Arc::new(BooleanArray::new(values, self.nulls.finish())))
    }
}

struct Numbers<T: ArrowPrimitiveType, F> {
    values: Vec<T::Native>,
    nulls: NullBufferBuilder,
    data_type: DataType,
    parse: F,
}

impl<T, F> Column for Numbers<T, F>
where
    T: ArrowPrimitiveType,
    F: Fn(&str) -> Option<T::Native> + Send,
{
    fn push(&mut self, token: Token<'_>, cursor: &mut Cursor<'_>) -> Result<(), Wrong> {
        let text = match &token {
            Token::Number(number) => Some(number.text),
            // Writers that mistrust other readers put numbers into quotes.
            Token::Text(text) => Some(text.raw),
            Token::Null => {
                self.null();
                return Ok(());
            }
            _ => None,
        };
        let Some(value) = text.and_then(&self.parse) else {
            return Err(unfit(&token, cursor, &self.data_type));
        };
        self.values.push(value);
        self.nulls.append_non_null();
        Ok(())
    }

    fn null(&mut self) {
        self.values.push(T::Native::default());
        self.nulls.append_null();
    }

    fn truncate(&mut self, rows: usize) {
        self.values.truncate(rows);
        self.nulls.truncate(rows);
    }

    fn finish(&mut self) -> Result<ArrayRef, Wrong> {
        let values = std::mem::take(&mut self.values);
        let array = PrimitiveArray::<T>::try_new(values.into(), self.nulls.finish())?;
        Ok(Arc::new(array.with_data_type(self.data_type.clone())))
    }
}

/// Text, and values of any other kind as they are written, without blanks.
struct Texts {
    bytes: Vec<u8>,
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
    view: bool,
}

impl Texts {
    fn new(view: bool) -> Self {
        Self {
            bytes: Vec::new(),
            offsets: vec![0],
            nulls: NullBufferBuilder::new(0),
            view,
        }
    }
}

impl Column for Texts {
    fn push(&mut self, token: Token<'_>, cursor: &mut Cursor<'_>) -> Result<(), Wrong> {
        match token {
            Token::Null => {
                self.null();
                return Ok(());
            }
            Token::Text(text) => cursor.unescape(text, &mut self.bytes)?,
            Token::Number(number) => self.bytes.extend_from_slice(number.text.as_bytes()),
            Token::True => self.bytes.extend_from_slice(b"true"),
            Token::False => self.bytes.extend_from_slice(b"false"),
            Token::Object | Token::List => {
                let start = cursor.start();
                compact(cursor.rest(&token, start)?, &mut self.bytes);
            }
        }
        let Ok(end) = i32::try_from(self.bytes.len()) else {
            return Err(unfit(&token, cursor, &DataType::Utf8));
        };
        self.offsets.push(end);
        self.nulls.append_non_null();
        Ok(())
    }

    fn null(&mut self) {
        self.offsets.extend(self.offsets.last().copied());
        self.nulls.append_null();
    }

    fn truncate(&mut self, rows: usize) {
        self.offsets.truncate(rows + 1);
        self.nulls.truncate(rows);
        let end = self.offsets.last().copied().unwrap_or_default();
        self.bytes
            .truncate(usize::try_from(end).unwrap_or_default());
    }

    fn finish(&mut self) -> Result<ArrayRef, Wrong> {
        let bytes = std::mem::take(&mut self.bytes);
        let offsets = std::mem::replace(&mut self.offsets, vec![0]);
        let offsets = OffsetBuffer::new(offsets.into());
        let nulls = self.nulls.finish();
        let array = StringArray::try_new(offsets, Buffer::from_vec(bytes), nulls)?;
        Ok(match self.view {
            true => Arc::new(StringViewArray::from(&array)),
            false => Arc::new(array),
        })
    }
}

struct Lists {
    item: FieldRef,
    items: Box<dyn Column>,
    offsets: Vec<i32>,
    nulls: NullBufferBuilder,
}

impl Lists {
    fn new(item: &FieldRef) -> Self {
        Self {
            item: Arc::clone(item),
            items: column(item),
            offsets: vec![0],
            nulls: NullBufferBuilder::new(0),
        }
    }

    fn end(&self) -> i32 {
        self.offsets.last().copied().unwrap_or_default()
    }
}

impl Column for Lists {
    fn push(&mut self, token: Token<'_>, cursor: &mut Cursor<'_>) -> Result<(), Wrong> {
        match token {
            Token::Null => {
                self.null();
                return Ok(());
            }
            Token::List => {}
            _ => {
                let data_type = DataType::List(Arc::clone(&self.item));
                return Err(unfit(&token, cursor, &data_type));
            }
        }
        let mut end = self.end();
        let mut first = true;
        while cursor.item(first)? {
            let token = cursor.token()?;
            let number = end - self.end();
            self.items
                .push(token, cursor)
                .map_err(|wrong| wrong.inside(&format!("[{number}]")))?;
            // A batch holds fewer bytes than that.
            end = end.saturating_add(1);
            first = false;
        }
        self.offsets.push(end);
        self.nulls.append_non_null();
        Ok(())
    }

    fn null(&mut self) {
        self.offsets.push(self.end());
        self.nulls.append_null();
    }

    fn truncate(&mut self, rows: usize) {
        self.offsets.truncate(rows + 1);
        self.nulls.truncate(rows);
        self.items
            .truncate(usize::try_from(self.end()).unwrap_or_default());
    }

    fn finish(&mut self) -> Result<ArrayRef, Wrong> {
        let items = self.items.finish().map_err(|wrong| wrong.inside("[]"))?;
        let offsets = std::mem::replace(&mut self.offsets, vec![0]);
        let lists = GenericListArray::try_new(
            Arc::clone(&self.item),
            OffsetBuffer::new(offsets.into()),
            items,
            self.nulls.finish(),
        )?;
        Ok(Arc::new(lists))
    }
}
