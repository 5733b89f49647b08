//! The function that tells whether a value's text holds another one.

use super::text::Needle;
use crate::error::Result as EngineResult;
use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanArray, RecordBatch};
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::arrow::compute::{cast, or};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use std::sync::Arc;

/// True where one of the arguments, of any types, holds the text; NULL holds nothing.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct ContainsText {
    signature: Signature,
    needle: Needle,
}

impl ContainsText {
    pub(super) fn new(needle: Needle) -> Self {
        Self {
            signature: Signature::variadic_any(Volatility::Immutable),
            needle,
        }
    }
}

impl ScalarUDFImpl for ContainsText {
    fn name(&self) -> &str {
        "planarium_contains_text"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let mut found = BooleanArray::new(BooleanBuffer::new_unset(rows), None);
        for value in args.args {
            let array = value.into_array(rows)?;
            found = or(&found, &holds(&array, &self.needle)?)?;
        }
        Ok(ColumnarValue::Array(Arc::new(found)))
    }
}

/// The first column of a row that holds a text.
pub(super) fn first_column(row: &RecordBatch, needle: &Needle) -> EngineResult<Option<usize>> {
    for (index, column) in row.columns().iter().enumerate() {
        if holds(column, needle)?.true_count() > 0 {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

/// Dates and times as the grid shows them.
fn formats() -> FormatOptions<'static> {
    FormatOptions::new()
        .with_datetime_format(Some("%Y-%m-%d %H:%M:%S%.f"))
        .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"))
        .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f%:z"))
}

fn holds(array: &ArrayRef, needle: &Needle) -> Result<BooleanArray> {
    let test = |text: Option<&str>| text.is_some_and(|text| needle.is_in(text));
    Ok(match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().iter().map(test).collect_bools(),
        DataType::LargeUtf8 => array.as_string::<i64>().iter().map(test).collect_bools(),
        DataType::Utf8View => array.as_string_view().iter().map(test).collect_bools(),
        DataType::Dictionary(_, values) => {
            let dictionary = array.as_any_dictionary();
            if dictionary.values().is_empty() {
                return Ok(none(array.len()));
            }
            let found = holds(&cast(dictionary.values(), values)?, needle)?;
            let keys = dictionary.normalized_keys();
            let is_found = |(row, key): (usize, &usize)| array.is_valid(row) && found.value(*key);
            keys.iter().enumerate().map(is_found).collect_bools()
        }
        kind if kind.is_numeric() && !needle.may_be_in_number() => none(array.len()),
        _ => {
            let options = formats();
            let formatter = ArrayFormatter::try_new(array, &options)?;
            let mut text = String::new();
            let mut found = Vec::with_capacity(array.len());
            for row in 0..array.len() {
                text.clear();
                let valid = array.is_valid(row);
                if valid {
                    formatter.value(row).write(&mut text)?;
                }
                found.push(valid && needle.is_in(&text));
            }
            BooleanArray::from(found)
        }
    })
}

fn none(rows: usize) -> BooleanArray {
    BooleanArray::new(BooleanBuffer::new_unset(rows), None)
}

trait CollectBools {
    fn collect_bools(self) -> BooleanArray;
}

impl<I: Iterator<Item = bool>> CollectBools for I {
    fn collect_bools(self) -> BooleanArray {
        BooleanArray::from(self.collect::<Vec<bool>>())
    }
}
