//! The trips of one query: each of its plans becomes bytes, is read in a session that knows nothing
//! but its own settings, and gives the rows that the statement gives.

use datafusion::sql::parser::{DFParser, Statement};
use datafusion::sql::sqlparser::ast;
use planarium_engine::api::{ExecutionPlan, LogicalPlan};
use planarium_engine::codec::EncodeOptions;
use planarium_engine::plan_file::{PlanKind, SaveOptions, SavedPlan, prepare};
use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};

use super::outcome::{Rows, Same, compare, rows};
use super::tables;
use crate::plan_support::{of_kind, save_with};
use crate::support::{from_substrait, wait};

/// Runs until one shows that a statement leaves its rows open.
const AGAIN: usize = 12;

/// What became of one plan.
#[derive(Debug)]
pub struct Trip {
    pub stage: &'static str,
    pub class: &'static str,
    /// Why it was refused, or what differs.
    pub detail: String,
}

/// Kinds of trips by what they come to.
pub mod class {
    pub const KEPT: &str = "kept";
    /// Rows that two runs of the statement itself do not have in common.
    pub const OPEN: &str = "rows left open";
    pub const REFUSED: &str = "refused";
    /// As [`SETTINGS`], and equal out of a plan file, which holds the settings.
    pub const FILE: &str = "kept by a plan file";
    /// Other rows that the plan gives in the reader's session without a trip, too.
    pub const SETTINGS: &str = "depends on settings";
    pub const UNREADABLE: &str = "not readable";
    pub const FAILS: &str = "fails after the trip";
    pub const OTHER: &str = "other rows";
    pub const ORDER: &str = "other order";
    pub const SLOW: &str = "timed out";
}

const EMBED: EncodeOptions = EncodeOptions {
    embed_memory_tables: true,
};

/// The query inside of an EXPLAIN; `None` for what is neither a query nor the explanation of one.
pub fn query_of(sql: &str) -> Option<String> {
    let Ok(mut statements) = DFParser::parse_sql(sql) else {
        // In another dialect than DataFusion's own.
        let word = sql.split_whitespace().next()?.to_ascii_lowercase();
        return ["select", "with", "values"]
            .contains(&word.as_str())
            .then(|| sql.to_string());
    };
    let (first, more) = (statements.pop_front()?, statements.pop_front());
    match (first, more) {
        (Statement::Explain(explain), None) => match *explain.statement {
            Statement::Statement(inner) if matches!(*inner, ast::Statement::Query(_)) => {
                Some(inner.to_string())
            }
            _ => None,
        },
        (Statement::Statement(inner), None) if matches!(*inner, ast::Statement::Query(_)) => {
            Some(sql.to_string())
        }
        _ => None,
    }
}

/// One query in the session of its file.
pub struct Traveller<'a> {
    pub file: &'a str,
    pub session: &'a Session,
    pub stranger: &'a Session,
    pub sql: &'a str,
    pub expected: Rows,
}

