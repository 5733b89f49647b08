//! The allow-list over DataFusion's formats: every operator and expression with what it may do,
//! every other message type as data, and every `bytes` field as data or as what a codec reads.
//! What is not in it may do anything. The tests fail for a type of [`MESSAGES`] that is missing
//! here, and for a name here that the formats do not have; `plan-wire/tests/tables/main.rs` keeps
//! `MESSAGES` equal to the `.proto` files.

use super::format::{Class, Format, Node};
use planarium_plan_wire::schema::messages::MESSAGES;

use Class::{
    CallsFunction, ChangesSession, Computes, ReadsFiles, ReadsTable, RunsForeignCode, Writes,
};

pub(super) static DATAFUSION: Format = Format {
    types: MESSAGES,
    nodes: &[LOGICAL_PLAN, LOGICAL_EXPR, PHYSICAL_PLAN, PHYSICAL_EXPR],
    data: DATA,
    data_bytes: DATA_BYTES,
    payloads: PAYLOADS,
    foreign: &[],
    is_datafusion: true,
};

// EXPLAIN ANALYZE runs its input, which is judged where it stands; so are the plans of views.
#[rustfmt::skip]
const LOGICAL_PLAN: Node = Node {
    name: "LogicalPlanNode",
    arms: &[
        (Computes, &[
            "projection", "selection", "limit", "aggregate", "join", "sort", "repartition",
            "empty_relation", "explain", "window", "analyze", "cross_join", "values", "union",
            "subquery_alias", "distinct", "view_scan", "distinct_on", "unnest", "recursive_query",
            "cte_work_table_scan", "empty_table_scan",
        ]),
        (ReadsFiles, &["listing_scan"]),
        (ReadsTable, &["custom_scan"]),
        (Writes, &["dml", "copy_to"]),
        (ChangesSession, &[
            "create_external_table", "create_catalog_schema", "create_catalog", "create_view",
            "drop_view", "prepare",
        ]),
        (RunsForeignCode, &["extension"]),
    ],
};

#[rustfmt::skip]
const LOGICAL_EXPR: Node = Node {
    name: "LogicalExprNode",
    arms: &[
        (Computes, &[
            "column", "alias", "literal", "binary_expr", "is_null_expr", "is_not_null_expr",
            "not_expr", "between", "case_", "cast", "negative", "in_list", "wildcard", "try_cast",
            "grouping_set", "cube", "rollup", "is_true", "is_false", "is_unknown", "is_not_true",
            "is_not_false", "is_not_unknown", "like", "ilike", "similar_to", "placeholder",
            "unnest", "scalar_subquery_expr", "lambda", "lambda_variable",
        ]),
        (CallsFunction, &[
            "window_expr", "aggregate_udf_expr", "scalar_udf_expr", "higher_order_udf_expr",
        ]),
    ],
};

#[rustfmt::skip]
const PHYSICAL_PLAN: Node = Node {
    name: "PhysicalPlanNode",
    arms: &[
        (Computes, &[
            "empty", "projection", "global_limit", "local_limit", "aggregate", "hash_join", "sort",
            "coalesce_batches", "filter", "merge", "repartition", "window", "cross_join", "union",
            "explain", "sort_preserving_merge", "nested_loop_join", "analyze",
            "symmetric_hash_join", "interleave", "placeholder_row", "unnest", "cooperative",
            "generate_series", "sort_merge_join", "memory_scan", "async_func", "buffer",
            "scalar_subquery",
        ]),
        (ReadsFiles, &["parquet_scan", "csv_scan", "json_scan", "avro_scan", "arrow_scan"]),
        (Writes, &["json_sink", "csv_sink", "parquet_sink"]),
        (RunsForeignCode, &["extension"]),
    ],
};

#[rustfmt::skip]
const PHYSICAL_EXPR: Node = Node {
    name: "PhysicalExprNode",
    arms: &[
        (Computes, &[
            "column", "literal", "binary_expr", "is_null_expr", "is_not_null_expr", "not_expr",
            "case_", "cast", "sort", "negative", "in_list", "try_cast", "like_expr",
            "unknown_column", "hash_expr", "scalar_subquery", "dynamic_filter", "lambda",
            "lambda_variable", "range_expr",
        ]),
        (CallsFunction, &["aggregate_expr", "window_expr", "scalar_udf", "higher_order_udf"]),
        (RunsForeignCode, &["extension"]),
    ],
};

