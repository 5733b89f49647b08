//! SELECT with GROUP BY, and aggregates.

use super::generator::{Column, Generator, Relation, Scope, list};
use super::kinds::Kind;

impl Generator<'_> {
    pub fn grouped(&mut self, scope: &Scope, shape: Option<&[Kind]>, rest: &str) -> Relation {
        let inner = scope.alone();
        let keys: Vec<Column> = (0..self.random.below(4))
            .filter_map(|_| self.key(&inner))
            .collect();
        let count = 1 + self.random.below(3);
        let aggregates: Vec<Column> = (0..count).map(|_| self.aggregate(&inner)).collect();
        let mut all = Scope::of(keys.iter().chain(&aggregates).cloned().collect());
        let (group, sets) = self.group_by(&keys);
        if sets && self.percent(50) {
            self.note("grouping()");
            let key = &self.random.pick(&keys).sql;
            all.columns.push(Column {
                sql: format!("grouping({key})"),
                kind: Kind::Int,
            });
        }
        let having = match self.percent(25) {
            true => {
                self.note("HAVING");
                format!(" HAVING {}", self.condition(&all, 1))
            }
            false => String::new(),
        };
        let items = match shape {
            Some(shape) => shape
                .iter()
                .map(|kind| (self.expression(kind, &all, 1), kind.clone()))
                .collect(),
            None => all
                .columns
                .iter()
                .map(|column| match self.random.percent(30) {
                    true => (self.expression(&column.kind, &all, 1), column.kind.clone()),
                    false => (column.sql.clone(), column.kind.clone()),
                })
                .collect(),
        };
        let (items, columns) = self.items(items);
        Relation {
            sql: format!("SELECT {items}{rest}{group}{having}"),
            columns,
        }
    }

    /// A column, or a call over one.
    fn key(&mut self, scope: &Scope) -> Option<Column> {
        let column = self.random.pick(&scope.columns).clone();
        if matches!(column.kind, Kind::Map(..) | Kind::Other) {
            return None;
        }
        let sql = match self.percent(25) {
            true => format!(
                "coalesce({}, {})",
                column.sql,
                self.leaf(&column.kind, scope)
            ),
            false => column.sql,
        };
        Some(Column { sql, ..column })
    }

    /// The clause, and whether it has more than one grouping.
    fn group_by(&mut self, keys: &[Column]) -> (String, bool) {
        if keys.is_empty() {
            return (String::new(), false);
        }
        self.note("GROUP BY");
        let all = list(keys.iter().map(|key| key.sql.clone()));
        let first = &keys[0].sql;
        match self.random.below(8) {
            0 => {
                self.note("ROLLUP");
                (format!(" GROUP BY ROLLUP ({all})"), true)
            }
            1 => {
                self.note("CUBE");
                (format!(" GROUP BY CUBE ({all})"), true)
            }
            2 | 3 => {
                self.note("GROUPING SETS");
                (
                    format!(" GROUP BY GROUPING SETS (({all}), ({first}), ())"),
                    true,
                )
            }
            _ => (format!(" GROUP BY {all}"), false),
        }
    }

    /// A call of an aggregate function over `scope`.
    pub fn aggregate(&mut self, scope: &Scope) -> Column {
        let (mut sql, kind) = self.aggregate_call(scope);
        if self.percent(20) {
            self.note("FILTER of an aggregate");
            sql += &format!(" FILTER (WHERE {})", self.condition(scope, 0));
        }
        Column { sql, kind }
    }

    fn aggregate_call(&mut self, scope: &Scope) -> (String, Kind) {
        let ordered = self.ordered_kind(scope);
        let number = match ordered.is_number() {
            true => ordered.clone(),
            false => self
                .random
                .one(&[&Kind::Int, &Kind::Float, &Kind::Decimal])
                .clone(),
        };
        let value = self.expression(&ordered, scope, 1);
        let amount = self.expression(&number, scope, 1);
        let distinct = match self.percent(20) {
            true => {
                self.note("DISTINCT in an aggregate");
                "DISTINCT "
            }
            false => "",
        };
        match self.random.below(15) {
            0 => ("count(*)".to_string(), Kind::Int),
            1 => (format!("count({distinct}{value})"), Kind::Int),
            2 | 3 => {
                self.loose |= number == Kind::Float;
                (format!("sum({distinct}{amount})"), number)
            }
            4 => {
                self.loose = true;
                let kind = if number == Kind::Decimal {
                    Kind::Decimal
                } else {
                    Kind::Float
                };
                (format!("avg({distinct}{amount})"), kind)
            }
            5 | 6 => {
                let name = self.random.one(&["min", "max"]);
                (format!("{name}({value})"), ordered)
            }
            7 => (self.statistic(&amount), Kind::Float),
            8 | 9 => self.ordered_aggregate(scope, distinct),
            10 | 11 => self.first_or_last(scope),
            12 => {
                let name = self.random.one(&["bool_and", "bool_or"]);
                (format!("{name}({})", self.condition(scope, 0)), Kind::Bool)
            }
            13 => {
                let name = self.random.one(&["bit_and", "bit_or", "bit_xor"]);
                let value = self.leaf(&Kind::Int, scope);
                (format!("{name}({value})"), Kind::Int)
            }
            _ => (format!("approx_distinct({value})"), Kind::Int),
        }
    }

    fn statistic(&mut self, amount: &str) -> String {
        self.note("statistical aggregate");
        self.loose = true;
        let form = self.random.one(&[
            "stddev(?)",
            "var_pop(?)",
            "corr(?, 1.5)",
            "regr_slope(?, 2.5)",
            "median(?)",
            "covar_samp(?, ?)",
            "approx_percentile_cont(0.5) WITHIN GROUP (ORDER BY ?)",
            "percentile_cont(0.25) WITHIN GROUP (ORDER BY ? DESC)",
            "approx_median(?)",
        ]);
        form.replace('?', amount)
    }

    fn ordered_aggregate(&mut self, scope: &Scope, distinct: &str) -> (String, Kind) {
        self.note("ORDER BY in an aggregate");
        if self.percent(50) {
            let value = self.leaf(&Kind::Text, scope);
            return (
                format!("string_agg({distinct}{value}, ',' ORDER BY {value})"),
                Kind::Text,
            );
        }
        let kind = self.ordered_kind(scope);
        let value = self.leaf(&kind, scope);
        let direction = self.random.one(&["", " DESC", " NULLS FIRST"]);
        let sql = format!("array_agg({distinct}{value} ORDER BY {value}{direction})");
        (sql, Kind::List(Box::new(kind)))
    }

    fn first_or_last(&mut self, scope: &Scope) -> (String, Kind) {
        self.loose = true;
        let (kind, by) = (self.kind(scope), self.ordered_kind(scope));
        let (value, by) = (self.leaf(&kind, scope), self.leaf(&by, scope));
        let sql = match self.random.below(4) {
            0 => format!("nth_value({value}, 2 ORDER BY {by})"),
            1 => {
                self.note("IGNORE NULLS of an aggregate");
                format!("first_value({value} ORDER BY {by} DESC) IGNORE NULLS")
            }
            2 => format!("last_value({value} ORDER BY {by})"),
            _ => format!("first_value({value} ORDER BY {by})"),
        };
        (sql, kind)
    }
}
