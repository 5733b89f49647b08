//! What is asked of a view, and what it answers. Mirrors `app/shared/resultView.ts`.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Which rows of a result, in which order. An empty one gives all rows in their own order.
#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct ViewRequest {
    /// The most important key first; rows that are equal stay in the order of the result.
    #[ts(as = "Option<Vec<SortKey>>")]
    pub sort: Vec<SortKey>,
    /// A row must pass all of them.
    #[ts(as = "Option<Vec<RowFilter>>")]
    pub filter: Vec<RowFilter>,
    /// A text that one of the columns must hold; upper and lower case are the same.
    pub find: Option<String>,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[ts(rename = "ResultSortKey")]
pub struct SortKey {
    #[ts(type = "number")]
    pub column: usize,
    pub descending: bool,
    pub nulls_first: bool,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct RowFilter {
    #[ts(type = "number")]
    pub column: usize,
    pub op: FilterOp,
    /// As text, in the form that a cast to the column's type takes: one, two for `between`, any
    /// number for `in`, none for `isNull` and `isNotNull`.
    pub values: Vec<String>,
}

/// NULL passes `isNull` only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum FilterOp {
    Equals,
    NotEquals,
    /// The value's text holds the other one; upper and lower case are the same.
    Contains,
    Less,
    Greater,
    /// Both ends are included.
    Between,
    IsNull,
    IsNotNull,
    In,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ViewInfo {
    pub view_id: String,
    /// Rows that pass.
    #[ts(type = "number")]
    pub rows: usize,
}

/// Of the view or search that is being made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ViewProgress {
    /// Rows that were read so far.
    #[ts(type = "number")]
    pub read: usize,
    #[ts(type = "number")]
    pub total: usize,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FindRequest {
    /// Default: the result in its own order.
    #[serde(default)]
    #[ts(optional)]
    pub view_id: Option<String>,
    pub text: String,
}

#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "FoundRows")]
pub struct Found {
    pub find_id: String,
    /// Rows that hold the text.
    #[ts(type = "number")]
    pub rows: usize,
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MatchRequest {
    pub find_id: String,
    /// The row in the view that the match follows, or precedes.
    #[ts(type = "number")]
    pub row: usize,
    #[serde(default)]
    #[ts(optional, as = "Option<bool>")]
    pub backward: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(rename = "FoundMatch")]
pub struct Match {
    /// Which of the rows with the text, from 0.
    #[ts(type = "number")]
    pub index: usize,
    /// Its place in the view.
    #[ts(type = "number")]
    pub row: usize,
    /// The first column that holds the text.
    #[ts(type = "number")]
    pub column: usize,
}
