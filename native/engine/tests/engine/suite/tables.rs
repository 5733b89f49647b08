//! Sessions of the suite, and the tables that its driver registers before some files.
//!
//! As `src/test_context.rs` of `datafusion-sqllogictest` does it; tables of providers and functions of
//! its own are left out, since no other session could know them.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::arrow::array::{
    Array, ArrayRef, BinaryArray, DictionaryArray, Float64Array, Int32Array, LargeBinaryArray,
    LargeStringArray, StringArray, StructArray, TimestampNanosecondArray, UInt32Array, UnionArray,
};
use datafusion::arrow::datatypes::{DataType, Field, Fields, Schema, UInt32Type, UnionFields};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::{CatalogProvider, MemoryCatalogProvider, MemorySchemaProvider};
use datafusion::datasource::MemTable;
use planarium_engine::Session;
use planarium_engine::session::SessionOptions;

use crate::support::session_with;

/// A session as the suite wants one: four partitions.
pub fn fresh(file: &str) -> Session {
    let mut settings = vec![("datafusion.execution.target_partitions", "4")];
    if file.starts_with("spark/") {
        settings.push(("datafusion.sql_parser.dialect", "spark"));
    }
    session_with(SessionOptions {
        settings: settings
            .into_iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
        ..SessionOptions::default()
    })
}

/// The session that a file's statements run in.
pub fn writer(file: &str) -> Session {
    let session = fresh(file);
    match file.rsplit('/').next().unwrap_or(file) {
        "information_schema_columns.slt" | "joins.slt" => many_types(&session),
        "cte.slt" => orders(&session),
        "map.slt" => table_with_map(&session),
        "metadata.slt" | "arrow_field.slt" => metadata(&session),
        "union_function.slt" => union_table(&session),
        "aggregate.slt" => distinct_unions(&session),
        "dictionary_struct.slt" => dictionary_structs(&session),
        _ => {}
    }
    session
}

fn register(session: &Session, name: &str, columns: Vec<(Field, ArrayRef)>) {
    let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap();
    session.context().register_batch(name, batch).unwrap();
}

fn int32(values: impl Into<Int32Array>) -> ArrayRef {
    Arc::new(values.into())
}

fn orders(session: &Session) {
    let catalog = session.context().catalog("datafusion").unwrap();
    catalog
        .register_schema("strict_schema", Arc::new(MemorySchemaProvider::new()))
        .unwrap();
    let field = Field::new("order_id", DataType::Int32, false);
    register(
        session,
        "strict_schema.orders",
        vec![(field, int32(vec![1, 2]))],
    );
}

fn many_types(session: &Session) {
    let catalog = MemoryCatalogProvider::new();
    catalog
        .register_schema("my_schema", Arc::new(MemorySchemaProvider::new()))
        .unwrap();
    session
        .context()
        .register_catalog("my_catalog", Arc::new(catalog));
    let nanoseconds = TimestampNanosecondArray::from(vec![Some(123)]);
    let columns: [(&str, bool, ArrayRef); 7] = [
        ("int32_col", false, int32(vec![1])),
        ("float64_col", true, Arc::new(Float64Array::from(vec![1.0]))),
        ("utf8_col", true, Arc::new(StringArray::from(vec!["foo"]))),
        (
            "large_utf8_col",
            false,
            Arc::new(LargeStringArray::from(vec!["bar"])),
        ),
        (
            "binary_col",
            false,
            Arc::new(BinaryArray::from(vec![b"foo" as &[u8]])),
        ),
        (
            "large_binary_col",
            false,
            Arc::new(LargeBinaryArray::from(vec![b"foo" as &[u8]])),
        ),
        ("timestamp_nanos", false, Arc::new(nanoseconds)),
    ];
    let columns = columns.into_iter().map(|(name, nullable, array)| {
        (Field::new(name, array.data_type().clone(), nullable), array)
    });
    register(
        session,
        "my_catalog.my_schema.table_with_many_types",
        columns.collect(),
    );
}

fn table_with_map(session: &Session) {
    let entry = Fields::from(vec![
        Field::new("key", DataType::Int64, false),
        Field::new("value", DataType::Int64, true),
    ]);
    let entries = Field::new("entries", DataType::Struct(entry), false);
    let schema = Schema::new(vec![
        Field::new("int_field", DataType::Int64, true),
        Field::new("map_field", DataType::Map(entries.into(), false), true),
    ]);
    let table = MemTable::try_new(schema.into(), vec![vec![]]).unwrap();
    session
        .context()
        .register_table("table_with_map", Arc::new(table))
        .unwrap();
}

fn noted(field: Field, note: &str) -> Field {
    field.with_metadata(HashMap::from([(
        "metadata_key".to_string(),
        note.to_string(),
    )]))
}

