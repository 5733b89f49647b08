//! A saved plan reads like the plan it came from.

use std::fs;

use planarium_engine::plan::{PlanStage, StageId, logical_stage, physical_stage};
use planarium_engine::plan_file::{InspectOptions, PlanKind, inspect};
use planarium_engine::query::plan_last;

use crate::plan_support::save_sql;
use crate::support::{session, wait};

fn titles(stage: &PlanStage) -> Vec<(String, String)> {
    stage
        .nodes
        .iter()
        .map(|node| (node.operator.clone(), node.title.clone()))
        .collect()
}

#[test]
fn titles_and_columns_agree_with_the_plan_in_memory() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let csv = folder.path().join("cities.csv");
    fs::write(
        &csv,
        "name,people,land\nBern,134,CH\nOslo,709,NO\nRiga,605,LV\n",
    )
    .unwrap();
    let t = format!("'{}'", csv.display());
    let statements = [
        format!("SELECT land, sum(people) FROM {t} GROUP BY land ORDER BY 2 DESC LIMIT 2"),
        format!("SELECT a.name FROM {t} a JOIN {t} b ON a.land = b.land WHERE b.people > 5"),
        format!("SELECT a.name FROM {t} a CROSS JOIN {t} b"),
        format!("SELECT name FROM {t} UNION ALL SELECT land FROM {t} ORDER BY 1"),
        format!("SELECT DISTINCT land FROM {t} LIMIT 3 OFFSET 1"),
        format!("SELECT name, rank() OVER (PARTITION BY land ORDER BY people) FROM {t}"),
        "SELECT 1".to_string(),
        "SELECT * FROM generate_series(1, 3)".to_string(),
    ];
    for (number, sql) in statements.iter().enumerate() {
        let file = folder.path().join(format!("{number}.dfplan"));
        let saved = save_sql(&session, sql, &file).unwrap();
        let (worker, text) = (session.clone(), sql.clone());
        let planned = wait(&session, async move { plan_last(&worker, &text).await }).unwrap();
        for kind in saved.kinds {
            let shown = inspect(&file, &InspectOptions { kind: Some(kind) })
                .unwrap()
                .stage;
            let own = match kind {
                PlanKind::Logical => logical_stage(StageId::Initial, &planned.initial),
                PlanKind::Optimized => {
                    logical_stage(StageId::Optimized, planned.optimized.as_ref().unwrap())
                }
                PlanKind::Physical => {
                    physical_stage(StageId::Physical, planned.physical.as_ref().unwrap())
                }
            };
            assert_eq!(titles(&shown), titles(&own), "{sql} {kind:?}");
            for (shown, own) in shown.nodes.iter().zip(&own.nodes) {
                if shown.title.starts_with("Scan ") && !shown.columns.is_empty() {
                    assert_eq!(shown.columns, own.columns, "{sql} {kind:?}");
                }
            }
        }
    }
}

#[test]
fn a_yield_point_says_what_it_is_for() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let csv = folder.path().join("n.csv");
    fs::write(&csv, "n\n1\n").unwrap();
    let sql = format!(
        "SELECT a.n FROM '{0}' a JOIN '{0}' b ON a.n = b.n",
        csv.display()
    );
    let file = folder.path().join("join.dfplan");
    save_sql(&session, &sql, &file).unwrap();
    let (worker, text) = (session.clone(), sql.clone());
    let planned = wait(&session, async move { plan_last(&worker, &text).await }).unwrap();
    let own = physical_stage(StageId::Physical, planned.physical.as_ref().unwrap());
    let kind = Some(PlanKind::Physical);
    let shown = inspect(&file, &InspectOptions { kind }).unwrap().stage;
    for stage in [own, shown] {
        let node = stage
            .nodes
            .iter()
            .find(|node| node.title == "Cooperative yield")
            .unwrap();
        assert_eq!(node.argument, "no work of its own");
        assert_eq!(node.attributes[0].name, "purpose");
        assert_eq!(node.detail, "CooperativeExec");
    }
}

#[test]
fn patterns_are_rendered_as_they_are_written() {
    let (session, folder) = (session(), tempfile::tempdir().unwrap());
    let csv = folder.path().join("cities.csv");
    fs::write(&csv, "name\nBern\n").unwrap();
    for (number, operator) in ["LIKE", "NOT LIKE", "ILIKE", "NOT ILIKE"]
        .iter()
        .enumerate()
    {
        let sql = format!(
            "SELECT name FROM '{}' WHERE name {operator} '%e_n%'",
            csv.display()
        );
        let file = folder.path().join(format!("{number}.dfplan"));
        save_sql(&session, &sql, &file).unwrap();
        for kind in PlanKind::ALL {
            let shown = inspect(&file, &InspectOptions { kind: Some(kind) }).unwrap();
            let filter = shown
                .stage
                .nodes
                .iter()
                .find(|node| node.title == "Filter")
                .unwrap();
            // Logical plans name the table as well.
            let expected = format!("name {operator} '%e_n%'");
            let argument = &filter.argument;
            assert!(argument.ends_with(&expected), "{kind:?}: {argument}");
        }
    }
}
