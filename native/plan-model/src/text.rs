//! Plans as text, for people and for the command line.

use std::fmt::Write;
use std::sync::Arc;

use datafusion::physical_plan::{ExecutionPlan, displayable};

use super::model::PlanStage;

/// How a plan is written out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextStyle {
    /// DataFusion's indented lines.
    Indent,
    /// A drawn tree: boxes for physical plans, branches for logical ones.
    Tree,
}

/// The text of a stage. `plan` is the physical plan the stage was made from;
/// without one a tree is drawn from the model.
pub fn render(
    stage: &PlanStage,
    plan: Option<&Arc<dyn ExecutionPlan>>,
    style: TextStyle,
) -> String {
    match (style, plan) {
        (TextStyle::Indent, _) => stage.text.clone(),
        (TextStyle::Tree, Some(plan)) => displayable(plan.as_ref()).tree_render().to_string(),
        (TextStyle::Tree, None) => branches(stage),
    }
}

/// One line per operator: `title  argument` behind box-drawing branches.
fn branches(stage: &PlanStage) -> String {
    let mut text = String::new();
    // (node, prefix of its own line, prefix of its children's lines)
    let mut pending = vec![(0_usize, String::new(), String::new())];
    while let Some((id, own, below)) = pending.pop() {
        let Some(node) = stage.nodes.get(id) else {
            continue;
        };
        let gap = if node.argument.is_empty() { "" } else { "  " };
        let _ = writeln!(text, "{own}{}{gap}{}", node.title, node.argument);
        for (index, child) in node.children.iter().enumerate().rev() {
            let last = index + 1 == node.children.len();
            let (branch, rail) = if last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            pending.push((
                *child as usize,
                format!("{below}{branch}"),
                format!("{below}{rail}"),
            ));
        }
    }
    text
}

/// Indented text from the one-line displays of a stage's operators.
pub(super) fn indented(lines: &[(usize, String)]) -> String {
    let mut text = String::new();
    for (depth, line) in lines {
        text.extend(std::iter::repeat_n("  ", *depth));
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}
