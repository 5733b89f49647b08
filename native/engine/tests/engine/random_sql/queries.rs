//! Whole queries: common table expressions, set operations, VALUES, order and limits.

use super::database::Named;
use super::generator::{Generator, Relation, Scope, list};
use super::kinds::{Kind, PLAIN};
use super::names::quoted;

/// How deep queries nest.
pub const DEPTH: usize = 2;

impl Generator<'_> {
    /// The statement itself.
    pub fn top(&mut self) -> String {
        self.query(DEPTH, None).sql
    }

    /// A query whose columns are of the kinds in `shape`, or of any.
    pub fn query(&mut self, depth: usize, shape: Option<&[Kind]>) -> Relation {
        let known = self.shared.len();
        let with = match depth > 0 && self.percent(22) {
            true => self.with(depth - 1),
            false => String::new(),
        };
        let mut query = self.body(depth, shape);
        let order = self.order(&query);
        query.sql = format!("{with}{}{order}", query.sql);
        self.shared.truncate(known);
        query
    }

    fn body(&mut self, depth: usize, shape: Option<&[Kind]>) -> Relation {
        match self.random.below(100) {
            0..16 if depth > 0 => self.set_operation(depth - 1, shape),
            16..20 => self.values(shape),
            _ => self.select(depth, shape),
        }
    }

    fn any_shape(&mut self) -> Vec<Kind> {
        let count = 1 + self.random.below(3);
        (0..count)
            .map(|_| self.random.pick(&PLAIN).clone())
            .collect()
    }

    fn set_operation(&mut self, depth: usize, shape: Option<&[Kind]>) -> Relation {
        let shape = shape.map_or_else(|| self.any_shape(), <[Kind]>::to_vec);
        let first = self.body(depth, Some(&shape));
        let mut sql = format!("({})", first.sql);
        let operation = self.random.one(&[
            "UNION",
            "UNION ALL",
            "UNION ALL",
            "INTERSECT",
            "INTERSECT ALL",
            "EXCEPT",
            "EXCEPT ALL",
        ]);
        self.note(operation);
        let more = if operation == "UNION ALL" {
            1 + self.random.below(3)
        } else {
            1
        };
        for _ in 0..more {
            sql += &format!(" {operation} ({})", self.body(depth, Some(&shape)).sql);
        }
        Relation {
            sql,
            columns: first.columns,
        }
    }

    /// Rows of literals; their columns are called `column1` and so on.
    pub fn values(&mut self, shape: Option<&[Kind]>) -> Relation {
        self.note("VALUES");
        let shape = shape.map_or_else(|| self.any_shape(), <[Kind]>::to_vec);
        let count = 1 + self.random.below(3);
        let rows: Vec<String> = (0..count)
            .map(|_| {
                let row: Vec<String> = shape.iter().map(|kind| self.literal(kind)).collect();
                format!("({})", list(row))
            })
            .collect();
        let columns = shape.into_iter().enumerate().map(|(number, kind)| Named {
            name: format!("column{}", number + 1),
            kind,
        });
        Relation {
            sql: format!("VALUES {}", list(rows)),
            columns: columns.collect(),
        }
    }

    fn with(&mut self, depth: usize) -> String {
        if self.percent(35) {
            return self.recursive();
        }
        self.note("CTE");
        let mut parts = Vec::new();
        for _ in 0..=self.random.below(2) {
            let name = self.name("c");
            let shape = self.any_shape();
            let query = self.query(depth, Some(&shape));
            parts.push(format!("{name} AS ({})", query.sql));
            self.shared.push(Relation {
                sql: name,
                columns: query.columns,
            });
        }
        format!("WITH {} ", list(parts))
    }

    /// Counts to a small number, with a second column that goes along.
    fn recursive(&mut self) -> String {
        self.note("recursive CTE");
        let (name, kind) = (
            self.name("r"),
            self.random
                .one(&[&Kind::Int, &Kind::Text, &Kind::Float])
                .clone(),
        );
        let start = self.literal(&kind);
        let typed = self.sql_type(&kind).unwrap();
        let all = self.random.one(&["ALL ", ""]);
        let end = self.random.between(2, 5);
        let columns = vec![
            Named {
                name: "n".to_string(),
                kind: Kind::Int,
            },
            Named {
                name: "w".to_string(),
                kind: kind.clone(),
            },
        ];
        let relation = Relation {
            sql: name.clone(),
            columns,
        };
        let mut scope = Scope::of(relation.columns_as(&name));
        let mut from = name.clone();
        if self.percent(30) {
            self.note("recursive CTE with a join");
            let table = self.table();
            let column = table.columns.iter().find(|column| column.kind == Kind::Int);
            if let Some(column) = column {
                let on = format!("s.{} = {name}.n", quoted(&column.name));
                from = format!("{name} JOIN {} AS s ON {on}", quoted(&table.name));
                let inner = Relation {
                    sql: String::new(),
                    columns: table.columns.clone(),
                };
                scope.columns.extend(inner.columns_as("s"));
            }
        }
        let next = self.expression(&kind, &scope, 1);
        self.shared.push(relation);
        format!(
            "WITH RECURSIVE {name} AS (SELECT 1 AS n, CAST({start} AS {typed}) AS w UNION {all}\
             SELECT {name}.n + 1, CAST({next} AS {typed}) FROM {from} WHERE {name}.n < {end}) "
        )
    }

    /// ORDER BY, LIMIT and OFFSET, or nothing.
    fn order(&mut self, query: &Relation) -> String {
        let mut numbers: Vec<usize> = (1..=query.columns.len()).collect();
        let mut total = false;
        let mut sql = String::new();
        if !numbers.is_empty() && self.percent(45) {
            self.note("ORDER BY");
            self.random.shuffle(&mut numbers);
            total = self.percent(60);
            if !total {
                numbers.truncate(1 + self.random.below(numbers.len()));
            }
            let keys: Vec<String> = numbers
                .into_iter()
                .map(|number| self.sort_key(query, number))
                .collect();
            sql = format!(" ORDER BY {}", list(keys));
        }
        if self.percent(25) {
            self.note("LIMIT");
            self.loose |= !total;
            sql += &format!(" LIMIT {}", self.random.below(12));
            if self.percent(40) {
                self.note("OFFSET");
                sql += &format!(" OFFSET {}", self.random.below(4));
            }
        } else if self.percent(4) {
            self.note("OFFSET");
            self.loose |= !total;
            sql += " OFFSET 2";
        } else if self.percent(1) {
            self.note("LIMIT of an expression");
            self.loose |= !total;
            sql += " LIMIT 1 + 1";
        }
        sql
    }

    fn sort_key(&mut self, query: &Relation, number: usize) -> String {
        let direction = self.random.one(&["", " ASC", " DESC"]);
        let nulls = self.random.one(&["", " NULLS FIRST", " NULLS LAST"]);
        let column = &query.columns[number - 1];
        let key = match self.percent(50) {
            true => quoted(&column.name),
            false => number.to_string(),
        };
        format!("{key}{direction}{nulls}")
    }
}
