//! Names of a union's columns. DataFusion's format does not keep them: a reader takes those of the
//! first input. Where the optimizer dropped that input the union still has its names and all others
//! have their own, so the first one travels below a projection that names its columns.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::common::Column;
use datafusion::common::tree_node::Transformed;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, LogicalPlan, Projection, Union};

use super::search::until;

/// The plan to encode: `plan` itself where every union is named as its first input.
///
/// # Errors
/// Those of making a projection.
pub(super) fn keep(plan: Cow<'_, LogicalPlan>) -> Result<Cow<'_, LogicalPlan>> {
    Ok(match needs(&plan)? {
        true => Cow::Owned(name_first_inputs(plan.into_owned())?),
        false => plan,
    })
}

fn needs(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        found = matches!(node, LogicalPlan::Union(union) if has_other_names(union));
        Ok(until(found))
    })?;
    Ok(found)
}

fn has_other_names(union: &Union) -> bool {
    union.inputs.first().is_some_and(|first| {
        let fields = first.schema().fields().iter().zip(union.schema.fields());
        fields
            .into_iter()
            .any(|(own, named)| own.name() != named.name())
    })
}

fn name_first_inputs(plan: LogicalPlan) -> Result<LogicalPlan> {
    let named = plan.transform_up_with_subqueries(|node| {
        let LogicalPlan::Union(mut union) = node else {
            return Ok(Transformed::no(node));
        };
        if !has_other_names(&union) {
            return Ok(Transformed::no(LogicalPlan::Union(union)));
        }
        if let Some(first) = union.inputs.first_mut() {
            let columns = first.schema().iter().zip(union.schema.fields());
            let columns = columns
                .map(|(own, named)| Expr::Column(Column::from(own)).alias(named.name()))
                .collect();
            let projection = Projection::try_new(columns, Arc::clone(first))?;
            *first = Arc::new(LogicalPlan::Projection(projection));
        }
        Ok(Transformed::yes(LogicalPlan::Union(union)))
    })?;
    Ok(named.data)
}
