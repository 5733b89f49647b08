//! What is small enough to be encoded, decoded and let go of where it is: on any thread, JavaScript's
//! too, with the stack that is left there, in about the time that a change of threads takes.
//!
//! Bytes are judged by the walk of [`planarium_plan_wire::check`], which sees all that their reader enters. Plans
//! in memory are walked here, no deeper than [`DEPTH`]; what this walk does not know counts as large.

mod logical;
mod physical;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::ScalarValue;

use super::{Shape, deep_expression_check};

pub(crate) use logical::{is_small_expression, is_small_logical};
pub(crate) use physical::is_small_physical;

/// Bytes of a serialised plan or expression.
pub(crate) const BYTES: usize = 64 << 10;
/// Messages inside one another.
const NESTING: usize = 200;
/// Messages of a plan.
const MESSAGES: usize = 5_000;
/// As [`planarium_plan_wire::limits::EXPRESSION_BYTES`].
const EXPRESSION_BYTES: u64 = 1 << 20;
/// Operators, expressions and types of a plan in memory that are inside one another: each is two
/// or three messages.
const DEPTH: usize = 64;
/// Operators, expressions, columns and files of a plan in memory.
const PARTS: usize = 5_000;
/// Stack that has to be left: twice what any small plan takes (`tests/engine/small_plans.rs`).
pub(crate) const STACK_BYTES: usize = 3 << 20;

/// True where the stack that is left here is enough for whatever is small.
pub(crate) fn has_room() -> bool {
    stacker::remaining_stack().is_some_and(|left| left >= STACK_BYTES)
}

/// True for `length` bytes of this shape that are decoded without waiting for the file system.
pub(crate) fn is_small_shape(shape: &Shape, length: usize) -> bool {
    length <= BYTES
        && shape.nesting <= NESTING
        && shape.messages <= MESSAGES
        && shape.expressions <= deep_expression_check::LEVELS
        && shape.expression_bytes <= EXPRESSION_BYTES
        && !shape.looks_up_paths
}

/// What is left to be walked. Every method is false once it is used up.
struct Budget {
    parts: usize,
}

impl Budget {
    fn new() -> Self {
        Self { parts: PARTS }
    }

    fn take(&mut self, parts: usize, depth: usize) -> bool {
        let left = self.parts.checked_sub(parts);
        self.parts = left.unwrap_or_default();
        left.is_some() && depth < DEPTH
    }

    fn fields(&mut self, fields: &[FieldRef], depth: usize) -> bool {
        fields.iter().all(|field| self.field(field, depth))
    }

    fn field(&mut self, field: &Field, depth: usize) -> bool {
        self.data_type(field.data_type(), depth)
    }

    fn data_type(&mut self, data_type: &DataType, depth: usize) -> bool {
        let inner = depth + 1;
        self.take(1, depth)
            && match data_type {
                DataType::List(field)
                | DataType::LargeList(field)
                | DataType::ListView(field)
                | DataType::LargeListView(field)
                | DataType::FixedSizeList(field, _)
                | DataType::Map(field, _) => self.field(field, inner),
                DataType::Struct(fields) => self.fields(fields, inner),
                DataType::Union(fields, _) => {
                    fields.iter().all(|(_, field)| self.field(field, inner))
                }
                DataType::RunEndEncoded(_, values) => self.field(values, inner),
                DataType::Dictionary(_, values) => self.data_type(values, inner),
                _ => true,
            }
    }

    /// Lists and structures are rows, of any number.
    fn literal(&mut self, value: &ScalarValue, depth: usize) -> bool {
        let text = match value {
            ScalarValue::Utf8(text)
            | ScalarValue::LargeUtf8(text)
            | ScalarValue::Utf8View(text) => text.as_ref().map_or(0, String::len),
            ScalarValue::Binary(bytes)
            | ScalarValue::LargeBinary(bytes)
            | ScalarValue::BinaryView(bytes)
            | ScalarValue::FixedSizeBinary(_, bytes) => bytes.as_ref().map_or(0, Vec::len),
            ScalarValue::Dictionary(_, value) => {
                return self.take(1, depth) && self.literal(value, depth + 1);
            }
            value if value.data_type().is_nested() => return false,
            _ => 0,
        };
        self.take(1 + text / 64, depth)
    }
}
