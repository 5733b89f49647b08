//! Random statements over the tables of a database: the parts that all of its files share.
//!
//! Expressions are made for a wanted kind out of columns that are there, so that most statements
//! plan. What a statement uses is noted by name.

use std::collections::BTreeSet;

use super::database::{Database, Named, Table};
use super::kinds::{Kind, PLAIN};
use super::names::{fresh, quoted};
use crate::random_source::Random;

/// A value that an expression may name, and how.
#[derive(Debug, Clone)]
pub struct Column {
    pub sql: String,
    pub kind: Kind,
}

/// What expressions are made of at a place of a statement.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    pub columns: Vec<Column>,
    /// Whether scalar subqueries may stand here.
    pub subqueries: bool,
    /// Whether `EXISTS`, `IN` and `ANY` of a subquery may stand here.
    pub tests: bool,
}

impl Scope {
    pub fn of(columns: Vec<Column>) -> Self {
        Self {
            columns,
            subqueries: false,
            tests: false,
        }
    }

    /// The same columns where no subquery may stand.
    pub fn alone(&self) -> Self {
        Self::of(self.columns.clone())
    }

    /// As [`Self::alone`], with scalar subqueries left.
    pub fn without_tests(&self) -> Self {
        Self {
            tests: false,
            ..self.clone()
        }
    }
}

/// Something that rows come from, by the name it has in FROM.
#[derive(Debug, Clone)]
pub struct Relation {
    pub sql: String,
    pub columns: Vec<Named>,
}

pub struct Generator<'a> {
    pub random: Random,
    pub database: &'a Database,
    /// What the statement uses.
    pub features: BTreeSet<&'static str>,
    /// Whether its rows depend on the order in which partitions give theirs.
    pub loose: bool,
    /// Common table expressions that may be named here.
    pub shared: Vec<Relation>,
    pub names: usize,
}

/// A statement and what is known about it.
#[derive(Debug, Clone)]
pub struct Statement {
    pub sql: String,
    pub features: BTreeSet<&'static str>,
    pub loose: bool,
}

pub fn statement(random: Random, database: &Database) -> Statement {
    let mut generator = Generator {
        random,
        database,
        features: BTreeSet::new(),
        loose: false,
        shared: Vec::new(),
        names: 0,
    };
    let sql = generator.top();
    Statement {
        sql,
        features: generator.features,
        loose: generator.loose,
    }
}

impl Generator<'_> {
    pub fn note(&mut self, feature: &'static str) {
        self.features.insert(feature);
    }

    pub fn percent(&mut self, chance: usize) -> bool {
        self.random.percent(chance)
    }

    /// A name of its own, an odd one now and then.
    pub fn name(&mut self, stem: &str) -> String {
        self.names += 1;
        if self.percent(15) {
            self.note("odd alias");
            let odd = fresh(&mut self.random, &[]);
            return quoted(&format!("{odd}{}", self.names));
        }
        format!("{stem}{}", self.names)
    }

    pub fn table(&mut self) -> Table {
        let table = self.random.pick(&self.database.tables).clone();
        self.note(match table.store {
            Some(store) => store.label(),
            None => "view",
        });
        table
    }

    /// A kind, most often one that `scope` has columns of.
    pub fn kind(&mut self, scope: &Scope) -> Kind {
        if !scope.columns.is_empty() && self.percent(75) {
            return self.random.pick(&scope.columns).kind.clone();
        }
        match self.percent(10) {
            true => Kind::List(Box::new(self.random.pick(&PLAIN).clone())),
            false => self.random.pick(&PLAIN).clone(),
        }
    }

    /// A kind that can be compared, as [`Self::kind`].
    pub fn ordered_kind(&mut self, scope: &Scope) -> Kind {
        let kind = self.kind(scope);
        match kind.is_ordered() {
            true => kind,
            false => Kind::Int,
        }
    }

    /// A column of `kind`, if there is one.
    pub fn column(&mut self, kind: &Kind, scope: &Scope) -> Option<String> {
        let fitting: Vec<&Column> = scope
            .columns
            .iter()
            .filter(|column| column.kind == *kind)
            .collect();
        (!fitting.is_empty()).then(|| self.random.pick(&fitting).sql.clone())
    }

    /// `count` expressions of any kind, each with its kind.
    pub fn expressions(
        &mut self,
        count: usize,
        scope: &Scope,
        depth: usize,
    ) -> Vec<(String, Kind)> {
        (0..count)
            .map(|_| {
                let kind = self.kind(scope);
                (self.expression(&kind, scope, depth), kind)
            })
            .collect()
    }
}

impl Relation {
    /// The columns of a relation that FROM calls `alias`.
    pub fn columns_as(&self, alias: &str) -> Vec<Column> {
        self.columns
            .iter()
            .map(|column| Column {
                sql: format!("{alias}.{}", quoted(&column.name)),
                kind: column.kind.clone(),
            })
            .collect()
    }
}

/// Alternatives in the words that SQL joins them by.
pub fn list(items: impl IntoIterator<Item = String>) -> String {
    items.into_iter().collect::<Vec<_>>().join(", ")
}
