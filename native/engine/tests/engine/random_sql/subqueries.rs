//! Subqueries in expressions.

use super::generator::{Column, Generator, Scope};
use super::kinds::Kind;

impl Generator<'_> {
    /// A single value of another table.
    pub fn scalar_subquery(&mut self, kind: &Kind, scope: &Scope) -> String {
        let (from, inner) = self.inner_table();
        let value = match (self.column(kind, &Scope::of(inner.clone())), kind) {
            (Some(column), kind) if kind.is_ordered() => {
                let name = self.random.one(&["max", "min"]);
                format!("{name}({column})")
            }
            (_, Kind::Int) => "count(*)".to_string(),
            _ => return self.leaf(kind, scope),
        };
        self.note("scalar subquery");
        let filter = match self.percent(50) {
            true => format!(" WHERE {}", self.correlation(&scope.columns, &inner)),
            false => String::new(),
        };
        format!("(SELECT {value} FROM {from}{filter})")
    }

    /// `EXISTS`, `IN`, `ANY` and `ALL` of a subquery.
    pub fn subquery_condition(&mut self, scope: &Scope) -> String {
        let (from, inner) = self.inner_table();
        let not = self.random.one(&["", "", "NOT "]);
        let kinds: Vec<Kind> = inner
            .iter()
            .map(|column| column.kind.clone())
            .filter(Kind::is_ordered)
            .collect();
        if kinds.is_empty() || self.percent(40) {
            self.note("EXISTS");
            let on = self.correlation(&scope.columns, &inner);
            return format!("{not}EXISTS (SELECT 1 FROM {from} WHERE {on})");
        }
        let kind = self.random.pick(&kinds).clone();
        let column = self
            .column(&kind, &Scope::of(inner.clone()))
            .unwrap_or_default();
        let value = self.leaf(&kind, scope);
        let filter = self.subquery_filter(scope, &inner);
        if self.percent(60) {
            self.note("IN subquery");
            return format!("{value} {not}IN (SELECT {column} FROM {from}{filter})");
        }
        self.note("ANY or ALL");
        let (operator, word) = (
            self.random.one(&["=", "<", ">=", "<>"]),
            self.random.one(&["ANY", "ALL"]),
        );
        format!("{value} {operator} {word} (SELECT {column} FROM {from}{filter})")
    }

    fn subquery_filter(&mut self, scope: &Scope, inner: &[Column]) -> String {
        match self.random.below(3) {
            0 => format!(" WHERE {}", self.correlation(&scope.columns, inner)),
            1 => format!(" WHERE {}", self.condition(&Scope::of(inner.to_vec()), 1)),
            _ => String::new(),
        }
    }
}
