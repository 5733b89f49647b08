//! The allow-list over Substrait's relations and expressions, as [`super::datafusion_types`]. Tables go
//! by name, those of local files too: the session's tables are read, never files that the plan
//! chooses.

use super::format::{Class, Format, Node};
use planarium_plan_wire::schema::substrait_messages::MESSAGES;

use Class::{Computes, RunsForeignCode, Writes};

pub(super) static SUBSTRAIT: Format = Format {
    types: MESSAGES,
    nodes: &[REL, READ, EXPRESSION],
    data: DATA,
    data_bytes: DATA_BYTES,
    payloads: &[],
    foreign: FOREIGN,
    is_datafusion: false,
};

#[rustfmt::skip]
const REL: Node = Node {
    name: "Rel",
    arms: &[
        (Computes, &[
            "read", "filter", "fetch", "aggregate", "sort", "join", "project", "set", "cross",
            "hash_join", "merge_join", "exchange", "expand", "window", "nested_loop_join",
            "reference",
        ]),
        (Writes, &["write", "ddl", "update"]),
        (RunsForeignCode, &["extension_single", "extension_multi", "extension_leaf"]),
    ],
};

#[rustfmt::skip]
const READ: Node = Node {
    name: "ReadRel",
    arms: &[
        (Computes, &[
            "common", "base_schema", "filter", "projection", "virtual_table", "local_files",
            "named_table", "iceberg_table", "advanced_extension", "best_effort_filter",
        ]),
        (RunsForeignCode, &["extension_table"]),
    ],
};

#[rustfmt::skip]
const EXPRESSION: Node = Node {
    name: "Expression",
    arms: &[
        (Computes, &[
            "literal", "selection", "scalar_function", "window_function", "if_then",
            "switch_expression", "singular_or_list", "multi_or_list", "enum", "cast", "subquery",
            "nested", "dynamic_parameter", "lambda", "lambda_invocation",
        ]),
    ],
};

/// Parts that do nothing themselves.
#[rustfmt::skip]
const DATA: &[&str] = &[
    "AggregateFunction", "AggregateRel.Grouping", "AggregateRel.Measure", "ComparisonJoinKey",
    "ComparisonJoinKey.ComparisonType", "ConsistentPartitionWindowRel.WindowRelFunction",
    "DynamicParameterBinding", "ExchangeRel.Broadcast", "ExchangeRel.ExchangeTarget",
    "ExchangeRel.MultiBucketExpression", "ExchangeRel.RoundRobin", "ExchangeRel.ScatterFields",
    "ExchangeRel.SingleBucketExpression", "ExpandRel.ExpandField", "ExpandRel.SwitchingField",
    "Expression.Enum.Empty", "Expression.FieldReference.LambdaParameterReference",
    "Expression.FieldReference.OuterReference", "Expression.FieldReference.RootReference",
    "Expression.IfThen.IfClause", "Expression.Literal.Decimal",
    "Expression.Literal.IntervalCompound", "Expression.Literal.IntervalDayToSecond",
    "Expression.Literal.IntervalYearToMonth", "Expression.Literal.List", "Expression.Literal.Map",
    "Expression.Literal.Map.KeyValue", "Expression.Literal.PrecisionTime",
    "Expression.Literal.PrecisionTimestamp", "Expression.Literal.Struct",
    "Expression.Literal.UserDefined", "Expression.Literal.VarChar",
    "Expression.MaskExpression.ListSelect", "Expression.MaskExpression.ListSelect.ListSelectItem",
    "Expression.MaskExpression.ListSelect.ListSelectItem.ListElement",
    "Expression.MaskExpression.ListSelect.ListSelectItem.ListSlice",
    "Expression.MaskExpression.MapSelect", "Expression.MaskExpression.MapSelect.MapKey",
    "Expression.MaskExpression.MapSelect.MapKeyExpression", "Expression.MaskExpression.Select",
    "Expression.MaskExpression.StructItem", "Expression.MaskExpression.StructSelect",
    "Expression.MultiOrList.Record", "Expression.Nested.List", "Expression.Nested.Map",
    "Expression.Nested.Map.KeyValue", "Expression.Nested.Struct", "Expression.ReferenceSegment",
    "Expression.ReferenceSegment.ListElement", "Expression.ReferenceSegment.MapKey",
    "Expression.ReferenceSegment.StructField", "Expression.Subquery.InPredicate",
    "Expression.Subquery.Scalar", "Expression.Subquery.SetComparison",
    "Expression.Subquery.SetPredicate", "Expression.SwitchExpression.IfValue",
    "Expression.WindowFunction.Bound", "Expression.WindowFunction.Bound.CurrentRow",
    "Expression.WindowFunction.Bound.Following", "Expression.WindowFunction.Bound.Preceding",
    "Expression.WindowFunction.Bound.Unbounded", "ExtensionObject", "FunctionArgument",
    "FunctionOption", "NamedObjectWrite", "NamedTable", "Plan", "PlanRel", "PlanVersion",
    "ReadRel.IcebergTable.MetadataFileRead", "ReadRel.LocalFiles.FileOrFiles",
    "ReadRel.LocalFiles.FileOrFiles.ArrowReadOptions",
    "ReadRel.LocalFiles.FileOrFiles.DelimiterSeparatedTextReadOptions",
    "ReadRel.LocalFiles.FileOrFiles.DwrfReadOptions",
    "ReadRel.LocalFiles.FileOrFiles.OrcReadOptions",
    "ReadRel.LocalFiles.FileOrFiles.ParquetReadOptions", "RelCommon.Direct", "RelCommon.Emit",
    "RelCommon.Hint", "RelCommon.Hint.LoadedComputation", "RelCommon.Hint.RuntimeConstraint",
    "RelCommon.Hint.SavedComputation", "RelCommon.Hint.Stats", "RelRoot",
    "SimpleExtensionDeclaration", "SimpleExtensionDeclaration.ExtensionFunction",
    "SimpleExtensionDeclaration.ExtensionType",
    "SimpleExtensionDeclaration.ExtensionTypeVariation", "SimpleExtensionURN", "SortField", "Type",
    "Type.Binary", "Type.Boolean", "Type.Date", "Type.Decimal", "Type.FP32", "Type.FP64",
    "Type.FixedBinary", "Type.FixedChar", "Type.Func", "Type.I16", "Type.I32", "Type.I64",
    "Type.I8", "Type.IntervalCompound", "Type.IntervalDay", "Type.IntervalYear", "Type.List",
    "Type.Map", "Type.Parameter", "Type.PrecisionTime", "Type.PrecisionTimestamp",
    "Type.PrecisionTimestampTZ", "Type.String", "Type.Struct", "Type.Time", "Type.Timestamp",
    "Type.TimestampTZ", "Type.TypeAliasReference", "Type.UUID", "Type.UserDefined", "Type.VarChar",
    "TypeAlias", "UpdateRel.TransformExpression", "Version", "google.protobuf.Any",
    "google.protobuf.Empty",
];

#[rustfmt::skip]
const DATA_BYTES: &[&str] = &[
    "Expression.Literal.binary", "Expression.Literal.fixed_binary", "Expression.Literal.uuid",
    "Expression.Literal.Decimal.value",
];

/// Functions that the plan brings.
#[rustfmt::skip]
const FOREIGN: &[&str] = &[
    "Expression.EmbeddedFunction", "Expression.EmbeddedFunction.PythonPickleFunction",
    "Expression.EmbeddedFunction.WebAssemblyFunction",
];