/// Parts of nodes that do nothing themselves.
#[rustfmt::skip]
const DATA: &[&str] = &[
    "AggLimit", "AliasNode.metadata entry", "AnalyzedLogicalPlanType", "ArrowFormat",
    "ArrowOptions", "ArrowType", "AvroFormat", "AvroOptions", "BareTableReference",
    "CastNode.metadata entry", "ColumnIndex", "ColumnRelation", "ColumnStats",
    "ColumnUnnestListItem", "ColumnUnnestListRecursion", "ColumnUnnestListRecursions",
    "Constraint", "Constraints", "CreateExternalTableNode.column_defaults entry",
    "CreateExternalTableNode.options entry", "CsvFormat", "CsvOptions", "CsvSink",
    "CsvWriterOptions", "Decimal128", "Decimal128Type", "Decimal256", "Decimal256Type",
    "Decimal32", "Decimal32Type", "Decimal64", "Decimal64Type", "DfField", "DfSchema",
    "DfSchema.metadata entry", "Dictionary", "EmptyMessage", "ExplainAnalyzeCategoriesNode",
    "Field", "Field.metadata entry", "FileFormatProto", "FileGroup", "FileRange",
    "FileScanExecConf", "FileSinkConfig", "FixedSizeBinary", "FixedSizeList", "FullTableReference",
    "GenerateSeriesArgsContainsNull", "GenerateSeriesArgsDate", "GenerateSeriesArgsInt64",
    "GenerateSeriesArgsTimestamp", "HashRepartition", "IntervalDayTimeValue",
    "IntervalMonthDayNanoValue", "JoinFilter", "JoinOn", "JsonOptions", "JsonSink",
    "JsonWriterOptions", "List", "ListIndex", "ListRange", "ListUnnest", "LogicalExprList",
    "LogicalExprNodeCollection", "Map", "MaybeFilter", "MaybePhysicalSortExprs", "MergeAssignment",
    "MergeDeleteAction", "MergeInsertAction", "MergeIntoActionNode", "MergeIntoClauseNode",
    "MergeIntoOpNode", "MergeUpdateAction", "NamedStructField", "NdJsonFormat",
    "OptimizedLogicalPlanType", "OptimizedPhysicalPlanType", "ParquetCdcOptions",
    "ParquetColumnOptions", "ParquetColumnSpecificOptions", "ParquetFormat", "ParquetOptions",
    "ParquetSink", "PartialTableReference", "PartiallySortedInputOrderMode", "PartitionColumn",
    "PartitionStats", "PartitionedFile", "Partitioning", "PhysicalAliasNode",
    "PhysicalDateTimeIntervalExprNode", "PhysicalHashRepartition", "PhysicalRangePartitioning",
    "PhysicalRangeSplitPoint", "PhysicalSortExprNodeCollection", "PhysicalWhenThen",
    "PlaceholderNode.metadata entry", "PlanType", "Precision", "PrimaryKeyConstraint",
    "ProjectionColumns", "ProjectionExpr", "ProjectionExprs", "RangeRepartition",
    "RangeSplitPoint", "RecursionUnnestOption", "RunEndEncoded", "ScalarDictionaryValue",
    "ScalarFixedSizeBinary", "ScalarNestedValue", "ScalarNestedValue.Dictionary",
    "ScalarRunEndEncodedValue", "ScalarTime32Value", "ScalarTime64Value", "ScalarTimestampValue",
    "ScanLimit", "Schema", "Schema.metadata entry", "SelectionExecNode", "SortExprNode",
    "SortExprNodeCollection", "Statistics", "StringifiedPlan", "Struct", "SubqueryNode",
    "TableParquetOptions", "TableParquetOptions.key_value_metadata entry", "TableReference",
    "Timestamp", "TryCastNode.metadata entry", "Union", "UnionField", "UnionValue",
    "UniqueConstraint", "UnnestOptions", "WhenThen", "WindowFrame", "WindowFrameBound",
];

/// Values and rows.
#[rustfmt::skip]
const DATA_BYTES: &[&str] = &[
    "CsvOptions.has_header", "CsvOptions.delimiter", "CsvOptions.quote", "CsvOptions.escape",
    "CsvOptions.comment", "CsvOptions.double_quote", "CsvOptions.newlines_in_values",
    "CsvOptions.terminator", "CsvOptions.truncated_rows", "CsvOptions.ignore_leading_whitespace",
    "CsvOptions.ignore_trailing_whitespace", "Decimal128.value", "Decimal256.value",
    "Decimal32.value", "Decimal64.value", "MemoryScanExecNode.partitions",
    "ScalarFixedSizeBinary.values", "ScalarNestedValue.ipc_message",
    "ScalarNestedValue.arrow_data", "ScalarNestedValue.Dictionary.ipc_message",
    "ScalarNestedValue.Dictionary.arrow_data", "ScalarValue.binary_view_value",
    "ScalarValue.binary_value", "ScalarValue.large_binary_value",
];

/// What codecs read; the class of their node says what that comes to.
#[rustfmt::skip]
const PAYLOADS: &[&str] = &[
    "AggregateUDFExprNode.fun_definition", "HigherOrderUDFExprNode.fun_definition",
    "ScalarUDFExprNode.fun_definition", "WindowExprNode.fun_definition",
    "PhysicalAggregateExprNode.fun_definition", "PhysicalHigherOrderUdfNode.fun_definition",
    "PhysicalScalarUdfNode.fun_definition", "PhysicalWindowExprNode.fun_definition",
    "CustomTableScanNode.custom_table_data", "LogicalExtensionNode.node",
    "PhysicalExtensionNode.node", "PhysicalExtensionExprNode.expr", "CopyToNode.file_type",
    "FileFormatProto.encoded_file_format",
];
