//! Small batches with known values, and encoding in one go.

use super::encoding::Encoding;
use super::options::FormatOptions;
use super::{EncodeOptions, RowEncoder, RowFormat, Sink};
use crate::error::Result;
use datafusion::arrow::array::*;
use datafusion::arrow::buffer::{OffsetBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::{DataType, Field, Fields, Float16Type, Int32Type, SchemaRef};
use std::sync::Arc;

/// All bytes of `batch`.
pub(super) fn encode_bytes(
    format: RowFormat,
    batch: &RecordBatch,
    options: &EncodeOptions,
) -> Vec<u8> {
    let mut encoding = Encoding::new(format, &batch.schema(), options).unwrap();
    let mut rest = (batch.num_rows() > 0).then(|| batch.clone());
    while let Some(batch) = rest {
        rest = encoding.write(batch).unwrap();
    }
    encoding.finish().unwrap();
    encoding.take().unwrap()
}

pub(super) fn encode(format: RowFormat, batch: &RecordBatch, options: &EncodeOptions) -> String {
    String::from_utf8(encode_bytes(format, batch, options)).unwrap()
}

/// An encoder with the usual options.
pub(super) fn encoder(format: RowFormat, schema: &SchemaRef) -> Result<Box<dyn RowEncoder>> {
    let options = EncodeOptions::default();
    let of_format = FormatOptions::parse(format, &options.options)?;
    super::encoder(format, schema, &options, &of_format, Sink::default())
}

pub(super) fn people() -> RecordBatch {
    let id: ArrayRef = Arc::new(Int64Array::from(vec![Some(1), Some(2), None]));
    let name: ArrayRef = Arc::new(StringArray::from(vec!["Ann", "a,\"b\"\nc", "東京"]));
    let score: ArrayRef = Arc::new(Float64Array::from(vec![Some(1.5), None, Some(-2.0)]));
    RecordBatch::try_from_iter_with_nullable([
        ("id", id, true),
        ("name", name, true),
        ("score", score, true),
    ])
    .unwrap()
}

pub(super) fn schema_only() -> RecordBatch {
    RecordBatch::new_empty(people().schema())
}

pub(super) fn text(value: &str) -> RecordBatch {
    RecordBatch::try_from_iter([("t", Arc::new(StringArray::from(vec![value])) as ArrayRef)])
        .unwrap()
}

pub(super) fn numbers(count: i64) -> RecordBatch {
    RecordBatch::try_from_iter([(
        "n",
        Arc::new(Int64Array::from_iter_values(0..count)) as ArrayRef,
    )])
    .unwrap()
}

/// Two columns of one name.
pub(super) fn twice() -> RecordBatch {
    let column = || Arc::new(Int64Array::from(vec![1])) as ArrayRef;
    RecordBatch::try_from_iter([("a", column()), ("a", column())]).unwrap()
}

/// A dictionary with a NULL among its keys.
pub(super) fn words() -> RecordBatch {
    let words: DictionaryArray<Int32Type> = vec![Some("x"), None, Some("x")].into_iter().collect();
    RecordBatch::try_from_iter([("word", Arc::new(words) as ArrayRef)]).unwrap()
}

/// A list, and a struct with a number beyond a double's integers.
pub(super) fn nested() -> RecordBatch {
    let list = ListArray::from_iter_primitive::<Int32Type, _, _>([Some(vec![Some(1), None]), None]);
    let fields = Fields::from(vec![
        Field::new("a", DataType::Utf8, true),
        Field::new("b", DataType::Int64, true),
    ]);
    let a: ArrayRef = Arc::new(StringArray::from(vec![Some("x"), None]));
    let b: ArrayRef = Arc::new(Int64Array::from(vec![9_007_199_254_740_993, 2]));
    let pair = StructArray::new(fields, vec![a, b], None);
    RecordBatch::try_from_iter([
        ("list", Arc::new(list) as ArrayRef),
        ("pair", Arc::new(pair) as ArrayRef),
    ])
    .unwrap()
}

/// One row of values that a double or a plain number would spoil.
pub(super) fn exact() -> RecordBatch {
    const NANOS: i64 = 1_709_251_199_123_456_789;
    let half =
        Float16Array::from_iter_values([<Float16Type as ArrowPrimitiveType>::Native::NEG_INFINITY]);
    let word: DictionaryArray<Int32Type> = vec!["x"].into_iter().collect();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("big", Arc::new(UInt64Array::from(vec![u64::MAX]))),
        (
            "money",
            Arc::new(
                Decimal128Array::from(vec![-10])
                    .with_precision_and_scale(10, 2)
                    .unwrap(),
            ),
        ),
        (
            "when",
            Arc::new(TimestampNanosecondArray::from(vec![NANOS])),
        ),
        (
            "zoned",
            Arc::new(TimestampSecondArray::from(vec![NANOS / 1_000_000_000]).with_timezone("UTC")),
        ),
        ("day", Arc::new(Date32Array::from(vec![19_782]))),
        ("raw", Arc::new(BinaryArray::from_vec(vec![&[0, 255, 16]]))),
        ("float", Arc::new(Float64Array::from(vec![f64::NAN]))),
        ("half", Arc::new(half)),
        ("word", Arc::new(word)),
        ("map", Arc::new(map())),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

fn map() -> MapArray {
    let fields = Fields::from(vec![
        Field::new("keys", DataType::Int32, false),
        Field::new("values", DataType::Utf8, true),
    ]);
    let keys: ArrayRef = Arc::new(Int32Array::from(vec![7]));
    let values: ArrayRef = Arc::new(StringArray::from(vec!["v"]));
    let entries = StructArray::new(fields.clone(), vec![keys, values], None);
    let field = Arc::new(Field::new("entries", DataType::Struct(fields), false));
    MapArray::new(
        field,
        OffsetBuffer::new(ScalarBuffer::from(vec![0, 1])),
        entries,
        None,
        false,
    )
}
