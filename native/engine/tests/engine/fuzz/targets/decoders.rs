//! Serialised plans and expressions into values, and back into bytes.

use planarium_engine::api::{ExecutionPlan, Expr, LogicalPlan};
use planarium_engine::{ErrorCode, Session};

use super::super::outcome::Outcomes;
use super::World;
use crate::support::wait;

/// How reading a plan may fail.
pub const READING: [ErrorCode; 5] = [
    ErrorCode::PlanFileDamaged,
    ErrorCode::PlanTooDeep,
    ErrorCode::PlanFileTooLarge,
    // The words of a frame: no such codec here, another version.
    ErrorCode::PlanExtensionNeeded,
    ErrorCode::PlanVersionDiffers,
];
const SUBSTRAIT: [ErrorCode; 6] = [
    ErrorCode::PlanFileDamaged,
    ErrorCode::PlanTooDeep,
    ErrorCode::PlanFileTooLarge,
    ErrorCode::TableUnknown,
    ErrorCode::SubstraitUnsupported,
    ErrorCode::PlanVersionDiffers,
];
/// How a value that was read may fail to be written.
const WRITING: [ErrorCode; 1] = [ErrorCode::PlanNotSerializable];

/// An input whose first byte says what the rest is: `L`, `P`, `E` or `S`.
pub fn of_kind(kind: u8, bytes: Vec<u8>) -> Vec<u8> {
    [vec![kind], bytes].concat()
}

pub fn run(world: &World, input: &[u8], outcomes: &mut Outcomes) {
    read(&world.plain, world, input, outcomes);
}

/// As [`run`], in another session than the plain one.
pub fn read(session: &Session, world: &World, input: &[u8], outcomes: &mut Outcomes) {
    let Some((kind, bytes)) = input.split_first() else {
        return;
    };
    match kind {
        b'P' => {
            let read = ExecutionPlan::from_bytes(session, bytes);
            if let Some(plan) = outcomes.note("ExecutionPlan::from_bytes", read, &READING) {
                let written = session.runtime().block_on(plan.to_bytes(session));
                outcomes.note("ExecutionPlan::to_bytes", written, &WRITING);
            }
        }
        b'E' => {
            let read = Expr::from_bytes(session, bytes);
            if let Some(expr) = outcomes.note("Expr::from_bytes", read, &READING) {
                outcomes.note("Expr::to_bytes", expr.to_bytes(session), &WRITING);
            }
        }
        b'S' => {
            let (worker, bytes) = (world.with_tables.clone(), bytes.to_vec());
            let read = wait(&world.with_tables, async move {
                LogicalPlan::from_substrait(&worker, &bytes).await
            });
            if let Some(plan) = outcomes.note("LogicalPlan::from_substrait", read, &SUBSTRAIT) {
                let written = plan.to_substrait(&world.with_tables);
                let documented = [
                    ErrorCode::SubstraitUnsupported,
                    ErrorCode::PlanTooDeep,
                    ErrorCode::PlanFileTooLarge,
                ];
                outcomes.note("LogicalPlan::to_substrait", written, &documented);
            }
        }
        _ => {
            let read = LogicalPlan::from_bytes(session, bytes);
            if let Some(plan) = outcomes.note("LogicalPlan::from_bytes", read, &READING) {
                outcomes.note("LogicalPlan::to_bytes", plan.to_bytes(session), &WRITING);
            }
        }
    }
}
