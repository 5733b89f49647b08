//! What FROM names: tables, derived tables, joins of all kinds, unnested lists.

use super::generator::{Column, Generator, Relation, Scope};
use super::kinds::Kind;
use super::names::quoted;

/// A part of FROM and the name of its columns' table.
struct Source {
    sql: String,
    alias: String,
    relation: Relation,
}

impl Source {
    fn columns(&self) -> Vec<Column> {
        self.relation.columns_as(&self.alias)
    }
}

const JOINS: [&str; 9] = [
    "JOIN",
    "LEFT JOIN",
    "RIGHT JOIN",
    "FULL JOIN",
    "LEFT SEMI JOIN",
    "LEFT ANTI JOIN",
    "RIGHT SEMI JOIN",
    "RIGHT ANTI JOIN",
    "JOIN",
];

impl Generator<'_> {
    /// The clause, with a space before it, and the columns that it brings.
    pub fn from(&mut self, depth: usize) -> (String, Vec<Column>) {
        if self.percent(5) {
            self.note("no FROM");
            return (String::new(), Vec::new());
        }
        let first = self.source(depth);
        let (mut sql, mut columns) = (first.sql.clone(), first.columns());
        let joins = self.random.one(&[0, 0, 0, 1, 1, 2]);
        for number in 0..joins {
            // A third table may share a name with both.
            let two = (number == 0).then_some(&first);
            let joined = self.join(two, &columns, depth);
            sql += &joined.0;
            columns = joined.1;
        }
        (format!(" FROM {sql}"), columns)
    }

    fn source(&mut self, depth: usize) -> Source {
        let alias = self.name("a");
        let relation = match self.random.below(100) {
            0..16 if depth > 0 => {
                self.note("derived table");
                let shape: Vec<Kind> = (0..=self.random.below(3))
                    .map(|_| self.kind(&Scope::default()))
                    .collect();
                let query = self.query(depth - 1, Some(&shape));
                Relation {
                    sql: format!("({})", query.sql),
                    columns: query.columns,
                }
            }
            16..20 => {
                self.note("VALUES as a table");
                let values = self.values(None);
                Relation {
                    sql: format!("({})", values.sql),
                    columns: values.columns,
                }
            }
            20..22 => {
                self.note("table function");
                let columns = vec![super::database::Named {
                    name: "value".to_string(),
                    kind: Kind::Int,
                }];
                Relation {
                    sql: format!("generate_series(1, {})", self.random.between(1, 6)),
                    columns,
                }
            }
            22..50 if !self.shared.is_empty() => self.random.pick(&self.shared).clone(),
            _ => self.stored(),
        };
        Source {
            sql: format!("{} AS {alias}", relation.sql),
            alias,
            relation,
        }
    }

    /// A table or view.
    fn stored(&mut self) -> Relation {
        let table = self.table();
        let name = quoted(&table.name);
        let sql = match self.percent(10) {
            true => {
                self.note("qualified table name");
                format!("datafusion.public.{name}")
            }
            false => name,
        };
        Relation {
            sql,
            columns: table.columns,
        }
    }

    /// The rest of a join, and the columns that are there afterwards.
    fn join(
        &mut self,
        two: Option<&Source>,
        left: &[Column],
        depth: usize,
    ) -> (String, Vec<Column>) {
        if self.percent(8) && !self.database.lambdas {
            return self.unnest_join(left);
        }
        if depth > 0 && self.percent(10) {
            return self.lateral(left);
        }
        let right = self.source(depth.min(1));
        let both: Vec<Column> = left.iter().cloned().chain(right.columns()).collect();
        match self.random.below(100) {
            0..8 => {
                self.note("CROSS JOIN");
                let word = self.random.one(&[" CROSS JOIN ", ", "]);
                return (format!("{word}{}", right.sql), both);
            }
            8..14 if two.is_some() => {
                self.note("NATURAL JOIN");
                return (format!(" NATURAL JOIN {}", right.sql), both);
            }
            14..35 => {
                if let Some(using) = two.and_then(|first| self.using(first, &right)) {
                    let join = self.random.one(&["JOIN", "LEFT JOIN", "FULL JOIN"]);
                    return (format!(" {join} {} USING ({using})", right.sql), both);
                }
            }
            _ => {}
        }
        let join = self.random.one(&JOINS);
        self.note(join);
        let on = self.join_condition(left, &right.columns());
        let columns = match join {
            "LEFT SEMI JOIN" | "LEFT ANTI JOIN" => left.to_vec(),
            "RIGHT SEMI JOIN" | "RIGHT ANTI JOIN" => right.columns(),
            _ => both,
        };
        (format!(" {join} {} ON {on}", right.sql), columns)
    }

    fn using(&mut self, first: &Source, right: &Source) -> Option<String> {
        let shared = first.relation.columns.iter().find(|column| {
            let same = |other: &&super::database::Named| {
                other.name == column.name && other.kind == column.kind
            };
            column.kind.is_ordered() && right.relation.columns.iter().any(|other| same(&other))
        })?;
        self.note("USING");
        Some(quoted(&shared.name))
    }

    pub fn join_condition(&mut self, left: &[Column], right: &[Column]) -> String {
        let pairs: Vec<(String, String)> = left
            .iter()
            .filter(|column| column.kind.is_ordered())
            .flat_map(|column| {
                let fitting = right.iter().filter(|other| other.kind == column.kind);
                fitting.map(|other| (column.sql.clone(), other.sql.clone()))
            })
            .collect();
        let all = Scope::of(left.iter().chain(right).cloned().collect());
        if pairs.is_empty() {
            return self.condition(&all, 1);
        }
        let (a, b) = self.random.pick(&pairs).clone();
        let operator = self
            .random
            .one(&["=", "=", "=", "=", "<", "IS NOT DISTINCT FROM"]);
        let mut on = format!("{a} {operator} {b}");
        if self.percent(25) {
            on += &format!(" AND {}", self.condition(&all, 1));
        }
        on
    }

    fn unnest_join(&mut self, left: &[Column]) -> (String, Vec<Column>) {
        self.note("unnest in FROM");
        let alias = self.name("e");
        let kind = self.random.one(&[&Kind::Int, &Kind::Text]).clone();
        let list = self.literal(&Kind::List(Box::new(kind.clone())));
        let mut columns = left.to_vec();
        columns.push(Column {
            sql: format!("{alias}.\"x\""),
            kind,
        });
        (format!(" CROSS JOIN unnest({list}) AS {alias}(x)"), columns)
    }

    fn lateral(&mut self, left: &[Column]) -> (String, Vec<Column>) {
        self.note("LATERAL");
        let alias = self.name("l");
        let (from, inner) = self.inner_table();
        let on = self.correlation(left, &inner);
        let column = self.random.pick(&inner).clone();
        let (item, kind) = match column.kind.is_ordered() && self.percent(60) {
            true => (format!("max({})", column.sql), column.kind),
            false => (column.sql, column.kind),
        };
        let mut columns = left.to_vec();
        columns.push(Column {
            sql: format!("{alias}.\"x\""),
            kind,
        });
        let query = format!("(SELECT {item} AS x FROM {from} WHERE {on}) AS {alias}");
        let join = match self.percent(50) {
            true => format!(" CROSS JOIN LATERAL {query}"),
            false => format!(" LEFT JOIN LATERAL {query} ON true"),
        };
        (join, columns)
    }

    /// A stored table for a subquery.
    pub fn inner_table(&mut self) -> (String, Vec<Column>) {
        let (relation, alias) = (self.stored(), self.name("s"));
        let columns = relation.columns_as(&alias);
        (format!("{} AS {alias}", relation.sql), columns)
    }

    /// A condition that ties a subquery to the query around it, where they have a kind in common.
    pub fn correlation(&mut self, outer: &[Column], inner: &[Column]) -> String {
        let pairs: Vec<(String, String)> = inner
            .iter()
            .filter(|column| column.kind.is_ordered())
            .flat_map(|column| {
                let fitting = outer.iter().filter(|other| other.kind == column.kind);
                fitting.map(|other| (column.sql.clone(), other.sql.clone()))
            })
            .collect();
        if pairs.is_empty() {
            return self.condition(&Scope::of(inner.to_vec()), 0);
        }
        self.note("correlated subquery");
        let (a, b) = self.random.pick(&pairs).clone();
        let mut on = format!("{a} = {b}");
        if self.percent(25) {
            on += &format!(" AND {}", self.condition(&Scope::of(inner.to_vec()), 0));
        }
        on
    }
}
