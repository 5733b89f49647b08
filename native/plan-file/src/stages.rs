//! The stages of a statement on their way to bytes.

use std::sync::Arc;

use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::ExecutionPlan;

use super::engine::PlannedStatement;
use super::manifest::PlanKind;
use super::obstacles::Obstacle;
use super::{container, copy_targets, file_sets, obstacles, raw};
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_codec::PlanSession;
use planarium_plan_codec::{self as codec, NotWritten};
use planarium_plan_model::{StageId, logical_stage, physical_stage};
use planarium_plan_wire::limits::PLAN_BYTES;

/// The stages as they are written: file sets are explicit, a COPY names its target in full.
pub(crate) struct Stages {
    pub(crate) initial: LogicalPlan,
    pub(crate) optimized: Option<LogicalPlan>,
    pub(crate) physical: Option<Arc<dyn ExecutionPlan>>,
    pub(super) options: codec::EncodeOptions,
}

impl Stages {
    pub(crate) async fn of(session: &impl PlanSession, planned: &PlannedStatement) -> Result<Self> {
        let expanded = file_sets::expand(session, &planned.initial).await?;
        let settled = |plan| file_sets::apply(plan, &expanded).map(copy_targets::in_full);
        let optimized = planned.optimized.clone();
        Ok(Self {
            initial: settled(planned.initial.clone())?,
            optimized: optimized.map(settled).transpose()?,
            physical: planned.physical.clone(),
            options: codec::EncodeOptions::default(),
        })
    }

    pub(crate) fn encode(
        &self,
        session: &impl PlanSession,
        kind: PlanKind,
    ) -> Result<Vec<u8>, Obstacle> {
        let logical = match kind {
            PlanKind::Logical => Some(&self.initial),
            PlanKind::Optimized | PlanKind::Physical => self.optimized.as_ref(),
        };
        if kind == PlanKind::Physical {
            // DataFusion's physical format always holds the rows of memory tables.
            let memory = obstacles::unasked_memory(kind, &self.initial, self.options);
            let lost = || obstacles::lost_by_physical(&self.initial);
            if let Some(obstacle) = memory.or_else(lost) {
                return Err(obstacle);
            }
        }
        let encoded = match (kind, logical, &self.physical) {
            (PlanKind::Logical | PlanKind::Optimized, Some(plan), _) => {
                codec::write_logical(session, plan, self.options).map_err(not_written)
            }
            (PlanKind::Physical, _, Some(plan)) => {
                codec::write_physical(session, plan, self.options)
            }
            _ => Err(not_written(Error::new(
                ErrorCode::PlanNotSerializable,
                "A statement that changes the session is carried out without being planned further.",
            ))),
        };
        let plan = logical.unwrap_or(&self.initial);
        encoded
            .and_then(|bytes| checked(bytes, kind).map_err(not_written))
            .map_err(|refused| obstacles::explain(kind, plan, self.options, refused))
    }

    pub(super) fn text(&self) -> String {
        let mut parts = vec![format!(
            "Initial logical plan\n\n{}\n",
            logical_stage(StageId::Initial, &self.initial).text
        )];
        if let Some(plan) = &self.optimized {
            parts.push(format!(
                "Optimized logical plan\n\n{}\n",
                logical_stage(StageId::Optimized, plan).text
            ));
        }
        if let Some(plan) = &self.physical {
            parts.push(format!(
                "Physical plan\n\n{}\n",
                physical_stage(StageId::Physical, plan).text
            ));
        }
        parts.join("\n")
    }
}

fn not_written(error: Error) -> NotWritten {
    NotWritten {
        error: Box::new(error),
        operator: None,
    }
}

/// What is written must be readable again.
pub(super) fn checked(bytes: Vec<u8>, kind: PlanKind) -> Result<Vec<u8>> {
    if bytes.len() as u64 > PLAN_BYTES {
        return Err(container::unopenable("serialised plan"));
    }
    codec::with_deep_stack(|| raw::parse(&bytes, kind).map(drop)).map(|()| bytes)
}

pub(super) fn refusal(refused: Option<&Obstacle>) -> Error {
    let Some(Obstacle { kind, part, reason }) = refused else {
        return Error::new(
            ErrorCode::PlanNotSerializable,
            "The statement has no plan that could be saved.",
        );
    };
    Error::new(
        ErrorCode::PlanNotSerializable,
        format!(
            "The {} plan cannot be turned into bytes, because of: {part}.",
            kind.as_str()
        ),
    )
    .with_hint(reason.clone())
}
