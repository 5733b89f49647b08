//! What holds for every statement: each of its plans goes through its bytes and back, with equal
//! text, equal bytes again and equal rows; or is refused for a reason that is documented.

use datafusion::logical_expr::LogicalPlan;
use planarium_engine::api::{self, ExecutionForm};
use planarium_engine::codec::{EncodeOptions, encode_logical_with};
use planarium_engine::plan_file::PlannedStatement;
use planarium_engine::query::{Query, plan_last};
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};

use super::counts::Counts;
use super::database::Database;
use super::file_trip;
use super::generator::Statement;
use super::losses::{self, Change};
use super::rows::{Rows, difference, rows};
use crate::coverage_support::{decoded, initial, text};
use crate::support::wait;

/// A statement for which something does not hold.
#[derive(Debug)]
pub struct Failure {
    pub stage: &'static str,
    pub what: String,
}

pub fn failed<T>(stage: &'static str, what: impl Into<String>) -> Result<T, Failure> {
    let what = what.into();
    Err(Failure { stage, what })
}

pub type Outcome = Result<Rows, Error>;

/// Runs of a plan until one comes to what its trip did, where rows are left open.
const AGAIN: usize = 50;

/// One statement and what a run of it gives.
pub struct Case<'a> {
    pub database: &'a Database,
    pub statement: &'a Statement,
    pub planned: PlannedStatement,
    pub expected: Outcome,
}

/// Checks `statement`; with `file` also by a plan file that a stranger runs.
pub fn check(
    database: &Database,
    statement: &Statement,
    file: bool,
    counts: &mut Counts,
) -> Result<(), Failure> {
    counts.cases += 1;
    let session = &database.session;
    let (worker, sql) = (session.clone(), statement.sql.clone());
    let planned = match wait(session, async move { plan_last(&worker, &sql).await }) {
        Ok(planned) => planned,
        Err(error) => {
            let code = error.code.as_str().to_string();
            *counts.unplanned.entry(code).or_default() += 1;
            if std::env::var_os("PLANARIUM_RANDOM_SHOW").is_some() {
                println!(
                    "unplanned: {} {:?}\n    {}",
                    error.message, error.detail, statement.sql
                );
            }
            return unfinished(database, statement, counts);
        }
    };
    counts.planned += 1;
    for feature in &statement.features {
        *counts.features.entry(feature).or_default() += 1;
    }
    let case = Case {
        database,
        statement,
        planned,
        expected: run(session, statement),
    };
    let outcome = match &case.expected {
        Ok(rows) if rows.len() > 1 => "gives rows",
        Ok(_) => "gives none",
        Err(_) => "fails as it runs",
    };
    counts.trip("statement", outcome);
    case.logical("logical", &case.planned.initial, counts)?;
    let optimized = case.planned.optimized.as_ref().unwrap();
    case.logical("optimized", optimized, counts)?;
    let physical = case.physical(counts)?;
    if file {
        file_trip::check(&case, physical, counts)?;
    }
    Ok(())
}

fn run(session: &Session, statement: &Statement) -> Outcome {
    rows(&Query::start(session, &statement.sql, Limits::default()))
}

/// A statement that DataFusion cannot plan to the end may have an initial plan all the same.
fn unfinished(
    database: &Database,
    statement: &Statement,
    counts: &mut Counts,
) -> Result<(), Failure> {
    let (session, sql) = (database.session.clone(), statement.sql.clone());
    let parsed = wait(&database.session, async move {
        api::LogicalPlan::from_sql(&session, &sql).await
    });
    if parsed.is_err() {
        return Ok(());
    }
    let plan = initial(&database.session, &statement.sql);
    if same_text("logical", database, statement, &plan, counts)?.is_some() {
        counts.trip(
            "logical",
            "kept, of a statement that cannot be planned further",
        );
    }
    Ok(())
}

/// What goes into the bytes.
pub fn options(database: &Database) -> EncodeOptions {
    EncodeOptions {
        embed_memory_tables: database.in_memory(),
    }
}

/// The bytes of `plan`, once it is sure that they hold its text; `None` if it is refused.
fn same_text(
    stage: &'static str,
    database: &Database,
    statement: &Statement,
    plan: &LogicalPlan,
    counts: &mut Counts,
) -> Result<Option<(Vec<u8>, Change)>, Failure> {
    let session = &database.session;
    let bytes = match encode_logical_with(session.codecs(), plan, options(database)) {
        Ok(bytes) => bytes,
        Err(error) => return refused(stage, &error, counts).map(|()| None),
    };
    let again = match decoded(session, &bytes) {
        Ok(again) => again,
        Err(error) => {
            return failed(
                stage,
                format!("cannot be decoded: {error:?}\n{}", text(plan)),
            );
        }
    };
    let (before, after) = (text(plan), text(&again));
    let Some(change) = losses::change(stage, statement, &before, &after) else {
        return failed(
            stage,
            format!("other text:\n{}", difference(&before, &after)),
        );
    };
    let form = matches!(change, Change::Form(_));
    match encode_logical_with(session.codecs(), &again, options(database)) {
        Ok(second) if second == bytes || form => Ok(Some((bytes, change))),
        Ok(_) => failed(stage, format!("other bytes when encoded again\n{before}")),
        Err(error) => failed(stage, format!("cannot be encoded again: {error:?}")),
    }
}

