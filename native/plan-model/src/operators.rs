//! Words for operators whose expressions are text already: the same for plans in memory and for
//! plans in bytes.

use datafusion::common::JoinType;

use super::model::Attribute;
use super::words::{counted, dotted, list, shorten};

/// What is said about one operator.
pub struct Words {
    pub operator: String,
    pub title: String,
    pub argument: String,
    pub attributes: Vec<Attribute>,
}

impl Words {
    pub fn new(operator: &str, title: impl Into<String>) -> Self {
        Self {
            operator: operator.to_string(),
            title: title.into(),
            argument: String::new(),
            attributes: Vec::new(),
        }
    }

    pub fn argument(mut self, argument: impl Into<String>) -> Self {
        self.argument = argument.into();
        self
    }

    /// Adds an attribute unless its value is empty.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.attributes.push(Attribute::new(name, value));
        }
        self
    }

    /// An operator told by a list of expressions.
    pub fn columns(self, expressions: &[String]) -> Self {
        self.argument(list(expressions))
            .with("expressions", expressions.join(", "))
    }

    pub fn filter(self, predicate: String) -> Self {
        self.argument(shorten(&predicate))
            .with("predicate", predicate)
    }

    pub fn aggregate(self, groups: &[String], aggregates: &[String]) -> Self {
        let by = if groups.is_empty() {
            String::new()
        } else {
            format!("by {}", list(groups))
        };
        self.argument(dotted([by, list(aggregates)]))
            .with("group by", groups.join(", "))
            .with("aggregates", aggregates.join(", "))
    }

    pub fn order_by(self, keys: &[String]) -> Self {
        self.argument(list(keys)).with("order by", keys.join(", "))
    }

    /// A join on `pairs` of equal columns; `short` leaves the tables out of its argument.
    pub fn join(
        self,
        pairs: &[(String, String)],
        short: bool,
        kind: JoinType,
        filter: String,
    ) -> Self {
        let on: Vec<String> = pairs
            .iter()
            .map(|(left, right)| format!("{left} = {right}"))
            .collect();
        let shown: Vec<String> = match short {
            true => pairs.iter().map(short_condition).collect(),
            false => on.clone(),
        };
        let kind = kind.to_string();
        self.argument(dotted([list(&shown), kind.to_lowercase()]))
            .with("type", kind)
            .with("on", on.join(" AND "))
            .with("filter", filter)
    }

    /// Rows that stand in the plan itself.
    pub fn rows(self, count: usize, values: String) -> Self {
        self.argument(counted(count, "row")).with("values", values)
    }

    /// `10 rows · skip 5`; no number of rows is no limit.
    pub fn limit(self, rows: Option<usize>, skip: usize) -> Self {
        let rows = rows.map(|rows| counted(rows, "row")).unwrap_or_default();
        let skip = match skip {
            0 => String::new(),
            skip => format!("skip {skip}"),
        };
        self.argument(dotted([rows, skip]))
    }
}

/// `origin = iata`, without the tables where that leaves a condition readable.
fn short_condition((left, right): &(String, String)) -> String {
    let bare = |name: &str| match name.rsplit_once('.') {
        Some((_, column)) if !name.contains(['(', ' ', '\'']) => column.to_string(),
        _ => name.to_string(),
    };
    format!("{} = {}", bare(left), bare(right))
}

/// `expression as name`, or the name alone where both are the same.
pub fn named(expression: String, name: &str) -> String {
    if expression == name {
        expression
    } else {
        format!("{expression} as {name}")
    }
}
