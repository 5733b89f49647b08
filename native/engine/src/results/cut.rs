//! Long values cut to a length, for pages that are looked at.

use super::sizes::value_sizes;
use datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BinaryBuilder, ListArray, MapArray, StringBuilder, StructArray,
    UInt64Array,
};
use datafusion::arrow::buffer::{OffsetBuffer, ScalarBuffer};
use datafusion::arrow::compute::{cast, take};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields};
use datafusion::arrow::error::ArrowError;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rows whose value was cut, with the bytes that it has in full.
pub(super) type FullSizes = BTreeMap<usize, usize>;

/// Cuts every value above `limit` bytes: texts and binaries to their first bytes (whole characters),
/// lists and maps to their first items, of structs each field to its share. Fixed-size values
/// stay, and so do unions. Types change only from fixed to variable size and from views to offsets.
pub(super) fn cut(array: ArrayRef, limit: usize) -> Result<(ArrayRef, FullSizes), ArrowError> {
    let sizes = value_sizes(&array);
    cut_measured(array, &sizes, limit)
}

/// As [`cut`], of values whose sizes are known.
pub(super) fn cut_measured(
    array: ArrayRef,
    sizes: &[usize],
    limit: usize,
) -> Result<(ArrayRef, FullSizes), ArrowError> {
    if !has_long_values(array.data_type()) {
        return Ok((array, FullSizes::new()));
    }
    let sizes = sizes.iter().copied().enumerate();
    let full: FullSizes = sizes.filter(|(_, size)| *size > limit).collect();
    if full.is_empty() {
        return Ok((array, full));
    }
    let limits = vec![limit; array.len()];
    Ok((shorten(array, &limits)?, full))
}

/// True for the types of text and binary, where cutting before anything else saves copies.
pub(super) fn is_flat(data_type: &DataType) -> bool {
    matches!(
        data_type,
        DataType::Utf8
            | DataType::LargeUtf8
            | DataType::Utf8View
            | DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
    )
}

fn has_long_values(data_type: &DataType) -> bool {
    is_flat(data_type)
        || matches!(data_type, DataType::FixedSizeBinary(_))
        || (data_type.is_nested() && !matches!(data_type, DataType::Union(..)))
}

/// Each value cut to the bytes at its place in `limits`.
fn shorten(array: ArrayRef, limits: &[usize]) -> Result<ArrayRef, ArrowError> {
    Ok(match array.data_type() {
        DataType::Utf8 => texts(array.as_string::<i32>().iter(), limits),
        DataType::LargeUtf8 => texts(array.as_string::<i64>().iter(), limits),
        DataType::Utf8View => texts(array.as_string_view().iter(), limits),
        DataType::Binary => binaries(array.as_binary::<i32>().iter(), limits),
        DataType::LargeBinary => binaries(array.as_binary::<i64>().iter(), limits),
        DataType::BinaryView => binaries(array.as_binary_view().iter(), limits),
        DataType::FixedSizeBinary(width) if limits.iter().any(|limit| exceeds(*width, *limit)) => {
            binaries(array.as_fixed_size_binary().iter(), limits)
        }
        DataType::FixedSizeList(item, _) => {
            let list = cast(&array, &DataType::List(item.clone()))?;
            shorten(list, limits)?
        }
        DataType::List(item) => {
            let list = array.as_list::<i32>();
            let (items, offsets) = runs(list.value_offsets(), list.values(), limits)?;
            let item = retyped(item, &items);
            Arc::new(ListArray::try_new(
                item,
                offsets,
                items,
                list.nulls().cloned(),
            )?)
        }
        DataType::Map(entry, sorted) => {
            let map = array.as_map();
            let entries: ArrayRef = Arc::new(map.entries().clone());
            let (entries, offsets) = runs(map.value_offsets(), &entries, limits)?;
            let entry = retyped(entry, &entries);
            let entries = entries.as_struct().clone();
            let nulls = map.nulls().cloned();
            Arc::new(MapArray::try_new(entry, offsets, entries, nulls, *sorted)?)
        }
        DataType::Struct(fields) => {
            let record = array.as_struct();
            let share = |limit: &usize| (limit / fields.len().max(1)).max(LEAST_OF_FIELD);
            let shares: Vec<usize> = limits.iter().map(share).collect();
            let columns = record
                .columns()
                .iter()
                .map(|column| shorten(column.clone(), &shares))
                .collect::<Result<Vec<_>, _>>()?;
            let retyped: Fields = fields
                .iter()
                .zip(&columns)
                .map(|(f, c)| retyped(f, c))
                .collect();
            let nulls = record.nulls().cloned();
            Arc::new(StructArray::try_new_with_length(
                retyped,
                columns,
                nulls,
                array.len(),
            )?)
        }
        _ => array,
    })
}

/// Bytes that a field of a struct keeps in any case.
const LEAST_OF_FIELD: usize = 16;

fn exceeds(width: i32, limit: usize) -> bool {
    usize::try_from(width).is_ok_and(|width| width > limit)
}

