//! Expressions of a wanted kind.

use super::generator::{Generator, Scope, list};
use super::kinds::{Kind, PLAIN};

impl Generator<'_> {
    /// An expression of `kind` (or one that is taken for it) over the columns of `scope`.
    pub fn expression(&mut self, kind: &Kind, scope: &Scope, depth: usize) -> String {
        if depth == 0 || self.percent(35) {
            return self.leaf(kind, scope);
        }
        match self.random.below(20) {
            0 | 1 => self.case(kind, scope, depth - 1),
            2 => {
                self.note("COALESCE");
                let (a, b) = (
                    self.leaf(kind, scope),
                    self.expression(kind, scope, depth - 1),
                );
                format!("coalesce({a}, {b})")
            }
            3 => self.cast(kind, scope, depth - 1),
            4 if scope.subqueries => self.scalar_subquery(kind, scope),
            5 if kind.is_ordered() => {
                let name = self.random.one(&["nullif", "greatest", "least", "nvl"]);
                let (a, b) = (
                    self.expression(kind, scope, depth - 1),
                    self.leaf(kind, scope),
                );
                format!("{name}({a}, {b})")
            }
            6 => match self.part_of_nested(kind, scope) {
                Some(part) => part,
                None => self.call(kind, scope, depth - 1),
            },
            _ => self.call(kind, scope, depth - 1),
        }
    }

    /// A column if there is one, else a literal.
    pub fn leaf(&mut self, kind: &Kind, scope: &Scope) -> String {
        match self.column(kind, scope).filter(|_| self.random.percent(75)) {
            Some(column) => column,
            None => self.literal(kind),
        }
    }

    fn case(&mut self, kind: &Kind, scope: &Scope, depth: usize) -> String {
        self.note("CASE");
        let (of, when) = match self.percent(40) {
            true => {
                let of = self.ordered_kind(scope);
                (self.leaf(&of, scope), of)
            }
            false => (String::new(), Kind::Bool),
        };
        let mut arms = String::new();
        for _ in 0..=self.random.below(2) {
            let (test, value) = (
                self.expression(&when, scope, depth),
                self.expression(kind, scope, depth),
            );
            arms += &format!(" WHEN {test} THEN {value}");
        }
        if self.percent(70) {
            arms += &format!(" ELSE {}", self.leaf(kind, scope));
        }
        format!("CASE {of}{arms} END")
    }

    fn cast(&mut self, kind: &Kind, scope: &Scope, depth: usize) -> String {
        let Some(name) = self.sql_type(kind) else {
            return self.leaf(kind, scope);
        };
        let from: &[Kind] = match kind {
            Kind::Text => &PLAIN,
            Kind::Int | Kind::Float | Kind::Decimal => {
                &[Kind::Int, Kind::Float, Kind::Decimal, Kind::Text]
            }
            Kind::Date | Kind::Stamp => &[Kind::Date, Kind::Stamp, Kind::Text],
            Kind::Bool => &[Kind::Int, Kind::Text],
            Kind::Bytes | Kind::Time => &[Kind::Text],
            same => return format!("CAST({} AS {name})", self.leaf(same, scope)),
        };
        let from = self.random.pick(from).clone();
        let value = self.expression(&from, scope, depth);
        // A cast that fails ends the query, which is fine once in a while.
        let tried = (from == Kind::Text || kind.is_number()) && self.percent(85);
        match (tried, self.percent(30)) {
            (true, _) => {
                self.note("TRY_CAST");
                format!("TRY_CAST({value} AS {name})")
            }
            (false, true) => {
                self.note("CAST");
                format!("({value})::{name}")
            }
            (false, false) => {
                self.note("CAST");
                format!("CAST({value} AS {name})")
            }
        }
    }

    /// A field of a struct, an item of a list or a value of a map, if a column has one of `kind`.
    fn part_of_nested(&mut self, kind: &Kind, scope: &Scope) -> Option<String> {
        let mut parts = Vec::new();
        for column in &scope.columns {
            let sql = &column.sql;
            match &column.kind {
                Kind::List(item) if **item == *kind => {
                    parts.push(("list access", format!("{sql}[1]")));
                    parts.push(("list access", format!("array_element({sql}, -1)")));
                }
                Kind::Struct(fields) => {
                    for (name, _) in fields.iter().filter(|(_, field)| field == kind) {
                        parts.push(("struct access", format!("{sql}['{name}']")));
                    }
                }
                Kind::Map(_, value) if **value == *kind => {
                    parts.push(("map access", format!("{sql}['k']")));
                }
                _ => {}
            }
        }
        if parts.is_empty() {
            return None;
        }
        let (feature, part) = self.random.pick(&parts).clone();
        self.note(feature);
        Some(part)
    }

    /// A condition.
    pub fn condition(&mut self, scope: &Scope, depth: usize) -> String {
        if depth == 0 {
            return self.comparison(scope, 0);
        }
        match self.random.below(24) {
            0..3 => {
                let word = self.random.one(&["AND", "OR"]);
                let (a, b) = (
                    self.condition(scope, depth - 1),
                    self.condition(scope, depth - 1),
                );
                format!("({a} {word} {b})")
            }
            3 => format!("NOT ({})", self.condition(scope, depth - 1)),
            4 | 5 => {
                self.note("IS NULL");
                let kind = self.kind(scope);
                let not = self.random.one(&["", "NOT "]);
                format!("{} IS {not}NULL", self.leaf(&kind, scope))
            }
            6 => {
                self.note("IS TRUE");
                let test = self.random.one(&[
                    "TRUE",
                    "FALSE",
                    "UNKNOWN",
                    "NOT TRUE",
                    "NOT FALSE",
                    "NOT UNKNOWN",
                ]);
                format!("({}) IS {test}", self.condition(scope, depth - 1))
            }
            7 | 8 => {
                self.note("BETWEEN");
                let (kind, not) = (self.ordered_kind(scope), self.random.one(&["", "NOT "]));
                let value = self.expression(&kind, scope, depth - 1);
                let (low, high) = (self.leaf(&kind, scope), self.leaf(&kind, scope));
                format!("{value} {not}BETWEEN {low} AND {high}")
            }
            9 | 10 => {
                self.note("IN list");
                let (kind, not) = (self.ordered_kind(scope), self.random.one(&["", "NOT "]));
                let value = self.expression(&kind, scope, depth - 1);
                let count = 1 + self.random.below(5);
                let items: Vec<String> = (0..count).map(|_| self.leaf(&kind, scope)).collect();
                format!("{value} {not}IN ({})", list(items))
            }
            11..14 => self.pattern(scope, depth - 1),
            14 | 15 => {
                self.note("IS DISTINCT FROM");
                let (kind, not) = (self.ordered_kind(scope), self.random.one(&["", "NOT "]));
                let (a, b) = (
                    self.expression(&kind, scope, depth - 1),
                    self.leaf(&kind, scope),
                );
                format!("{a} IS {not}DISTINCT FROM {b}")
            }
            16..19 if scope.tests => self.subquery_condition(scope),
            19 => self.bool_call(scope, depth - 1),
            _ => self.comparison(scope, depth - 1),
        }
    }

    fn comparison(&mut self, scope: &Scope, depth: usize) -> String {
        let kind = self.ordered_kind(scope);
        let operator = self.random.one(&["=", "<", ">", "<=", ">=", "<>", "!="]);
        let (a, b) = (
            self.leaf(&kind, scope),
            self.expression(&kind, scope, depth),
        );
        format!("{a} {operator} {b}")
    }

    fn pattern(&mut self, scope: &Scope, depth: usize) -> String {
        let value = self.expression(&Kind::Text, scope, depth);
        let not = self.random.one(&["", "NOT "]);
        match self.random.below(6) {
            0 | 1 => {
                self.note("LIKE");
                let pattern = self
                    .random
                    .one(&["'a%'", "'_b'", "'%''%'", "'%'", "''", "'a_c%'"]);
                format!("{value} {not}LIKE {pattern}")
            }
            2 => {
                self.note("LIKE ESCAPE");
                let escape = if self.percent(10) { '!' } else { '\\' };
                format!("{value} {not}LIKE 'x{escape}%%' ESCAPE '{escape}'")
            }
            3 => {
                self.note("ILIKE");
                format!("{value} {not}ILIKE 'A%'")
            }
            4 => {
                self.note("SIMILAR TO");
                format!("{value} {not}SIMILAR TO '(a|b)+'")
            }
            _ => {
                self.note("regular expression");
                let operator = self.random.one(&["~", "~*", "!~", "!~*"]);
                format!("{value} {operator} '^[ab]+'")
            }
        }
    }
}
