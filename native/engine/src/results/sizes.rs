//! Bytes of single values.

use datafusion::arrow::array::{Array, AsArray, OffsetSizeTrait};
use datafusion::arrow::datatypes::DataType;

/// Bytes of each value of an array: the text or the bytes themselves, of nested values all that is
/// in them, each item at least 1. NULL has none; of unions and list views the mean is given.
pub(super) fn value_sizes(array: &dyn Array) -> Vec<usize> {
    let mut sizes = sizes_of(array);
    if array.null_count() > 0 {
        for (row, size) in sizes.iter_mut().enumerate() {
            if array.is_null(row) {
                *size = 0;
            }
        }
    }
    sizes
}

fn sizes_of(array: &dyn Array) -> Vec<usize> {
    match array.data_type() {
        DataType::Utf8 => lengths(array.as_string::<i32>().value_offsets()),
        DataType::LargeUtf8 => lengths(array.as_string::<i64>().value_offsets()),
        DataType::Binary => lengths(array.as_binary::<i32>().value_offsets()),
        DataType::LargeBinary => lengths(array.as_binary::<i64>().value_offsets()),
        DataType::Utf8View => views(array.as_string_view().lengths()),
        DataType::BinaryView => views(array.as_binary_view().lengths()),
        DataType::List(_) => {
            let list = array.as_list::<i32>();
            runs(list.value_offsets(), list.values())
        }
        DataType::LargeList(_) => {
            let list = array.as_list::<i64>();
            runs(list.value_offsets(), list.values())
        }
        DataType::Map(_, _) => {
            let map = array.as_map();
            runs(map.value_offsets(), map.entries())
        }
        DataType::FixedSizeList(_, width) => {
            let items = value_sizes(array.as_fixed_size_list().values());
            let width = usize::try_from(*width).unwrap_or(0).max(1);
            let mut sizes: Vec<usize> = items
                .chunks(width)
                .map(|row| row.iter().map(|size| size.max(&1)).sum())
                .collect();
            sizes.resize(array.len(), 0);
            sizes
        }
        DataType::Struct(_) => {
            let mut sizes = vec![0; array.len()];
            for column in array.as_struct().columns() {
                for (sum, size) in sizes.iter_mut().zip(value_sizes(column)) {
                    *sum += size;
                }
            }
            sizes
        }
        DataType::Dictionary(_, _) => {
            let dictionary = array.as_any_dictionary();
            let values = value_sizes(dictionary.values());
            let size = |key: usize| values.get(key).copied().unwrap_or(0);
            dictionary.normalized_keys().into_iter().map(size).collect()
        }
        other => vec![fixed_size(array, other); array.len()],
    }
}

fn fixed_size(array: &dyn Array, data_type: &DataType) -> usize {
    match data_type {
        DataType::Null => 0,
        DataType::Boolean => 1,
        DataType::FixedSizeBinary(width) => usize::try_from(*width).unwrap_or(0),
        other => other.primitive_width().unwrap_or_else(|| {
            let all = array.to_data().get_slice_memory_size().unwrap_or(0);
            all / array.len().max(1)
        }),
    }
}

fn lengths<O: OffsetSizeTrait>(offsets: &[O]) -> Vec<usize> {
    let ends = offsets.iter().skip(1);
    offsets
        .iter()
        .zip(ends)
        .map(|(start, end)| end.as_usize() - start.as_usize())
        .collect()
}

fn views(lengths: impl Iterator<Item = u32>) -> Vec<usize> {
    lengths.map(|length| length as usize).collect()
}

/// Sums over the items of each row.
fn runs<O: OffsetSizeTrait>(offsets: &[O], items: &dyn Array) -> Vec<usize> {
    let (Some(first), Some(last)) = (offsets.first(), offsets.last()) else {
        return Vec::new();
    };
    let (first, last) = (first.as_usize(), last.as_usize());
    let mut sizes = value_sizes(&items.slice(first, last - first)).into_iter();
    lengths(offsets)
        .into_iter()
        .map(|count| sizes.by_ref().take(count).map(|size| size.max(1)).sum())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::value_sizes;
    use datafusion::arrow::array::{
        DictionaryArray, Int32Array, ListArray, StringArray, StringViewArray, StructArray,
    };
    use datafusion::arrow::datatypes::{DataType, Field, Int8Type, Int32Type};
    use std::sync::Arc;

    #[test]
    fn values_are_measured_wherever_their_bytes_are() {
        let long = "y".repeat(100);
        let texts = vec![Some("ab"), None, Some(long.as_str())];
        let strings = StringArray::from(texts.clone());
        assert_eq!(value_sizes(&strings), [2, 0, 100]);
        assert_eq!(value_sizes(&strings.slice(2, 1)), [100]);
        assert_eq!(
            value_sizes(&StringViewArray::from(texts.clone())),
            [2, 0, 100]
        );
        let dictionary: DictionaryArray<Int8Type> = texts.into_iter().collect();
        assert_eq!(value_sizes(&dictionary), [2, 0, 100]);

        let lists = ListArray::from_iter_primitive::<Int32Type, _, _>([
            Some(vec![Some(1), Some(2), None]),
            None,
            Some(vec![Some(1)]),
        ]);
        assert_eq!(value_sizes(&lists), [9, 0, 4]);
        assert_eq!(value_sizes(&lists.slice(1, 2)), [0, 4]);

        let fields = vec![
            Field::new("number", DataType::Int32, true),
            Field::new("text", DataType::Utf8, true),
        ];
        let numbers = Arc::new(Int32Array::from(vec![1, 2, 3]));
        let both = StructArray::new(fields.into(), vec![numbers, Arc::new(strings)], None);
        assert_eq!(value_sizes(&both), [6, 4, 104]);
    }
}
