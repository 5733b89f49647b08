//! Calls of window functions with their frames.

use super::generator::{Column, Generator, Scope, list};
use super::kinds::Kind;

impl Generator<'_> {
    /// A call over `scope`; a window with a name is added to `named`.
    pub fn window(&mut self, scope: &Scope, named: &mut Vec<String>) -> Column {
        self.note("window function");
        self.loose = true;
        let kind = self.kind(scope);
        let value = self.leaf(&kind, scope);
        let (call, kind, framed) = match self.random.below(12) {
            0 => ("row_number()".to_string(), Kind::Int, false),
            1 => {
                let name = self.random.one(&["rank", "dense_rank"]);
                (format!("{name}()"), Kind::Int, false)
            }
            2 => {
                let name = self.random.one(&["percent_rank", "cume_dist"]);
                (format!("{name}()"), Kind::Float, false)
            }
            3 => ("ntile(3)".to_string(), Kind::Int, false),
            4 | 5 => {
                let name = self.random.one(&["lag", "lead"]);
                let rest = match self.percent(40) {
                    true => format!(", 2, {}", self.literal(&kind)),
                    false => String::new(),
                };
                (
                    format!("{name}({value}{rest}){}", self.null_treatment()),
                    kind,
                    false,
                )
            }
            6 | 7 => {
                let name = self.random.one(&["first_value", "last_value"]);
                (
                    format!("{name}({value}){}", self.null_treatment()),
                    kind,
                    true,
                )
            }
            8 => (format!("nth_value({value}, 2)"), kind, true),
            _ => {
                self.note("aggregate as window function");
                let (call, kind) = self.window_aggregate(scope);
                (call, kind, true)
            }
        };
        let over = self.over(scope, framed, named);
        Column {
            sql: format!("{call} OVER {over}"),
            kind,
        }
    }

    fn null_treatment(&mut self) -> &'static str {
        if !self.percent(15) {
            return "";
        }
        self.note("IGNORE NULLS of a window function");
        " IGNORE NULLS"
    }

    fn window_aggregate(&mut self, scope: &Scope) -> (String, Kind) {
        let kind = self.ordered_kind(scope);
        let value = self.leaf(&kind, scope);
        let amount = self.leaf(&Kind::Float, scope);
        let (mut call, kind) = match self.random.below(6) {
            0 => ("count(*)".to_string(), Kind::Int),
            1 => (format!("count({value})"), Kind::Int),
            2 => (format!("sum({amount})"), Kind::Float),
            3 => (format!("avg({amount})"), Kind::Float),
            4 => (format!("max({value})"), kind),
            _ => (format!("array_agg({value})"), Kind::List(Box::new(kind))),
        };
        if self.percent(15) {
            self.note("FILTER of a window function");
            call += &format!(" FILTER (WHERE {})", self.condition(scope, 0));
        }
        (call, kind)
    }

    fn over(&mut self, scope: &Scope, framed: bool, named: &mut Vec<String>) -> String {
        let partition = match self.percent(50) {
            true => {
                self.note("PARTITION BY");
                format!("PARTITION BY {} ", self.random.pick(&scope.columns).sql)
            }
            false => String::new(),
        };
        let (order, frame) = self.order_and_frame(scope, framed);
        let window = format!("({partition}{order}{frame})");
        if !self.percent(15) {
            return window;
        }
        let name = format!("w{}", named.len() + 1);
        named.push(format!("{name} AS {window}"));
        name
    }

    fn order_and_frame(&mut self, scope: &Scope, framed: bool) -> (String, String) {
        let count = self.random.below(3);
        let keys: Vec<String> = (0..count)
            .map(|_| {
                let kind = self.ordered_kind(scope);
                let key = self
                    .column(&kind, scope)
                    .unwrap_or_else(|| self.random.pick(&scope.columns).sql.clone());
                let direction = self
                    .random
                    .one(&["", " DESC", " NULLS FIRST", " DESC NULLS LAST"]);
                format!("{key}{direction}")
            })
            .collect();
        if keys.is_empty() {
            return (String::new(), String::new());
        }
        let mut order = format!("ORDER BY {} ", list(keys));
        if !framed || self.percent(40) {
            return (order, String::new());
        }
        let frame = match self.random.below(6) {
            0 => {
                self.note("RANGE frame");
                // A distance needs one number to measure.
                if let Some(key) = self.column(&Kind::Int, scope) {
                    order = format!("ORDER BY {key} ");
                    "RANGE BETWEEN 2 PRECEDING AND 1 FOLLOWING"
                } else {
                    "RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW"
                }
            }
            1 => {
                self.note("GROUPS frame");
                self.random.one(&[
                    "GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                    "GROUPS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
                ])
            }
            _ => {
                self.note("ROWS frame");
                self.random.one(&[
                    "ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING",
                    "ROWS UNBOUNDED PRECEDING",
                    "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING",
                    "ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING",
                    "ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING",
                ])
            }
        };
        (order, frame.to_string())
    }
}
