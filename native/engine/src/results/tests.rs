//! What is read back from disk is what was stored.

use super::set::ResultSet;
use super::{gather, page::PageRequest};
use crate::Session;
use crate::session::SessionOptions;
use datafusion::arrow::array::{
    Array, ArrayRef, DictionaryArray, Int64Array, ListArray, MapBuilder, NullArray, RecordBatch,
    StringArray, StringBuilder, StringViewArray, StructArray, UInt32Array, UnionArray,
};
use datafusion::arrow::buffer::ScalarBuffer;
use datafusion::arrow::compute::concat_batches;
use datafusion::arrow::datatypes::{DataType, Field, Int32Type, Schema, UnionFields};
use datafusion::arrow::util::pretty::pretty_format_batches;
use std::sync::Arc;

/// Rows of types whose slices and buffers differ from plain ones.
fn rows(count: usize) -> RecordBatch {
    let texts = || (0..count).map(|row| (row % 7 != 0).then(|| format!("text {row:0>20}")));
    let numbers =
        || Int64Array::from_iter((0..count).map(|row| (row % 5 != 0).then_some(row as i64)));
    let dictionary: DictionaryArray<Int32Type> = (0..count)
        .map(|row| ["red", "green", "blue"][row % 3])
        .collect();
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>((0..count).map(|row| {
        (row % 4 != 0).then(|| {
            (0..row % 4)
                .map(|item| Some((row + item) as i32))
                .collect::<Vec<_>>()
        })
    }));
    let mut maps = MapBuilder::new(None, StringBuilder::new(), StringBuilder::new());
    for row in 0..count {
        maps.keys().append_value(format!("key {row}"));
        maps.values().append_value("value");
        maps.append(row % 3 != 0).unwrap();
    }
    let fields = vec![
        Field::new("number", DataType::Int64, true),
        Field::new("text", DataType::Utf8, true),
    ];
    let parts: Vec<ArrayRef> = vec![
        Arc::new(numbers()),
        Arc::new(texts().collect::<StringArray>()),
    ];
    let structs = StructArray::new(fields.into(), parts.clone(), None);
    let union_fields = UnionFields::try_new(
        [0, 1],
        [
            Field::new("number", DataType::Int64, true),
            Field::new("text", DataType::Utf8, true),
        ],
    )
    .unwrap();
    let ids: ScalarBuffer<i8> = (0..count).map(|row| (row % 2) as i8).collect();
    let union = UnionArray::try_new(union_fields, ids, None, parts).unwrap();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("numbers", Arc::new(numbers())),
        ("texts", Arc::new(texts().collect::<StringArray>())),
        ("views", Arc::new(texts().collect::<StringViewArray>())),
        ("dictionary", Arc::new(dictionary)),
        ("lists", Arc::new(lists)),
        ("maps", Arc::new(maps.finish())),
        ("structs", Arc::new(structs)),
        ("union", Arc::new(union)),
        ("nothing", Arc::new(NullArray::new(count))),
    ];
    let fields: Vec<Field> = columns
        .iter()
        .map(|(name, array)| Field::new(*name, array.data_type().clone(), true))
        .collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

/// A result that keeps up to `memory` bytes in memory.
fn stored(session: &Session, all: &RecordBatch, each: usize, memory: usize) -> Arc<ResultSet> {
    let keeper = session.kept().result();
    let set = ResultSet::new(all.schema(), keeper, memory, session.disk());
    let mut first = 0;
    while first < all.num_rows() {
        let rows = each.min(all.num_rows() - first);
        set.push(all.slice(first, rows)).unwrap();
        first += rows;
    }
    Arc::new(set)
}

fn text(batches: &[RecordBatch]) -> String {
    pretty_format_batches(batches).unwrap().to_string()
}

#[test]
fn every_type_comes_back_from_disk_as_it_was_stored() {
    let session = Session::new(SessionOptions::default()).unwrap();
    let all = rows(5000);
    let set = stored(&session, &all, 1777, 1);
    assert_eq!((set.rows(), set.memory_rows()), (5000, 1777));
    assert!(set.disk_bytes() > 0 && session.memory_usage().spilled_bytes == set.disk_bytes());
    let back: Vec<RecordBatch> = set.batches().collect::<Result<_, _>>().unwrap();
    assert!(back.iter().all(|batch| batch.num_rows() <= 1777));
    assert_eq!(back.last().unwrap().schema(), all.schema());
    assert_eq!(text(&back), text(std::slice::from_ref(&all)));

    // In any order, with some of the columns in another order.
    let order: Vec<u32> = (0..5000_u32).map(|row| row * 2711 % 5000).collect();
    let columns = [8, 7, 3, 2, 6];
    let found = gather::rows_at(&set, &order, Some(&columns)).unwrap();
    let expected =
        datafusion::arrow::compute::take_record_batch(&all, &UInt32Array::from(order)).unwrap();
    let expected = expected.project(&columns).unwrap();
    assert_eq!(text(&found), text(&[expected]));
    drop(set);
    assert_eq!(session.memory_usage().spilled_bytes, 0);
}

#[test]
fn wide_rows_are_read_by_groups_of_columns() {
    let session = Session::new(SessionOptions::default()).unwrap();
    let column = |index: i64| -> ArrayRef {
        Arc::new(Int64Array::from_iter_values(
            (0..300).map(|row| row * 1000 + index),
        ))
    };
    let names: Vec<String> = (0..100).map(|index| format!("c{index}")).collect();
    let all = RecordBatch::try_from_iter(
        names
            .iter()
            .zip(0..)
            .map(|(name, index)| (name, column(index))),
    )
    .unwrap();
    let set = stored(&session, &all, 100, 0);
    assert_eq!(set.memory_rows(), 0);
    for columns in [vec![99], vec![64, 0, 33], (0..100).collect()] {
        let parts: Vec<RecordBatch> = set
            .batches_of(0, set.block_count(), Some(columns.clone()))
            .collect::<Result<_, _>>()
            .unwrap();
        let read = concat_batches(&parts[0].schema(), &parts).unwrap();
        let expected = all.project(&columns).unwrap();
        assert_eq!(read.columns(), expected.columns());
    }
    let request = PageRequest {
        offset: 95,
        limit: 10,
        columns: Some(vec![70]),
        ..PageRequest::default()
    };
    let bytes = set.page(&request).unwrap();
    let mut page = datafusion::arrow::ipc::reader::StreamReader::try_new(&*bytes, None).unwrap();
    let page = page.next().unwrap().unwrap();
    let expected = Int64Array::from_iter_values((95..105).map(|row| row * 1000 + 70));
    assert_eq!(page.column(0).as_ref(), &expected as &dyn Array);
}