fn retyped(field: &FieldRef, array: &ArrayRef) -> FieldRef {
    let data_type = array.data_type().clone();
    Arc::new(Field::new(field.name(), data_type, field.is_nullable()))
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>, limits: &[usize]) -> ArrayRef {
    let mut builder = StringBuilder::new();
    for (value, limit) in values.zip(limits) {
        builder.append_option(value.map(|text| {
            let mut end = (*limit).min(text.len());
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.get(..end).unwrap_or_default()
        }));
    }
    Arc::new(builder.finish())
}

fn binaries<'a>(values: impl Iterator<Item = Option<&'a [u8]>>, limits: &[usize]) -> ArrayRef {
    let mut builder = BinaryBuilder::new();
    for (value, limit) in values.zip(limits) {
        builder.append_option(value.map(|bytes| bytes.get(..*limit).unwrap_or(bytes)));
    }
    Arc::new(builder.finish())
}

/// The first items of each row, as many as its limit has room for and at least one, which is cut.
fn runs(
    offsets: &[i32],
    items: &ArrayRef,
    limits: &[usize],
) -> Result<(ArrayRef, OffsetBuffer<i32>), ArrowError> {
    let first = offsets.first().copied().unwrap_or(0);
    let last = offsets.last().copied().unwrap_or(0);
    let items = items.slice(index(first), index(last - first));
    let sizes = value_sizes(&items);
    let mut kept = Vec::new();
    let mut item_limits = Vec::new();
    let mut ends = vec![0];
    for ((start, end), limit) in offsets.iter().zip(offsets.iter().skip(1)).zip(limits) {
        let mut left = *limit;
        let places = index(start - first)..index(end - first);
        for (count, place) in places.enumerate() {
            let size = sizes.get(place).copied().unwrap_or(0).max(1);
            if size > left && count > 0 {
                break;
            }
            kept.push(place as u64);
            item_limits.push(left.min(size));
            left = left.saturating_sub(size);
        }
        ends.push(kept.len() as i32);
    }
    let items = take(&items, &UInt64Array::from(kept), None)?;
    let items = shorten(items, &item_limits)?;
    Ok((items, OffsetBuffer::new(ScalarBuffer::from(ends))))
}

fn index(offset: i32) -> usize {
    usize::try_from(offset).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::cut;
    use datafusion::arrow::array::{
        Array, ArrayRef, FixedSizeBinaryArray, ListBuilder, MapBuilder, StringArray, StringBuilder,
        StringViewArray, StructArray,
    };
    use datafusion::arrow::datatypes::{DataType, Field};
    use datafusion::arrow::util::display::array_value_to_string;
    use std::sync::Arc;

    fn shown(array: ArrayRef, limit: usize) -> (Vec<String>, Vec<(usize, usize)>) {
        let (array, full) = cut(array, limit).unwrap();
        array.to_data().validate_full().unwrap();
        let texts = (0..array.len()).map(|row| array_value_to_string(&array, row).unwrap());
        (texts.collect(), full.into_iter().collect())
    }

    #[test]
    fn texts_and_bytes_are_cut_at_whole_characters_and_their_size_is_told() {
        let array = StringViewArray::from(vec![Some("short"), None, Some("aäöü")]);
        let (texts, full) = shown(Arc::new(array), 6);
        assert_eq!(texts, ["short", "", "aäö"]);
        assert_eq!(full, [(2, 7)]);

        let array = FixedSizeBinaryArray::try_from_iter([[1_u8, 2, 3, 4]].iter()).unwrap();
        assert_eq!(
            shown(Arc::new(array), 2),
            (vec!["0102".into()], vec![(0, 4)])
        );
    }

    #[test]
    fn of_lists_and_maps_the_first_items_stay_and_at_least_a_part_of_one() {
        let mut lists = ListBuilder::new(StringBuilder::new());
        for row in [vec!["ab", "cd", "ef"], vec!["abcdefgh", "x"], vec!["a"]] {
            lists.append_value(row.into_iter().map(Some));
        }
        let lists = lists.finish().slice(1, 2);
        let (texts, full) = shown(Arc::new(lists), 4);
        assert_eq!(texts, ["[abcd]", "[a]"]);
        assert_eq!(full, [(0, 9)]);

        let mut maps = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
        for (key, value) in [("a", "1234"), ("b", "5678")] {
            maps.keys().append_value(key);
            maps.values().append_value(value);
        }
        maps.append(true).unwrap();
        assert_eq!(
            shown(Arc::new(maps.finish()), 6),
            (vec!["{a: 1234}".into()], vec![(0, 10)])
        );
    }

    #[test]
    fn each_field_of_a_struct_keeps_its_share() {
        let long = StringArray::from(vec!["x".repeat(100)]);
        let short = StringArray::from(vec!["y"]);
        let fields = vec![
            Field::new("long", DataType::Utf8, true),
            Field::new("short", DataType::Utf8, true),
        ];
        let array = StructArray::new(fields.into(), vec![Arc::new(long), Arc::new(short)], None);
        let (texts, full) = shown(Arc::new(array), 40);
        assert_eq!(texts, [format!("{{long: {}, short: y}}", "x".repeat(20))]);
        assert_eq!(full, [(0, 101)]);
    }
}