fn metadata(session: &Session) {
    let noted_table = |name: &str, note: &str, columns: Vec<(Field, ArrayRef)>| {
        let (fields, arrays): (Vec<Field>, Vec<ArrayRef>) = columns.into_iter().unzip();
        let notes = HashMap::from([("metadata_key".to_string(), note.to_string())]);
        let schema = Schema::new(fields).with_metadata(notes);
        let batch = RecordBatch::try_new(Arc::new(schema), arrays).unwrap();
        session.context().register_batch(name, batch).unwrap();
    };
    let text = |values: Vec<Option<&str>>| -> ArrayRef { Arc::new(StringArray::from(values)) };
    let stamp = 1_599_572_549_190_855_123;
    let nanoseconds = TimestampNanosecondArray::from(vec![stamp; 3]);
    let stamps = nanoseconds.data_type().clone();
    noted_table(
        "table_with_metadata",
        "the entire schema",
        vec![
            (
                noted(Field::new("id", DataType::Int32, true), "the id field"),
                int32(vec![Some(1), None, Some(3)]),
            ),
            (
                noted(Field::new("name", DataType::Utf8, true), "the name field"),
                text(vec![None, Some("bar"), Some("baz")]),
            ),
            (
                noted(
                    Field::new("l_name", DataType::Utf8, true),
                    "the l_name field",
                ),
                text(vec![None, Some("l_bar"), Some("l_baz")]),
            ),
            (
                noted(Field::new("ts", stamps, false), "ts non-nullable field"),
                Arc::new(nanoseconds),
            ),
            (
                noted(
                    Field::new("nonnull_name", DataType::Utf8, false),
                    "the nonnull_name field",
                ),
                text(vec![Some("no_foo"), Some("no_bar"), Some("no_baz")]),
            ),
        ],
    );
    let integer = |name: &str| Field::new(name, DataType::Int32, false);
    noted_table(
        "larger_table",
        "left",
        vec![(integer("a"), int32((1..=10).collect::<Vec<i32>>()))],
    );
    noted_table(
        "smaller_table",
        "right",
        vec![(integer("b"), int32(vec![1]))],
    );
}

fn union_table(session: &Session) {
    let fields = [
        Field::new("int", DataType::Int32, false),
        Field::new("string", DataType::Utf8, false),
    ];
    let fields = UnionFields::try_new(vec![3, 1], fields).unwrap();
    let texts = StringArray::from(vec!["foo", "bar", "baz", "qux", "bar", "quux"]);
    let parts: Vec<ArrayRef> = vec![int32(vec![1, 2, 3, 1, 5, 3]), Arc::new(texts)];
    let ids = vec![3_i8, 1, 3, 3, 1, 3].into();
    let union = UnionArray::try_new(fields, ids, None, parts).unwrap();
    let field = Field::new("union_column", union.data_type().clone(), false);
    register(session, "union_table", vec![(field, Arc::new(union))]);
}

fn distinct_unions(session: &Session) {
    let fields = [
        Field::new("i", DataType::Int32, true),
        Field::new("s", DataType::Utf8, true),
    ];
    let fields = UnionFields::try_new(vec![0, 1], fields).unwrap();
    let texts = StringArray::from(vec![Some("x"), Some("y"), None]);
    let numbers = int32(vec![Some(1), Some(1), None, None, Some(5)]);
    let ids = vec![0_i8, 0, 1, 1, 0, 0, 1, 0].into();
    let offsets = Some(vec![0, 1, 0, 1, 2, 3, 2, 4].into());
    let union = UnionArray::try_new(fields, ids, offsets, vec![numbers, Arc::new(texts)]).unwrap();
    let columns = vec![
        (
            Field::new("g", DataType::Int32, false),
            int32(vec![1, 1, 1, 2, 2, 3, 3, 4]),
        ),
        (
            Field::new("u", union.data_type().clone(), false),
            Arc::new(union) as ArrayRef,
        ),
    ];
    register(session, "approx_distinct_union_test", columns);
}

fn dictionary_structs(session: &Session) {
    let fields = Fields::from(vec![
        Field::new("name", DataType::Utf8, false),
        Field::new("id", DataType::Int32, false),
    ]);
    let structs = |names: Vec<&str>, ids: Vec<i32>| -> ArrayRef {
        let parts: Vec<ArrayRef> = vec![Arc::new(StringArray::from(names)), int32(ids)];
        Arc::new(StructArray::try_new(fields.clone(), parts, None).unwrap())
    };
    let dictionary = |keys: UInt32Array, values: ArrayRef| -> ArrayRef {
        Arc::new(DictionaryArray::<UInt32Type>::try_new(keys, values).unwrap())
    };
    let people = structs(vec!["Alice", "Bob", "Carol"], vec![1, 2, 3]);
    let coded = dictionary(UInt32Array::from(vec![0, 1, 2, 0, 1]), people);
    let plain = structs(
        vec!["Alice", "Bob", "Carol", "Alice", "Bob"],
        vec![1, 2, 3, 1, 2],
    );
    let columns = vec![
        (
            Field::new("dict_struct", coded.data_type().clone(), false),
            coded,
        ),
        (
            Field::new("plain_struct", plain.data_type().clone(), false),
            plain,
        ),
    ];
    register(session, "dict_struct_table", columns);
    let keys = UInt32Array::from(vec![Some(0), None, Some(1), None]);
    let coded = dictionary(keys, structs(vec!["X", "Y"], vec![10, 20]));
    let columns = vec![(Field::new("ds", coded.data_type().clone(), true), coded)];
    register(session, "dict_struct_nullable", columns);
}
