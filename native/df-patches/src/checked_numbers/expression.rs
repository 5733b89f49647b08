//! Physical expressions whose integer operations fail on overflow.

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::kernels::numeric::neg;
use datafusion::arrow::datatypes::{DataType, FieldRef, Schema};
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::interval_arithmetic::Interval;
use datafusion::logical_expr::sort_properties::ExprProperties;
use datafusion::logical_expr::{ColumnarValue, Operator};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{BinaryExpr, NegativeExpr};
use datafusion::physical_expr_common::physical_expr::proto_encode::PhysicalExprEncodeCtx;
use datafusion_proto::protobuf::PhysicalExprNode;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

/// The expression with all of its operations checked.
pub fn checked(expr: Arc<dyn PhysicalExpr>) -> Result<Transformed<Arc<dyn PhysicalExpr>>> {
    expr.transform_up(|expr| Ok(checked_node(expr)))
}

/// The operation at the top of an expression, checked.
pub fn checked_node(expr: Arc<dyn PhysicalExpr>) -> Transformed<Arc<dyn PhysicalExpr>> {
    if let Some(binary) = expr.downcast_ref::<BinaryExpr>()
        && matches!(
            binary.op(),
            Operator::Plus | Operator::Minus | Operator::Multiply
        )
    {
        let checked = binary.clone().with_fail_on_overflow(true);
        // Replaced only once: it may be checked already.
        return match checked == *binary {
            true => Transformed::no(expr),
            false => Transformed::yes(Arc::new(checked)),
        };
    }
    match expr.downcast_ref::<NegativeExpr>() {
        Some(negative) => Transformed::yes(Arc::new(CheckedNegative {
            inner: Arc::new(NegativeExpr::new(Arc::clone(negative.arg()))),
        })),
        None => Transformed::no(expr),
    }
}

/// A negation that fails for the minimum integer of its type. In texts and bytes it is the inner
/// negation.
#[derive(Debug, PartialEq, Eq, Hash)]
struct CheckedNegative {
    inner: Arc<NegativeExpr>,
}

impl fmt::Display for CheckedNegative {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

impl PhysicalExpr for CheckedNegative {
    fn data_type(&self, schema: &Schema) -> Result<DataType> {
        self.inner.data_type(schema)
    }

    fn nullable(&self, schema: &Schema) -> Result<bool> {
        self.inner.nullable(schema)
    }

    fn return_field(&self, schema: &Schema) -> Result<FieldRef> {
        self.inner.return_field(schema)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        match self.inner.arg().evaluate(batch)? {
            ColumnarValue::Array(array) => Ok(ColumnarValue::Array(neg(&array)?)),
            ColumnarValue::Scalar(scalar) => {
                let negative = neg(&scalar.to_array()?)?;
                let negative = ScalarValue::try_from_array(&negative, 0)?;
                Ok(ColumnarValue::Scalar(negative))
            }
        }
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        self.inner.children()
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        let argument = children.into_iter().next();
        let argument = argument.unwrap_or_else(|| Arc::clone(self.inner.arg()));
        Ok(Arc::new(Self {
            inner: Arc::new(NegativeExpr::new(argument)),
        }))
    }

    fn evaluate_bounds(&self, children: &[&Interval]) -> Result<Interval> {
        self.inner.evaluate_bounds(children)
    }

    fn propagate_constraints(
        &self,
        interval: &Interval,
        children: &[&Interval],
    ) -> Result<Option<Vec<Interval>>> {
        self.inner.propagate_constraints(interval, children)
    }

    fn get_properties(&self, children: &[ExprProperties]) -> Result<ExprProperties> {
        self.inner.get_properties(children)
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt_sql(f)
    }

    fn try_to_proto(&self, ctx: &PhysicalExprEncodeCtx<'_>) -> Result<Option<PhysicalExprNode>> {
        self.inner.try_to_proto(ctx)
    }
}
