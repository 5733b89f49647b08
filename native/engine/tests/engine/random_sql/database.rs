//! Random tables in a session of their own.

use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::TableReference;
use datafusion::datasource::MemTable;
use planarium_engine::Session;
use planarium_engine::catalog::{OpenOptions, open_file};
use planarium_engine::session::SessionOptions;

use super::kinds::Kind;
use super::names::{fresh, quoted};
use super::types::{Store, map_type, random_type};
use super::values;
use crate::coverage_support::run;
use crate::random_source::Random;
use crate::support::{session_with, wait};

/// A column that both sides of a join may have.
const SHARED: &str = "id";

#[derive(Debug, Clone)]
pub struct Named {
    pub name: String,
    pub kind: Kind,
}

#[derive(Debug, Clone)]
pub struct Table {
    pub name: String,
    pub columns: Vec<Named>,
    pub store: Option<Store>,
}

/// Tables, and the session that knows them.
pub struct Database {
    pub session: Session,
    /// One that knows nothing but the same settings.
    pub stranger: Session,
    pub tables: Vec<Table>,
    /// Whether operators have several partitions, whose rows come in any order.
    pub parallel: bool,
    /// Whether the dialect has lambda functions.
    pub lambdas: bool,
    /// For a failure: every table with its columns.
    pub description: String,
    pub folder: tempfile::TempDir,
}

impl Database {
    pub fn new(random: &mut Random) -> Self {
        let (parallel, lambdas) = (random.percent(25), random.percent(15));
        let session = session_with(options(parallel, lambdas));
        let folder = tempfile::tempdir().unwrap();
        let mut made = Self {
            stranger: session_with(options(parallel, lambdas)),
            session,
            tables: Vec::new(),
            parallel,
            lambdas,
            description: format!("parallel: {parallel}, lambdas: {lambdas}\n"),
            folder,
        };
        for number in 0..=random.below(4) {
            made.add_table(random, number);
        }
        if random.percent(25) {
            made.add_view(random);
        }
        made
    }

    pub fn in_memory(&self) -> bool {
        self.tables
            .iter()
            .any(|table| table.store == Some(Store::Memory))
    }

    fn taken(&self) -> Vec<String> {
        self.tables.iter().map(|table| table.name.clone()).collect()
    }

    fn add_table(&mut self, random: &mut Random, number: usize) {
        let name = fresh(random, &self.taken());
        let store = random.one(&Store::ALL);
        let batch = random_batch(random, store);
        let files = self.folder.path().join(number.to_string());
        match store {
            Store::Memory => register(&self.session, &name, in_parts(random, &batch)),
            _ => self.add_file(random, &name, store, batch, &files),
        }
        self.remember(name, Some(store));
    }

    fn add_file(
        &self,
        random: &mut Random,
        name: &str,
        store: Store,
        batch: RecordBatch,
        files: &Path,
    ) {
        let (format, path, rest) = match store {
            Store::Csv => ("CSV", files.with_extension("csv"), ""),
            Store::Json => ("JSON", files.with_extension("json"), ""),
            Store::Arrow => ("ARROW", files.with_extension("arrow"), ""),
            Store::Hive => ("PARQUET", files.join(""), "PARTITIONED BY (part)"),
            _ => ("PARQUET", files.with_extension("parquet"), ""),
        };
        register(&self.session, "rows to write", vec![vec![batch]]);
        let target = path.display();
        run(
            &self.session,
            &format!("COPY \"rows to write\" TO '{target}' STORED AS {format} {rest}"),
        );
        self.session
            .context()
            .deregister_table(TableReference::bare("rows to write"))
            .unwrap();
        if store == Store::Hive || random.percent(50) {
            let options = OpenOptions {
                name: Some(name.to_string()),
                ..OpenOptions::default()
            };
            let (session, path) = (self.session.clone(), target.to_string());
            wait(&self.session, async move {
                open_file(&session, &path, options).await
            })
            .unwrap();
        } else {
            let name = quoted(name);
            run(
                &self.session,
                &format!("CREATE EXTERNAL TABLE {name} STORED AS {format} LOCATION '{target}'"),
            );
        }
    }

    fn add_view(&mut self, random: &mut Random) {
        let base = random.pick(&self.tables).clone();
        let name = fresh(random, &self.taken());
        let column = quoted(&random.pick(&base.columns).name);
        run(
            &self.session,
            &format!(
                "CREATE VIEW {} AS SELECT * FROM {} WHERE {column} IS NOT NULL OR 1 < 2",
                quoted(&name),
                quoted(&base.name)
            ),
        );
        self.remember(name, base.store.filter(|store| *store == Store::Memory));
    }

