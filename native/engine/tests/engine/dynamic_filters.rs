//! A filter that a join fills in while it runs is shared with the scan below it. After the trip
//! of a physical plan it is still one.

use std::sync::Arc;

use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::DynamicFilterPhysicalExpr;
use datafusion::physical_plan::{ExecutionPlan, collect, displayable};
use planarium_engine::Session;
use planarium_engine::codec::{decode_physical, encode_physical, parse_physical, with_deep_stack};
use planarium_engine::query::plan_last;

use crate::coverage_support::{run, session_with_tables};
use crate::support::{sorted_rows, wait};

fn physical(session: &Session, sql: &str) -> Arc<dyn ExecutionPlan> {
    let (worker, text) = (session.clone(), sql.to_string());
    let planned = wait(session, async move { plan_last(&worker, &text).await }).unwrap();
    planned.physical.unwrap()
}

fn trip(session: &Session, plan: &Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
    let bytes = encode_physical(session.codecs(), plan).unwrap();
    let context = session.context().task_ctx();
    with_deep_stack(|| decode_physical(session.codecs(), &parse_physical(&bytes)?, &context))
        .unwrap()
}

/// Identities of the dynamic filters that the operators of `plan` hold.
fn filters(plan: &Arc<dyn ExecutionPlan>) -> Vec<(String, u64)> {
    let mut found = Vec::new();
    plan.apply(|node| {
        node.apply_expressions(&mut |expression: &Arc<dyn PhysicalExpr>| {
            expression.apply(|part| {
                if part.downcast_ref::<DynamicFilterPhysicalExpr>().is_some() {
                    let identity = part.expression_id().unwrap();
                    found.push((node.name().to_string(), identity));
                }
                Ok(TreeNodeRecursion::Continue)
            })
        })?;
        Ok(TreeNodeRecursion::Continue)
    })
    .unwrap();
    found
}

/// Rows that the scans of a plan left out, by what their metrics tell.
fn pruned(session: &Session, plan: &Arc<dyn ExecutionPlan>) -> (Vec<String>, usize) {
    let context = session.context().task_ctx();
    let rows = session
        .runtime()
        .block_on(collect(Arc::clone(plan), context))
        .unwrap();
    let mut scanned = 0;
    plan.apply(|node| {
        if node.name() == "DataSourceExec"
            && let Some(metrics) = node.metrics()
        {
            scanned += metrics.output_rows().unwrap_or_default();
        }
        Ok(TreeNodeRecursion::Continue)
    })
    .unwrap();
    (sorted_rows(&rows), scanned)
}

#[test]
fn a_filter_of_a_join_reaches_the_scan_after_the_trip() {
    let (session, folder) = session_with_tables();
    for (name, rows) in [("many", 20_000), ("few", 5)] {
        let path = folder.path().join(format!("{name}.parquet"));
        let path = path.display();
        run(
            &session,
            &format!(
                "COPY (SELECT value AS n, value * 2 AS m FROM generate_series(1, {rows})) TO '{path}' \
                 STORED AS PARQUET OPTIONS ('format.max_row_group_size' '1000')"
            ),
        );
        run(
            &session,
            &format!("CREATE EXTERNAL TABLE {name} STORED AS PARQUET LOCATION '{path}'"),
        );
    }
    let sql = "SELECT many.m FROM few JOIN many ON few.n = many.n WHERE few.m > 2";
    let plan = physical(&session, sql);
    let text = displayable(plan.as_ref()).indent(false).to_string();
    assert!(text.contains("DynamicFilter"), "{text}");
    let before = filters(&plan);
    let again = trip(&session, &plan);
    let after = filters(&again);
    let names = |filters: &[(String, u64)]| -> Vec<String> {
        filters.iter().map(|(name, _)| name.clone()).collect()
    };
    assert_eq!(names(&after), names(&before));
    assert!(
        names(&after).contains(&"HashJoinExec".to_string()),
        "{after:?}"
    );
    assert!(
        names(&after).contains(&"DataSourceExec".to_string()),
        "{after:?}"
    );
    assert!(
        after.iter().all(|(_, identity)| *identity == after[0].1),
        "{after:?}"
    );

    let (expected, scanned) = pruned(&session, &plan);
    let (rows, scanned_again) = pruned(&session, &again);
    assert_eq!(rows, expected);
    assert_eq!(scanned_again, scanned);
    assert!(scanned_again < 20_000, "{scanned_again} rows were scanned");
}
