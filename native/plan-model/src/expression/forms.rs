//! How each kind of expression is written.
//!
//! Ranks say which expressions need parentheses in which others; those of binary operators are
//! DataFusion's precedences (5 for `OR` to 45 for `*`), the others lie where SQL has them.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Operator, WindowFrame, WindowFrameBound};

use super::super::words::source_name;
use super::{Line, Source, literal};

/// `NOT a` stands below comparisons and above `AND`.
const NEGATION: u8 = 12;
/// `a IS NULL`, `a LIKE b`, `a IN (b)`, `a BETWEEN b AND c`.
const PREDICATE: u8 = 22;
const SIGN: u8 = 50;
/// What never needs parentheses.
const ATOM: u8 = u8::MAX;

/// The text of an operator, its rank, and whether its operands may be grouped in any way.
pub fn operator_rank(operator: Operator) -> (String, u8, bool) {
    let free = matches!(operator, Operator::And | Operator::Or);
    (operator.to_string(), operator.precedence(), free)
}

/// `a + b + c`, of operands that are grouped from the left.
pub fn chain<S: Source>(
    (operator, rank, free): (String, u8, bool),
    operands: impl IntoIterator<Item = S>,
    within: u8,
    line: &mut Line,
) {
    line.grouped(rank, within, |line| {
        let between = format!(" {operator} ");
        let mut least = rank;
        line.join(operands, &between, |operand, line| {
            line.part(&operand, least);
            least = if free { rank } else { rank + 1 };
        });
    });
}

/// `a IS NULL` and the like.
pub fn is<S: Source>(value: &S, words: &str, within: u8, line: &mut Line) {
    line.grouped(PREDICATE, within, |line| {
        line.part(value, PREDICATE + 1);
        line.push(words);
    });
}

/// `NOT a`.
pub fn negated<S: Source>(value: &S, within: u8, line: &mut Line) {
    line.grouped(NEGATION, within, |line| {
        line.push("NOT ");
        line.part(value, NEGATION);
    });
}

/// `-a`.
pub fn negative<S: Source>(value: &S, within: u8, line: &mut Line) {
    line.grouped(SIGN, within, |line| {
        line.push("-");
        line.part(value, SIGN + 1);
    });
}

/// `flights.delay`. A table that is read by its path goes by the name of its file.
pub fn column(table: Option<&str>, name: &str, line: &mut Line) {
    if let Some(table) = table {
        if table.contains('/') {
            line.push(&source_name(&[table.to_string()]));
        } else {
            line.push(table);
        }
        line.push(".");
    }
    line.push(name);
}

/// A literal; a negative number is ranked like the negation of one.
pub fn constant(text: &str, within: u8, line: &mut Line) {
    let rank = if text.starts_with('-') { SIGN } else { ATOM };
    line.grouped(rank, within, |line| line.push(text));
}

fn not(negated: bool) -> &'static str {
    if negated { " NOT" } else { "" }
}

/// `a BETWEEN b AND c`.
pub fn between<S: Source>([value, low, high]: [&S; 3], negated: bool, within: u8, line: &mut Line) {
    line.grouped(PREDICATE, within, |line| {
        line.part(value, PREDICATE + 1);
        line.push(not(negated));
        line.push(" BETWEEN ");
        line.part(low, PREDICATE + 1);
        line.push(" AND ");
        line.part(high, PREDICATE + 1);
    });
}

/// `a IN (b, c)`.
pub fn in_list<S: Source>(
    value: &S,
    list: impl IntoIterator<Item = S>,
    negated: bool,
    within: u8,
    line: &mut Line,
) {
    line.grouped(PREDICATE, within, |line| {
        line.part(value, PREDICATE + 1);
        line.push(not(negated));
        line.push(" IN (");
        line.list(list);
        line.push(")");
    });
}

/// `a LIKE b ESCAPE '\'`; `operator` is `LIKE`, `ILIKE` or `SIMILAR TO`.
pub fn like<S: Source>(
    [value, pattern]: [&S; 2],
    operator: &str,
    negated: bool,
    escape: Option<char>,
    (within, line): (u8, &mut Line),
) {
    line.grouped(PREDICATE, within, |line| {
        line.part(value, PREDICATE + 1);
        line.push(not(negated));
        line.push(" ");
        line.push(operator);
        line.push(" ");
        line.part(pattern, PREDICATE + 1);
        if let Some(escape) = escape {
            line.push(&format!(" ESCAPE '{escape}'"));
        }
    });
}

/// `CASE a WHEN b THEN c ELSE d END`.
pub fn case<S: Source>(
    value: Option<S>,
    branches: impl IntoIterator<Item = (S, S)>,
    otherwise: Option<S>,
    line: &mut Line,
) {
    line.push("CASE ");
    if let Some(value) = value {
        line.part(&value, 0);
        line.push(" ");
    }
    line.join(branches, "", |(when, then), line| {
        line.push("WHEN ");
        line.part(&when, 0);
        line.push(" THEN ");
        line.part(&then, 0);
        line.push(" ");
    });
    if let Some(otherwise) = otherwise {
        line.push("ELSE ");
        line.part(&otherwise, 0);
        line.push(" ");
    }
    line.push("END");
}

