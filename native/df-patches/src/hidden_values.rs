//! Hides values under a NULL struct.
//!
//! Arrow allows a NULL struct to have values in its fields, and `get_field` returns a field unchanged.
//! Here the fields are NULL if their struct is.
//! <https://github.com/apache/datafusion/issues/25120>

use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeListArray, GenericListArray, MapArray, OffsetSizeTrait,
    StructArray, make_array,
};
use datafusion::arrow::buffer::NullBuffer;
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::error::ArrowError;

/// Whether values of this type may contain a struct.
pub fn may_hide(data_type: &DataType) -> bool {
    match data_type {
        DataType::Struct(_) => true,
        DataType::List(item)
        | DataType::LargeList(item)
        | DataType::FixedSizeList(item, _)
        | DataType::Map(item, _) => may_hide(item.data_type()),
        _ => false,
    }
}

/// `array` with the fields of NULL structs set to NULL.
pub fn shown(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    Ok(match array.data_type() {
        DataType::Struct(_) => Arc::new(shown_struct(array.as_struct())?),
        DataType::List(item) if may_hide(item.data_type()) => shown_list::<i32>(array)?,
        DataType::LargeList(item) if may_hide(item.data_type()) => shown_list::<i64>(array)?,
        DataType::FixedSizeList(item, size) if may_hide(item.data_type()) => {
            let list = array.as_fixed_size_list();
            let values = shown(list.values())?;
            Arc::new(FixedSizeListArray::try_new(
                Arc::clone(item),
                *size,
                values,
                list.nulls().cloned(),
            )?)
        }
        DataType::Map(entries, sorted) if may_hide(entries.data_type()) => {
            let map = array.as_map();
            Arc::new(MapArray::try_new(
                Arc::clone(entries),
                map.offsets().clone(),
                shown_struct(map.entries())?,
                map.nulls().cloned(),
                *sorted,
            )?)
        }
        _ => Arc::clone(array),
    })
}

fn shown_list<O: OffsetSizeTrait>(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let list = array.as_list::<O>();
    let (item, offsets, values, nulls) = list.clone().into_parts();
    let values = shown(&values)?;
    Ok(Arc::new(GenericListArray::try_new(
        item, offsets, values, nulls,
    )?))
}

fn shown_struct(array: &StructArray) -> Result<StructArray, ArrowError> {
    if array.fields().is_empty() {
        return Ok(array.clone());
    }
    let columns = array
        .columns()
        .iter()
        .map(|column| shown(&below(column, array.nulls())?));
    let columns = columns.collect::<Result<_, _>>()?;
    StructArray::try_new(array.fields().clone(), columns, array.nulls().cloned())
}

/// `column` with the additional NULLs of `nulls`.
fn below(column: &ArrayRef, nulls: Option<&NullBuffer>) -> Result<ArrayRef, ArrowError> {
    let Some(nulls) = nulls.filter(|nulls| nulls.null_count() > 0) else {
        return Ok(Arc::clone(column));
    };
    // Types without a validity buffer.
    if matches!(
        column.data_type(),
        DataType::Null | DataType::Union(..) | DataType::RunEndEncoded(..)
    ) {
        return Ok(Arc::clone(column));
    }
    let all = NullBuffer::union(column.nulls(), Some(nulls));
    let data = column.to_data().into_builder().nulls(all).build()?;
    Ok(make_array(data))
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::array::Int32Array;
    use datafusion::arrow::datatypes::{Field, Fields, Int32Type};

    #[test]
    fn fields_are_null_where_their_struct_is_at_any_depth() {
        let leaf: ArrayRef = Arc::new(Int32Array::from(vec![Some(1), Some(99), None]));
        let inner = StructArray::new(
            Fields::from(vec![Field::new("a", DataType::Int32, true)]),
            vec![leaf],
            None,
        );
        let outer = StructArray::new(
            Fields::from(vec![Field::new("in", inner.data_type().clone(), true)]),
            vec![Arc::new(inner)],
            Some(NullBuffer::from(vec![true, false, true])),
        );
        let made = shown(&(Arc::new(outer) as ArrayRef)).unwrap();
        let inner = made.as_struct().column(0).as_struct();
        assert!(inner.is_null(1) && inner.is_valid(2));
        let leaf = inner.column(0).as_primitive::<Int32Type>();
        assert_eq!(leaf, &Int32Array::from(vec![Some(1), None, None]));
    }
}
