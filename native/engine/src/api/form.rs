//! How plans are written out for people.

use serde::Deserialize;
use ts_rs::TS;

/// A text of a logical plan, as DataFusion writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum LogicalForm {
    /// The root operator in one line.
    Line,
    /// One line for each operator, indented by depth.
    Indent,
    /// The same with the columns and types of each.
    IndentSchema,
    /// A graph in the language of Graphviz.
    Graphviz,
    /// JSON as PostgreSQL's EXPLAIN gives it.
    PgJson,
}

/// A text of a physical plan, as DataFusion writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ExecutionForm {
    /// The root operator in one line.
    Line,
    /// One line for each operator, indented by depth.
    Indent,
    /// The same with all details.
    Verbose,
    /// The same with what each operator counted in the last run.
    Metrics,
    /// Boxes.
    Tree,
    /// A graph in the language of Graphviz.
    Graphviz,
}