impl Traveller<'_> {
    /// All trips of the query.
    pub fn trips(&self) -> Vec<Trip> {
        let mut trips = Vec::new();
        let (worker, sql) = (self.session.clone(), self.sql.to_string());
        let planned = wait(self.session, async move {
            let initial = LogicalPlan::from_sql(&worker, &sql).await?;
            let optimized = initial.optimized()?;
            let physical = initial.execution_plan().await?;
            Ok((initial, optimized, physical))
        });
        let (initial, optimized, physical) = match planned {
            Ok(plans) => plans,
            Err(error) => {
                trips.push(self.failed("initial", class::FAILS, &error));
                return trips;
            }
        };
        trips.push(self.logical("initial", &initial));
        trips.push(self.logical("optimized", &optimized));
        trips.push(self.physical(&physical));
        trips.push(self.substrait("substrait initial", &initial));
        trips.push(self.substrait("substrait optimized", &optimized));
        trips
    }

    fn failed(&self, stage: &'static str, class: &'static str, error: &Error) -> Trip {
        Trip {
            stage,
            class,
            detail: told(error),
        }
    }

    fn logical(&self, stage: &'static str, plan: &LogicalPlan) -> Trip {
        let bytes = match plan.to_bytes_with(self.session, EMBED) {
            Ok(bytes) => bytes,
            Err(error) => return self.failed(stage, class::REFUSED, &error),
        };
        let again = match LogicalPlan::from_bytes(self.stranger, &bytes) {
            Ok(again) => again,
            Err(error) => return self.failed(stage, class::UNREADABLE, &error),
        };
        let kind = match stage {
            "initial" => PlanKind::Logical,
            _ => PlanKind::Optimized,
        };
        let run = |plan: &LogicalPlan| {
            let query = plan.execute(self.stranger, Limits::default(), false)?;
            rows(&query)
        };
        self.judged(stage, kind, || run(&again), || run(plan))
    }

    fn physical(&self, plan: &ExecutionPlan) -> Trip {
        const STAGE: &str = "physical";
        let (worker, writer) = (plan.clone(), self.session.clone());
        let bytes = wait(self.session, async move {
            worker.to_bytes_with(&writer, EMBED).await
        });
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(error) => return self.failed(STAGE, class::REFUSED, &error),
        };
        let again = match ExecutionPlan::from_bytes(self.stranger, &bytes) {
            Ok(again) => again,
            Err(error) => return self.failed(STAGE, class::UNREADABLE, &error),
        };
        let run = |plan: &ExecutionPlan| {
            let query = plan.execute(self.stranger, Limits::default(), false)?;
            rows(&query)
        };
        self.judged(STAGE, PlanKind::Physical, || run(&again), || run(plan))
    }

    /// Substrait goes by the names of tables, hence back into the same session.
    fn substrait(&self, stage: &'static str, plan: &LogicalPlan) -> Trip {
        let bytes = match plan.to_substrait(self.session) {
            Ok(bytes) => bytes,
            Err(error) => return self.failed(stage, class::REFUSED, &error),
        };
        let again = match from_substrait(self.session, &bytes) {
            Ok(again) => again,
            Err(error) => return self.failed(stage, class::UNREADABLE, &error),
        };
        let run = || {
            let query = again.execute(self.session, Limits::default(), false)?;
            rows(&query)
        };
        match run() {
            Ok(found) => self
                .compared(stage, &found, run)
                .unwrap_or_else(|trip| trip),
            Err(error) => self.failed(stage, class::FAILS, &error),
        }
    }

    /// What the rows of `run`, of the plan that was read, say of the trip. `control` runs the plan that made no
    /// trip in the same session: a difference that it shows too is none of the bytes.
    fn judged(
        &self,
        stage: &'static str,
        kind: PlanKind,
        run: impl Fn() -> Result<Rows, Error>,
        control: impl Fn() -> Result<Rows, Error>,
    ) -> Trip {
        let found = match run() {
            Ok(found) => found,
            Err(error) if error.code == ErrorCode::Cancelled => {
                return self.failed(stage, class::SLOW, &error);
            }
            Err(error) => {
                let class = match control() {
                    Err(other) if other.code == error.code => class::SETTINGS,
                    _ => class::FAILS,
                };
                return self.failed(stage, class, &error);
            }
        };
        self.compared(stage, &found, run).unwrap_or_else(|trip| {
            let alike = |other: &Rows| match compare(&found, other) {
                Same::Yes => true,
                Same::Unordered => trip.class == class::OTHER || !is_ordered(self.sql),
                Same::No => false,
            };
            let shown = (0..AGAIN).any(|_| control().is_ok_and(|other| alike(&other)));
            if !shown {
                return trip;
            }
            let file = || self.as_file(kind);
            let (class, file) = match file() {
                Ok(rows) if self.compared(stage, &rows, file).is_ok() => {
                    (class::FILE, "the expected rows".to_string())
                }
                Ok(rows) => (class::SETTINGS, rows.shown()),
                Err(error) => (class::SETTINGS, told(&error)),
            };
            Trip {
                class,
                detail: format!("as a plan file: {file}\n{}", trip.detail),
                ..trip
            }
        })
    }

    /// `Err` if the rows `found` are other ones, also when `again` runs the plan that gave them.
    fn compared(
        &self,
        stage: &'static str,
        found: &Rows,
        again: impl Fn() -> Result<Rows, Error>,
    ) -> Result<Trip, Trip> {
        let trip = |class| Trip {
            stage,
            class,
            detail: String::new(),
        };
        let first = compare(&self.expected, found);
        if first == Same::Yes {
            return Ok(trip(class::KEPT));
        }
        let ordered = is_ordered(self.sql);
        if first == Same::Unordered && !ordered {
            return Ok(trip(class::KEPT));
        }
        // Are they others of the same rows?
        if let Some(all) = unlimited(self.sql)
            && let Ok(all) = rows(&Query::start(self.session, all, Limits::default()))
            && found.are_as_many_of(&self.expected, &all)
        {
            return Ok(trip(class::OPEN));
        }
        // Do both always give the same?
        let alike = |other: &Rows| match compare(&self.expected, other) {
            Same::Yes => true,
            Same::Unordered => !ordered,
            Same::No => false,
        };
        for _ in 0..AGAIN {
            let direct = rows(&Query::start(self.session, self.sql, Limits::default()));
            if direct.is_ok_and(|rows| !alike(&rows)) || again().is_ok_and(|rows| alike(&rows)) {
                return Ok(trip(class::OPEN));
            }
        }
        let class = match first {
            Same::Unordered => class::ORDER,
            _ => class::OTHER,
        };
        let detail = format!(
            "expected {}\nfound {}",
            self.expected.shown(),
            found.shown()
        );
        Err(Trip {
            stage,
            class,
            detail,
        })
    }

    /// The rows of the plan out of a plan file, which holds settings as well.
    fn as_file(&self, kind: PlanKind) -> Result<Rows, Error> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("trip.dfplan");
        let options = SaveOptions {
            embed_memory_tables: true,
            ..SaveOptions::default()
        };
        let _: SavedPlan = save_with(self.session, self.sql, &file, options)?;
        let reader = tables::fresh(self.file);
        let worker = reader.clone();
        let run = of_kind(kind);
        let work = async move {
            let prepared = prepare(&worker, file, run).await?;
            Ok((prepared.sql, prepared.work))
        };
        rows(&Query::start_with(&reader, work, Limits::default()))
    }
}

/// Whether the query says in which order its rows come.
pub fn is_ordered(sql: &str) -> bool {
    query(sql).is_some_and(|query| query.order_by.is_some())
}

/// A query that takes some of its rows and says not which, without the limit.
fn unlimited(sql: &str) -> Option<String> {
    let mut query = query(sql)?;
    let limited = query.limit_clause.take().is_some() | query.fetch.take().is_some();
    (limited && query.order_by.is_none()).then(|| query.to_string())
}

fn query(sql: &str) -> Option<ast::Query> {
    let Statement::Statement(statement) = DFParser::parse_sql(sql).ok()?.pop_front()? else {
        return None;
    };
    match *statement {
        ast::Statement::Query(query) => Some(*query),
        _ => None,
    }
}

/// Code, message and detail of an error in one line.
pub fn told(error: &Error) -> String {
    let parts = [Some(&error.message), error.detail.as_ref()];
    let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    let text = format!("{}: {}", error.code.as_str(), parts.join(" | "));
    text.replace('\n', " ").chars().take(400).collect()
}