    /// Takes a table with the columns that the session sees in it.
    fn remember(&mut self, name: String, store: Option<Store>) {
        let reference = TableReference::bare(name.as_str());
        let provider = self.session.context().table_provider(reference);
        let provider = self.session.runtime().block_on(provider).unwrap();
        let schema = provider.schema();
        let columns: Vec<String> = schema
            .fields()
            .iter()
            .map(|field| {
                let not = if field.is_nullable() { "" } else { " NOT NULL" };
                format!("{} {}{not}", quoted(field.name()), field.data_type())
            })
            .collect();
        let label = store.map_or("view", Store::label);
        self.description += &format!("{} ({label}): {}\n", quoted(&name), columns.join(", "));
        self.tables.push(Table {
            name,
            store,
            columns: schema
                .fields()
                .iter()
                .map(|field| Named {
                    name: field.name().clone(),
                    kind: Kind::of(field.data_type()),
                })
                .collect(),
        });
    }
}

fn options(parallel: bool, lambdas: bool) -> SessionOptions {
    let mut settings = vec![
        (
            "datafusion.execution.target_partitions",
            if parallel { "3" } else { "1" },
        ),
        (
            "datafusion.execution.batch_size",
            if parallel { "7" } else { "8192" },
        ),
    ];
    if parallel {
        settings.push(("datafusion.optimizer.repartition_file_min_size", "1"));
    }
    if lambdas {
        settings.push(("datafusion.sql_parser.dialect", "duckdb"));
    }
    SessionOptions {
        settings: settings
            .into_iter()
            .map(|(name, value)| (name.to_string(), value.to_string()))
            .collect(),
        ..SessionOptions::default()
    }
}

fn register(session: &Session, name: &str, parts: Vec<Vec<RecordBatch>>) {
    let table = MemTable::try_new(parts[0][0].schema(), parts).unwrap();
    session
        .context()
        .register_table(TableReference::bare(name), Arc::new(table))
        .unwrap();
}

/// The rows in one or two partitions, the first in up to two batches.
fn in_parts(random: &mut Random, batch: &RecordBatch) -> Vec<Vec<RecordBatch>> {
    let cut = random.below(batch.num_rows() + 1);
    let (first, second) = (
        batch.slice(0, cut),
        batch.slice(cut, batch.num_rows() - cut),
    );
    match random.below(3) {
        0 => vec![vec![batch.clone()]],
        1 => vec![vec![first, second]],
        _ => vec![vec![first], vec![second]],
    }
}

fn random_batch(random: &mut Random, store: Store) -> RecordBatch {
    // Text of no rows has no columns to find out.
    let least = usize::from(!matches!(
        store,
        Store::Parquet | Store::Arrow | Store::Memory
    ));
    let rows = match random.below(10) {
        0 => least,
        1 => 50,
        _ => 1 + random.below(12),
    };
    let (mut fields, mut columns): (Vec<Field>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
    let mut names = Vec::new();
    for number in 0..=random.below(8) {
        let shared = random.percent(20) && !names.contains(&SHARED.to_string());
        // JSON lines in which no column has a value have no columns.
        let anchor = store == Store::Json && number == 0;
        let (name, data_type) = match (shared, anchor) {
            (true, _) => (SHARED.to_string(), DataType::Int64),
            (false, true) => (fresh(random, &names), DataType::Int64),
            (false, false) => (fresh(random, &names), column_type(random, store)),
        };
        // The reader of JSON lines takes no NULL for a struct.
        let full = anchor || (store == Store::Json && data_type.is_nested());
        let nullable = !full && random.percent(70);
        columns.push(values::column(random, &data_type, nullable, rows));
        fields.push(Field::new(&name, data_type, nullable));
        names.push(name);
    }
    if store == Store::Hive {
        let parts = (0..rows).map(|_| random.one(&["a", "b", "c d"]));
        columns.push(Arc::new(StringArray::from_iter_values(parts)));
        fields.push(Field::new("part", DataType::Utf8, false));
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), columns).unwrap()
}

fn column_type(random: &mut Random, store: Store) -> DataType {
    let typed = !matches!(store, Store::Csv | Store::Json);
    match typed && random.percent(4) {
        true => map_type(),
        false => random_type(random, store),
    }
}
