//! What DataFusion's physical format changes of expressions: it makes a constant `Float16` a
//! `Float32`, and drops the metadata of constants, calls and casts. A call of a marker
//! ([`super::inband`]) stands for each while a plan is written, with the expression as the format
//! keeps it for its argument.
//!
//! | kind | argument | stands for |
//! |---|---|---|
//! | 9 half | a constant `REAL` | the half float |
//! | 17 noted | a constant, call or cast without metadata | the same with this metadata |
//!
//! The type and nullability of a cast with metadata are those of the call.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Schema};
use datafusion::common::config::ConfigOptions;
use datafusion::common::{ScalarValue, internal_err, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::expr::FieldMetadata;
use datafusion::physical_expr::expressions::{CastExpr, Literal};
use datafusion::physical_expr::{PhysicalExpr, ScalarFunctionExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::to_proto::serialize_physical_expr_with_converter;
use datafusion_proto::physical_plan::{
    PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalPlanNodeExt,
    PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::{PhysicalExprNode, PhysicalPlanNode};

use super::inband::{Carried, Marker};

/// Writes one plan.
pub(super) struct Writer {
    /// Whether metadata is carried: rows show it only where the plan reads it.
    pub(super) metadata: bool,
}

impl PhysicalProtoConverterExtension for Writer {
    fn execution_plan_to_proto(
        &self,
        plan: &Arc<dyn ExecutionPlan>,
        codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalPlanNode> {
        PhysicalPlanNode::try_from_physical_plan_with_converter(Arc::clone(plan), codec, self)
    }

    fn physical_expr_to_proto(
        &self,
        expr: &Arc<dyn PhysicalExpr>,
        codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalExprNode> {
        let call = carry(expr, self.metadata)?;
        serialize_physical_expr_with_converter(call.as_ref().unwrap_or(expr), codec, self)
    }

    fn proto_to_execution_plan(
        &self,
        _proto: &PhysicalPlanNode,
        _ctx: &PhysicalPlanDecodeContext<'_>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        internal_err!("a writer of plans reads none")
    }

    fn proto_to_physical_expr(
        &self,
        _proto: &PhysicalExprNode,
        _input_schema: &Schema,
        _ctx: &PhysicalPlanDecodeContext<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        internal_err!("a writer of plans reads none")
    }
}

/// The call that stands for `expr`; `None` where the format keeps it.
fn carry(expr: &Arc<dyn PhysicalExpr>, metadata: bool) -> Result<Option<Arc<dyn PhysicalExpr>>> {
    let noted = match metadata {
        true => own_metadata(expr)?.filter(|field| !field.metadata().is_empty()),
        false => None,
    };
    if let Some(field) = noted {
        let bare = with_field(expr, &without_metadata(&field))?;
        let mut metadata: Vec<(String, String)> = field.metadata().clone().into_iter().collect();
        metadata.sort();
        let field = without_metadata(&field);
        return Ok(Some(call(Carried::Noted { metadata }, bare, field)));
    }
    let half = expr.downcast_ref::<Literal>().map(Literal::value);
    let Some(half @ ScalarValue::Float16(_)) = half else {
        return Ok(None);
    };
    let single = Arc::new(Literal::new(half.cast_to(&DataType::Float32)?));
    let field = Arc::new(Field::new("lit", DataType::Float16, half.is_null()));
    Ok(Some(call(Carried::Half, single, field)))
}

/// The field with the metadata of its own that `expr` has, and no argument of it.
fn own_metadata(expr: &Arc<dyn PhysicalExpr>) -> Result<Option<FieldRef>> {
    if let Some(cast) = expr.downcast_ref::<CastExpr>() {
        return Ok(cast
            .has_explicit_metadata()
            .then(|| Arc::clone(cast.target_field())));
    }
    if expr.downcast_ref::<Literal>().is_none()
        && expr.downcast_ref::<ScalarFunctionExpr>().is_none()
    {
        return Ok(None);
    }
    expr.return_field(&Schema::empty()).map(Some)
}

/// A constant, call or cast whose field is `field`.
fn with_field(expr: &Arc<dyn PhysicalExpr>, field: &FieldRef) -> Result<Arc<dyn PhysicalExpr>> {
    if let Some(literal) = expr.downcast_ref::<Literal>() {
        let metadata = FieldMetadata::new_from_field(field);
        let metadata = (!metadata.is_empty()).then_some(metadata);
        let literal = Literal::new_with_metadata(literal.value().clone(), metadata);
        return Ok(Arc::new(literal));
    }
    if let Some(cast) = expr.downcast_ref::<CastExpr>() {
        let (inner, options) = (Arc::clone(cast.expr()), Some(cast.cast_options().clone()));
        let cast = CastExpr::new_with_target_field(inner, Arc::clone(field), options);
        return Ok(Arc::new(cast));
    }
    let Some(function) = expr.downcast_ref::<ScalarFunctionExpr>() else {
        return plan_err!("DFJSSQ: metadata of an expression of an unknown kind");
    };
    Ok(Arc::new(ScalarFunctionExpr::new(
        function.name(),
        Arc::new(function.fun().clone()),
        function.args().to_vec(),
        Arc::clone(field),
        Arc::new(function.config_options().clone()),
    )))
}

fn without_metadata(field: &FieldRef) -> FieldRef {
    Arc::new(field.as_ref().clone().with_metadata(Default::default()))
}

fn call(
    carried: Carried,
    argument: Arc<dyn PhysicalExpr>,
    field: FieldRef,
) -> Arc<dyn PhysicalExpr> {
    Arc::new(ScalarFunctionExpr::new(
        carried.function_name(),
        Marker::function(carried),
        vec![argument],
        field,
        Arc::new(ConfigOptions::default()),
    ))
}

/// What `expr` stands for, if it is the call of such a marker.
///
/// # Errors
/// Where a marker and its argument do not fit each other, naming `DFJSSQ`.
pub(super) fn restored(expr: Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
    let found = expr.downcast_ref::<ScalarFunctionExpr>();
    let Some((call, carried)) = found.and_then(|call| Some((call, Marker::of(call.fun())?))) else {
        return Ok(expr);
    };
    match (carried, call.args()) {
        (Carried::Half, [argument]) => {
            let value = argument.downcast_ref::<Literal>().map(Literal::value);
            let Some(single @ ScalarValue::Float32(_)) = value else {
                return unfit("a half float");
            };
            Ok(Arc::new(Literal::new(single.cast_to(&DataType::Float16)?)))
        }
        (Carried::Noted { metadata }, [argument]) => {
            let field = match argument.downcast_ref::<CastExpr>() {
                Some(_) => call.return_field(&Schema::empty())?,
                None => match own_metadata(argument)? {
                    Some(field) => field,
                    None => return unfit("metadata"),
                },
            };
            let metadata = metadata.iter().cloned().collect();
            let field = field.as_ref().clone().with_metadata(metadata);
            with_field(argument, &Arc::new(field))
        }
        // The mark of an operator, which a filter has.
        (_, []) => Ok(expr),
        _ => unfit("the arguments of a marker"),
    }
}

fn unfit<T>(what: &str) -> Result<T> {
    plan_err!("DFJSSQ: {what} does not fit what it carries")
}
