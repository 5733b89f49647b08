//! The model of real plans.

use std::sync::Arc;

use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, lit};
use datafusion::physical_plan::{ExecutionPlan, displayable};
use datafusion::prelude::SessionContext;

use super::*;

const SQL: &str = "SELECT a, sum(b) AS total FROM (VALUES (1, 2), (3, 4)) AS t(a, b) \
                   WHERE a IN (SELECT c FROM (VALUES (1)) AS u(c)) GROUP BY a ORDER BY total DESC LIMIT 5";

async fn plans(sql: &str) -> (LogicalPlan, Arc<dyn ExecutionPlan>) {
    let context = SessionContext::new();
    let frame = context.sql(sql).await.unwrap();
    let logical = frame.logical_plan().clone();
    (logical, frame.create_physical_plan().await.unwrap())
}

#[tokio::test]
async fn logical_text_is_datafusions_own() {
    let (logical, _) = plans(SQL).await;
    let stage = logical_stage(StageId::Initial, &logical);
    assert_eq!(stage.text, logical.display_indent().to_string());
}

#[tokio::test]
async fn physical_text_is_datafusions_own() {
    let (_, physical) = plans(SQL).await;
    let stage = physical_stage(StageId::Physical, &physical);
    assert_eq!(
        stage.text,
        displayable(physical.as_ref())
            .indent(false)
            .to_string()
            .trim_end()
    );
}

#[tokio::test]
async fn subqueries_are_children_of_their_operator() {
    let (logical, _) = plans(SQL).await;
    let stage = logical_stage(StageId::Initial, &logical);
    let filter = stage
        .nodes
        .iter()
        .find(|node| node.operator == "Filter")
        .unwrap();
    let below: Vec<&str> = filter
        .children
        .iter()
        .map(|id| stage.nodes[*id as usize].operator.as_str())
        .collect();
    assert_eq!(below, ["Subquery", "SubqueryAlias"]);
}

#[tokio::test]
async fn what_writes_files_says_where() {
    let target = std::env::temp_dir().join("never-written.csv");
    let (logical, physical) =
        plans(&format!("COPY (SELECT 1 AS a) TO '{}'", target.display())).await;
    for (stage, operator) in [
        (logical_stage(StageId::Initial, &logical), "CopyTo"),
        (physical_stage(StageId::Physical, &physical), "DataSinkExec"),
    ] {
        let node = stage.nodes.iter().find(|node| node.operator == operator);
        let argument = &node.unwrap().argument;
        assert!(argument.starts_with("csv · "), "{argument}");
        let location = node
            .unwrap()
            .attributes
            .iter()
            .find(|attribute| attribute.name == "location");
        assert!(
            location.unwrap().value.ends_with("never-written.csv"),
            "{location:?}"
        );
    }
    assert!(!target.exists());
}

#[tokio::test]
async fn titles_are_plain_words() {
    let (_, physical) = plans(SQL).await;
    let stage = physical_stage(StageId::Physical, &physical);
    assert!(
        stage.nodes[0].title.contains("(top 5)"),
        "{}",
        stage.nodes[0].title
    );
    assert!(
        stage.nodes.iter().any(|node| node.title == "Hash join"),
        "{}",
        stage.text
    );
    assert!(
        stage
            .nodes
            .iter()
            .enumerate()
            .all(|(place, node)| node.id as usize == place)
    );
}

#[test]
fn five_thousand_operators_need_no_deep_stack() {
    let mut plan = LogicalPlanBuilder::values(vec![vec![lit(1)]]).unwrap();
    for _ in 0..5_000 {
        plan = plan.alias("t").unwrap();
    }
    let plan = plan.build().unwrap();
    let stage = std::thread::scope(|scope| {
        let small = std::thread::Builder::new().stack_size(512 * 1024);
        small
            .spawn_scoped(scope, || logical_stage(StageId::Initial, &plan))
            .unwrap()
            .join()
            .unwrap()
    });
    assert_eq!(stage.nodes.len(), 5_001);
    // Dropping a deep plan recurses in its shared pointers: that is not what is tested here.
    std::mem::forget(plan);
}