/// A refusal that is documented is counted, any other is a failure.
pub fn refused(stage: &'static str, error: &Error, counts: &mut Counts) -> Result<(), Failure> {
    match losses::refusal(stage, error) {
        Some(reason) => {
            counts.trip(stage, "refused");
            counts.refusal(stage, reason);
            Ok(())
        }
        None => failed(stage, format!("refused: {error:?}")),
    }
}

impl Case<'_> {
    fn session(&self) -> &Session {
        &self.database.session
    }

    /// The statement once more.
    pub fn run(&self) -> Outcome {
        run(self.session(), self.statement)
    }

    fn logical(
        &self,
        stage: &'static str,
        plan: &LogicalPlan,
        counts: &mut Counts,
    ) -> Result<(), Failure> {
        let Some((bytes, change)) = same_text(stage, self.database, self.statement, plan, counts)?
        else {
            return Ok(());
        };
        let again = match api::LogicalPlan::from_bytes(self.session(), &bytes) {
            Ok(again) => again,
            Err(error) => return failed(stage, format!("cannot be read: {error:?}")),
        };
        let query = again.execute(self.session(), Limits::default(), false);
        let found = query.and_then(|query| rows(&query));
        let direct = || {
            rows(&Query::start_logical(
                self.session(),
                plan.clone(),
                Limits::default(),
            ))
        };
        self.same_rows(stage, &found, direct, counts)?;
        counts.trip(stage, change.words());
        Ok(())
    }

    /// Whether the physical plan was kept.
    fn physical(&self, counts: &mut Counts) -> Result<bool, Failure> {
        const STAGE: &str = "physical";
        let (session, sql) = (self.session().clone(), self.statement.sql.clone());
        let made = wait(self.session(), async move {
            let plan = api::LogicalPlan::from_sql(&session, &sql).await?;
            plan.execution_plan().await
        });
        let plan = match made {
            Ok(plan) => plan,
            Err(error) => return failed(STAGE, format!("is not made again: {error:?}")),
        };
        let bytes = match self.encoded(&plan) {
            Ok(bytes) => bytes,
            Err(error) => return refused(STAGE, &error, counts).map(|()| false),
        };
        let again = match api::ExecutionPlan::from_bytes(self.session(), &bytes) {
            Ok(again) => again,
            Err(error) => {
                let plan = plan.display(ExecutionForm::Indent).unwrap();
                return failed(STAGE, format!("cannot be decoded: {error:?}\n{plan}"));
            }
        };
        let texts = [&plan, &again].map(|plan| plan.display(ExecutionForm::Verbose).unwrap());
        let [before, after] = texts;
        let Some(change) = losses::change(STAGE, self.statement, &before, &after) else {
            return failed(
                STAGE,
                format!("other text:\n{}", difference(&before, &after)),
            );
        };
        let form = matches!(change, Change::Form(_));
        match self.encoded(&again) {
            Ok(second) if form || second == bytes => {}
            Ok(second) => {
                if let Some(other) = losses::beyond_ids(&bytes, &second) {
                    return failed(STAGE, format!("other bytes when encoded again:\n{other}"));
                }
            }
            Err(error) => return failed(STAGE, format!("cannot be encoded again: {error:?}")),
        }
        let query = again.execute(self.session(), Limits::default(), false);
        let found = query.and_then(|query| rows(&query));
        self.same_rows(STAGE, &found, || self.run(), counts)?;
        counts.trip(STAGE, change.words());
        Ok(true)
    }

    fn encoded(&self, plan: &api::ExecutionPlan) -> Result<Vec<u8>, Error> {
        let (plan, session) = (plan.clone(), self.session().clone());
        let options = options(self.database);
        wait(self.session(), async move {
            plan.to_bytes_with(&session, options).await
        })
    }

    /// Whether `found` is what the statement gave, or what `direct`, the same plan without a trip,
    /// gives.
    pub fn same_rows(
        &self,
        stage: &'static str,
        found: &Outcome,
        direct: impl Fn() -> Outcome,
        counts: &mut Counts,
    ) -> Result<(), Failure> {
        if self.statement.loose && self.database.parallel {
            return Ok(());
        }
        if same(&self.expected, found) {
            return Ok(());
        }
        let once = direct();
        if same(&once, found) {
            return Ok(());
        }
        // Whether a limit ends such a statement before a part of it fails is left open as well.
        if self.statement.loose
            && (alike(&once, found) || (0..AGAIN).any(|_| alike(&direct(), found)))
        {
            counts.trip(stage, "other rows of a statement that leaves them open");
            return Ok(());
        }
        match (&once, found) {
            (Ok(expected), Ok(found)) => failed(
                stage,
                format!(
                    "other rows:\n{}",
                    difference(&expected.join("\n"), &found.join("\n"))
                ),
            ),
            (expected, found) => failed(stage, format!("expected {expected:?}\nfound {found:?}")),
        }
    }
}

fn same(expected: &Outcome, found: &Outcome) -> bool {
    match (expected, found) {
        (Ok(expected), Ok(found)) => expected == found,
        // What fails inside of the engine is told as a fault of the plan where that came from bytes.
        (Err(expected), Err(found)) if found.code == ErrorCode::PlanFileDamaged => {
            matches!(expected.code, ErrorCode::Panic | ErrorCode::Internal)
        }
        (Err(expected), Err(found)) => expected.code == found.code,
        _ => false,
    }
}

/// Whether both give rows of the same columns, whichever they are, or fail alike.
fn alike(expected: &Outcome, found: &Outcome) -> bool {
    match (expected, found) {
        (Ok(expected), Ok(found)) => expected.first() == found.first(),
        _ => same(expected, found),
    }
}
