//! The whole trip of the product: saved as a plan file, inspected, run in a session that knows
//! nothing.

use planarium_engine::plan_file::{InspectOptions, PlanKind, SaveOptions, inspect, prepare};
use planarium_engine::query::Query;
use planarium_engine::session::Limits;

use super::counts::Counts;
use super::property::{Case, Failure, Outcome, failed};
use super::rows::rows;
use crate::plan_support::{of_kind, save_with};

const STAGE: &str = "file";

/// `physical`: whether the physical plan can be told by itself.
pub fn check(case: &Case<'_>, physical: bool, counts: &mut Counts) -> Result<(), Failure> {
    let database = case.database;
    let file = database.folder.path().join("trip.dfplan");
    let options = SaveOptions {
        overwrite: true,
        embed_memory_tables: database.in_memory(),
        ..SaveOptions::default()
    };
    let saved = match save_with(&database.session, &case.statement.sql, &file, options) {
        Ok(saved) => saved,
        Err(error) => return super::property::refused(STAGE, &error, counts),
    };
    if saved.kinds.contains(&PlanKind::Physical) != physical {
        return failed(
            STAGE,
            format!("holds {:?}: {:?}", saved.kinds, saved.not_serialized),
        );
    }
    for kind in saved.kinds {
        let shown = inspect(&file, &InspectOptions { kind: Some(kind) });
        match shown {
            Ok(shown) if shown.refusal.is_none() && shown.consent.is_none() => {}
            other => return failed(STAGE, format!("{kind:?} is not shown: {other:?}")),
        }
        let found = run(case, &file, kind);
        let direct = || match kind {
            PlanKind::Optimized => {
                let plan = case.planned.optimized.clone().unwrap();
                rows(&Query::start_logical(
                    &database.session,
                    plan,
                    Limits::default(),
                ))
            }
            _ => case.run(),
        };
        case.same_rows(STAGE, &found, direct, counts)?;
        counts.trip(STAGE, &format!("{} ran elsewhere", kind.as_str()));
    }
    Ok(())
}

fn run(case: &Case<'_>, file: &std::path::Path, kind: PlanKind) -> Outcome {
    let (worker, file) = (case.database.stranger.clone(), file.to_path_buf());
    let work = async move {
        let prepared = prepare(&worker, file, of_kind(kind)).await?;
        Ok((prepared.sql, prepared.work))
    };
    rows(&Query::start_with(
        &case.database.stranger,
        work,
        Limits::default(),
    ))
}
