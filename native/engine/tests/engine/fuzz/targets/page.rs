//! Requests for rows of a result.

use planarium_engine::ErrorCode;
use planarium_engine::results::PageRequest;
use serde_json::json;

use super::super::bytes::{self, NUMBERS};
use super::super::corpus::Corpus;
use super::super::json as values;
use super::super::outcome::Outcomes;
use super::super::random::Random;
use super::World;

pub fn make(_: &Corpus, random: &mut Random) -> Vec<u8> {
    let number = |random: &mut Random| match random.below(3) {
        0 => random.below(1_100) as u64,
        _ => *random.pick(&NUMBERS),
    };
    let columns = match random.below(5) {
        0 => json!(null),
        1 => json!([]),
        2 => {
            let many = *random.pick(&[1, 4, 1_000, 20_000]);
            json!((0..many).map(|_| random.below(3)).collect::<Vec<_>>())
        }
        _ => json!(
            (0..random.below(5))
                .map(|_| number(random))
                .collect::<Vec<_>>()
        ),
    };
    let request = json!({ "offset": number(random), "limit": number(random), "columns": columns });
    match random.below(4) {
        0 => values::mutated(request, random).into_bytes(),
        1 => bytes::mutated(request.to_string().as_bytes(), &[], random),
        _ => request.to_string().into_bytes(),
    }
}

pub fn run(world: &World, input: &[u8], outcomes: &mut Outcomes) {
    let Ok(request) = serde_json::from_slice::<PageRequest>(input) else {
        *outcomes
            .tally
            .entry("PageRequest no request".to_string())
            .or_default() += 1;
        return;
    };
    let page = world.result.page(&request);
    outcomes.note("Query::page", page, &[ErrorCode::InvalidRequest]);
}