/// `CAST(a AS Decimal128(15, 2))`, with Arrow's own text of the type; one that cannot be read is `None`.
pub fn cast<S: Source>(name: &str, value: &S, to: Option<&DataType>, line: &mut Line) {
    line.push(name);
    line.push("(");
    line.part(value, 0);
    line.push(" AS ");
    match to {
        Some(to) => line.push(&to.to_string()),
        None => line.push("(unreadable)"),
    }
    line.push(")");
}

/// A sort key.
pub struct Key<S> {
    pub value: S,
    pub descending: bool,
    pub nulls_first: bool,
}

impl<S: Source> Key<S> {
    /// `delay desc nulls last`; DataFusion puts NULLs last for ascending and first for descending order.
    pub fn write(&self, line: &mut Line) {
        line.part(&self.value, 0);
        if self.descending {
            line.push(" desc");
        }
        if self.nulls_first != self.descending {
            line.push(if self.nulls_first {
                " nulls first"
            } else {
                " nulls last"
            });
        }
    }
}

/// What a window function is computed over.
pub struct Over<S> {
    pub partition_by: Vec<S>,
    pub order_by: Vec<Key<S>>,
    /// A frame that cannot be read is `None`.
    pub frame: Option<WindowFrame>,
}

/// A call of a scalar, aggregate or window function.
pub struct Call<'a, S> {
    pub name: &'a str,
    pub distinct: bool,
    pub arguments: Vec<S>,
    pub order_by: Vec<Key<S>>,
    /// What is done with NULLs where that is said.
    pub ignore_nulls: Option<bool>,
    pub filter: Option<S>,
    pub over: Option<Over<S>>,
}

impl<'a, S: Source> Call<'a, S> {
    pub fn new(name: &'a str, arguments: Vec<S>) -> Self {
        Self {
            name,
            distinct: false,
            arguments,
            order_by: Vec::new(),
            ignore_nulls: None,
            filter: None,
            over: None,
        }
    }

    /// `sum(DISTINCT a ORDER BY b) FILTER (WHERE c) OVER (PARTITION BY d)`.
    pub fn write(&self, line: &mut Line) {
        line.push(self.name);
        line.push("(");
        if self.distinct {
            line.push("DISTINCT ");
        }
        line.list(&self.arguments);
        keys(&self.order_by, " ORDER BY ", line);
        line.push(")");
        match self.ignore_nulls {
            Some(true) => line.push(" IGNORE NULLS"),
            Some(false) => line.push(" RESPECT NULLS"),
            None => {}
        }
        if let Some(filter) = &self.filter {
            line.push(" FILTER (WHERE ");
            line.part(filter, 0);
            line.push(")");
        }
        if let Some(over) = &self.over {
            over.write(line);
        }
    }
}

fn keys<S: Source>(keys: &[Key<S>], words: &str, line: &mut Line) {
    if !keys.is_empty() {
        line.push(words);
        line.join(keys, ", ", Key::write);
    }
}

impl<S: Source> Over<S> {
    fn write(&self, line: &mut Line) {
        line.push(" OVER (");
        if !self.partition_by.is_empty() {
            line.push("PARTITION BY ");
            line.list(&self.partition_by);
            line.push(" ");
        }
        if !self.order_by.is_empty() {
            keys(&self.order_by, "ORDER BY ", line);
            line.push(" ");
        }
        match &self.frame {
            Some(frame) => line.push(&frame_text(frame)),
            None => line.push("(unreadable)"),
        }
        line.push(")");
    }
}

/// `RANGE BETWEEN 5 PRECEDING AND CURRENT ROW`.
fn frame_text(frame: &WindowFrame) -> String {
    let bound = |bound: &WindowFrameBound| match bound {
        WindowFrameBound::CurrentRow => "CURRENT ROW".to_string(),
        WindowFrameBound::Preceding(value) => format!("{} PRECEDING", distance(value)),
        WindowFrameBound::Following(value) => format!("{} FOLLOWING", distance(value)),
    };
    let [start, end] = [&frame.start_bound, &frame.end_bound].map(bound);
    format!("{} BETWEEN {start} AND {end}", frame.units)
}

fn distance(value: &ScalarValue) -> String {
    if value.is_null() {
        "UNBOUNDED".to_string()
    } else {
        literal(value)
    }
}

/// `a, b`, or `(a, b), (c)` for sets of columns.
pub fn sets<S: Source>(lists: &[impl AsRef<[S]>], grouped: bool, line: &mut Line) {
    line.join(lists, ", ", |list, line| {
        if grouped {
            line.push("(");
        }
        line.list(list.as_ref());
        if grouped {
            line.push(")");
        }
    });
}

/// A filter that the run fills in, with what it is so far.
pub fn dynamic_filter<S: Source>(current: Option<&S>, line: &mut Line) {
    line.push("(dynamic filter");
    if let Some(current) = current {
        line.push(": ");
        line.part(current, 0);
    }
    line.push(")");
}
