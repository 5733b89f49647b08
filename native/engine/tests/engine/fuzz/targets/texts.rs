//! The JSON forms of plans and expressions.

use planarium_engine::ErrorCode;
use planarium_engine::api::{
    ExecutionPlan, Expr, LogicalPlan, json_to_substrait, plan_to_json, substrait_to_json,
};
use planarium_engine::plan_file::PlanKind;

use super::super::bytes;
use super::super::corpus::{Corpus, choose};
use super::super::json;
use super::super::outcome::Outcomes;
use super::super::random::Random;
use super::World;
use super::decoders::{READING, of_kind};

pub fn make(corpus: &Corpus, random: &mut Random) -> Vec<u8> {
    let (kind, text) = match random.below(3) {
        0 => (
            b'L',
            plan_to_json(&choose(&corpus.logical, random).bytes, PlanKind::Logical),
        ),
        1 => (
            b'P',
            plan_to_json(&choose(&corpus.physical, random).bytes, PlanKind::Physical),
        ),
        _ => (
            b'S',
            substrait_to_json(&choose(&corpus.substrait, random).bytes),
        ),
    };
    let Ok(text) = text else {
        return of_kind(b'E', b"{\"literal\":{\"float64Value\":\"NaN\"}}".to_vec());
    };
    let changed = match random.below(4) {
        0 => bytes::mutated(text.as_bytes(), &[], random),
        _ => json::mutated(serde_json::from_str(&text).unwrap(), random).into_bytes(),
    };
    // An expression's JSON stands in that of the plans; read as one, all else is foreign.
    let kind = if random.once_in(20) { b'E' } else { kind };
    of_kind(kind, changed)
}

pub fn run(world: &World, input: &[u8], outcomes: &mut Outcomes) {
    let (kind, text) = input.split_first().unwrap_or((&b'L', &[]));
    let text = String::from_utf8_lossy(text);
    let session = &world.plain;
    match kind {
        b'P' => drop(outcomes.note(
            "ExecutionPlan::from_json",
            ExecutionPlan::from_json(session, &text),
            &READING,
        )),
        b'S' => {
            let documented = [
                ErrorCode::PlanFileDamaged,
                ErrorCode::PlanTooDeep,
                ErrorCode::PlanFileTooLarge,
            ];
            outcomes.note("json_to_substrait", json_to_substrait(&text), &documented);
        }
        b'E' => drop(outcomes.note("Expr::from_json", Expr::from_json(session, &text), &READING)),
        _ => drop(outcomes.note(
            "LogicalPlan::from_json",
            LogicalPlan::from_json(session, &text),
            &READING,
        )),
    }
}
