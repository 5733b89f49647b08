//! Physical plans from bytes, with expressions as the session has them.
//!
//! Bytes do not say whether an operation is checked. DataFusion's readers leave operations
//! unchecked, so each expression is adapted as it is read ([`super::PlanAdapter`]). Expressions
//! that several operators share stay shared, as with DataFusion's `DeduplicatingProtoConverter`.

use datafusion::arrow::datatypes::Schema;
use datafusion::common::{Result, internal_err};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion_proto::physical_plan::from_proto::parse_physical_expr_with_converter;
use datafusion_proto::physical_plan::{
    PhysicalExtensionCodec, PhysicalPlanDecodeContext, PhysicalPlanNodeExt,
    PhysicalProtoConverterExtension,
};
use datafusion_proto::protobuf::physical_expr_node::ExprType;
use datafusion_proto::protobuf::{PhysicalExprNode, PhysicalPlanNode};
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use super::physical_values;
use super::plan_session::PlanAdapter;

/// Reads one plan.
pub(super) struct AdaptingReader<'a> {
    adapter: &'a dyn PlanAdapter,
    /// Shared expressions by their identity.
    shared: RefCell<HashMap<u64, Arc<dyn PhysicalExpr>>>,
}

impl<'a> AdaptingReader<'a> {
    pub(super) fn new(adapter: &'a dyn PlanAdapter) -> Self {
        Self {
            adapter,
            shared: RefCell::default(),
        }
    }
}

impl PhysicalProtoConverterExtension for AdaptingReader<'_> {
    fn proto_to_execution_plan(
        &self,
        proto: &PhysicalPlanNode,
        ctx: &PhysicalPlanDecodeContext<'_>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        proto.try_into_physical_plan_with_context(ctx, self)
    }

    fn proto_to_physical_expr(
        &self,
        proto: &PhysicalExprNode,
        input_schema: &Schema,
        ctx: &PhysicalPlanDecodeContext<'_>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        let read = parse_physical_expr_with_converter(proto, input_schema, ctx, self)?;
        let read = physical_values::restored(read)?;
        let read = match &proto.expr_type {
            // A chain of one operator is read at once.
            Some(ExprType::BinaryExpr(chain)) if chain.operands.len() > 2 => {
                self.adapter.read_tree(read)?
            }
            _ => self.adapter.read_node(read)?,
        };
        let Some(id) = proto.expr_id else {
            return Ok(read);
        };
        let mut shared = self.shared.borrow_mut();
        if let Some(first) = shared.get(&id) {
            // One filter that fills in while it runs may be about other columns elsewhere.
            let children = read.children().into_iter().cloned().collect();
            return Arc::clone(first).with_new_children(children);
        }
        shared.insert(id, Arc::clone(&read));
        Ok(read)
    }

    fn execution_plan_to_proto(
        &self,
        _plan: &Arc<dyn ExecutionPlan>,
        _codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalPlanNode> {
        internal_err!("a reader of plans writes none")
    }

    fn physical_expr_to_proto(
        &self,
        _expr: &Arc<dyn PhysicalExpr>,
        _codec: &dyn PhysicalExtensionCodec,
    ) -> Result<PhysicalExprNode> {
        internal_err!("a reader of plans writes none")
    }
}
