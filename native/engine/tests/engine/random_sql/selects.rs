//! SELECT in its forms: plain, grouped, with windows, distinct, all columns.

use super::database::Named;
use super::generator::{Column, Generator, Relation, Scope, list};
use super::kinds::Kind;
use super::queries::DEPTH;

impl Generator<'_> {
    pub fn select(&mut self, depth: usize, shape: Option<&[Kind]>) -> Relation {
        let (from, columns) = self.from(depth);
        let mut scope = Scope::of(columns);
        let mut filter = String::new();
        if !scope.columns.is_empty() && self.percent(55) {
            self.note("WHERE");
            (scope.subqueries, scope.tests) = (depth > 0, depth > 0);
            filter = format!(" WHERE {}", self.condition(&scope, depth.max(1)));
        }
        (scope.subqueries, scope.tests) = (depth > 0, false);
        let rest = format!("{from}{filter}");
        match self.random.below(100) {
            _ if scope.columns.is_empty() => self.plain(&scope, shape, &rest, depth),
            0..28 => self.grouped(&scope, shape, &rest),
            28..46 => self.windowed(&scope, shape, &rest),
            46..54 => self.distinct(&scope, shape, &rest),
            54..60 if depth == DEPTH && shape.is_none() => self.star(&scope, &rest),
            60..65 => self.unnested(&scope, shape, &rest),
            _ => self.plain(&scope, shape, &rest, depth),
        }
    }

    /// `items` with a name each.
    pub fn items(&mut self, items: Vec<(String, Kind)>) -> (String, Vec<Named>) {
        let mut columns = Vec::new();
        let items: Vec<String> = items
            .into_iter()
            .map(|(sql, kind)| {
                let alias = self.name("o");
                let name = alias.trim_matches('"').replace("\"\"", "\"");
                columns.push(Named { name, kind });
                format!("{sql} AS {alias}")
            })
            .collect();
        (list(items), columns)
    }

    /// Expressions over `scope` for the kinds in `shape`.
    fn shaped(
        &mut self,
        scope: &Scope,
        shape: Option<&[Kind]>,
        depth: usize,
    ) -> Vec<(String, Kind)> {
        match shape {
            Some(shape) => shape
                .iter()
                .map(|kind| (self.expression(kind, scope, depth), kind.clone()))
                .collect(),
            None => {
                let count = 1 + self.random.below(5);
                self.expressions(count, scope, depth)
            }
        }
    }

    fn plain(
        &mut self,
        scope: &Scope,
        shape: Option<&[Kind]>,
        rest: &str,
        depth: usize,
    ) -> Relation {
        let items = self.shaped(scope, shape, depth.max(1) + 1);
        if depth == DEPTH && shape.is_none() && self.percent(20) {
            self.note("columns without alias");
            let items = items.into_iter().map(|(sql, _)| sql);
            return Relation {
                sql: format!("SELECT {}{rest}", list(items)),
                columns: Vec::new(),
            };
        }
        let (items, columns) = self.items(items);
        Relation {
            sql: format!("SELECT {items}{rest}"),
            columns,
        }
    }

    fn distinct(&mut self, scope: &Scope, shape: Option<&[Kind]>, rest: &str) -> Relation {
        let items = self.shaped(scope, shape, 1);
        let (items, columns) = self.items(items);
        if self.percent(50) {
            self.note("DISTINCT");
            let sql = format!("SELECT DISTINCT {items}{rest}");
            return Relation { sql, columns };
        }
        self.note("DISTINCT ON");
        self.loose = true;
        let alias = self.name("d");
        let key = self.random.pick(&scope.columns).sql.clone();
        let order = match self.percent(60) {
            true => format!(
                " ORDER BY {key}, {} DESC",
                self.random.pick(&scope.columns).sql
            ),
            false => String::new(),
        };
        Relation {
            sql: format!(
                "SELECT * FROM (SELECT DISTINCT ON ({key}) {items}{rest}{order}) AS {alias}"
            ),
            columns,
        }
    }

    fn star(&mut self, scope: &Scope, rest: &str) -> Relation {
        self.note("*");
        let column = self.random.pick(&scope.columns).clone();
        let (table, name) = column.sql.rsplit_once(".\"").unwrap();
        let star = match self.random.below(4) {
            0 => format!("{table}.*"),
            1 => format!("* EXCLUDE (\"{name})"),
            2 => format!("* REPLACE ({} AS \"{name})", self.leaf(&column.kind, scope)),
            _ => "*".to_string(),
        };
        Relation {
            sql: format!("SELECT {star}{rest}"),
            columns: Vec::new(),
        }
    }

    fn unnested(&mut self, scope: &Scope, shape: Option<&[Kind]>, rest: &str) -> Relation {
        self.note("unnest");
        let mut items = self.shaped(scope, shape, 1);
        let at = self.random.below(items.len());
        let item = items[at].1.clone();
        let list = self.leaf(&Kind::List(Box::new(item)), &scope.alone());
        items[at].0 = format!("unnest({list})");
        let (items, columns) = self.items(items);
        Relation {
            sql: format!("SELECT {items}{rest}"),
            columns,
        }
    }

    fn windowed(&mut self, scope: &Scope, shape: Option<&[Kind]>, rest: &str) -> Relation {
        let inner = scope.alone();
        let mut all = inner.clone();
        let mut named = Vec::new();
        let windows: Vec<Column> = (0..=self.random.below(2))
            .map(|_| self.window(&inner, &mut named))
            .collect();
        all.columns.extend(windows.iter().cloned());
        let mut items = self.shaped(&all, shape, 1);
        match shape {
            Some(_) => {
                for (sql, kind) in &mut items {
                    if let Some(window) = windows.iter().find(|window| window.kind == *kind) {
                        sql.clone_from(&window.sql);
                    }
                }
            }
            None => items.extend(
                windows
                    .iter()
                    .map(|window| (window.sql.clone(), window.kind.clone())),
            ),
        }
        let (items, columns) = self.items(items);
        let mut tail = String::new();
        if !named.is_empty() {
            self.note("WINDOW");
            tail = format!(" WINDOW {}", list(named));
        }
        if self.percent(15) {
            self.note("QUALIFY");
            let qualify = self.comparison_of(&windows, &inner);
            tail = format!(" QUALIFY {qualify}{tail}");
            // The words come in another order with both.
            if let Some(at) = tail.find(" WINDOW ") {
                tail = format!("{}{}", &tail[at..], &tail[..at]);
            }
        }
        Relation {
            sql: format!("SELECT {items}{rest}{tail}"),
            columns,
        }
    }

    fn comparison_of(&mut self, windows: &[Column], scope: &Scope) -> String {
        let window = self.random.pick(windows).clone();
        format!("{} IS NOT NULL OR {}", window.sql, self.condition(scope, 0))
    }
}
