//! One trip of a query through its bytes, for each kind of plan.

use std::path::Path;

use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::displayable;
use planarium_engine::Session;
use planarium_engine::codec::{
    decode_logical, decode_physical, encode_logical, parse_logical, parse_physical, with_deep_stack,
};
use planarium_engine::plan_file::PlanKind;
use planarium_engine::query::{Phase, Query, plan_last};
use planarium_engine::session::Limits;

use crate::plan_support::{bytes_of, of_kind, rows, rows_of, save_sql};
use crate::support::{ended, wait};

/// Runs statements whose rows do not matter.
pub fn run(session: &Session, sql: &str) {
    let status = ended(&Query::start(session, sql.to_string(), Limits::default()));
    assert_eq!(status.phase, Phase::Done, "{:?}", status.error);
}

/// The plans of one statement.
pub struct Plans {
    pub initial: LogicalPlan,
    pub optimized: Option<LogicalPlan>,
    pub physical: Option<String>,
}

pub fn plans(session: &Session, sql: &str) -> Plans {
    let (worker, text) = (session.clone(), sql.to_string());
    let planned = wait(session, async move { plan_last(&worker, &text).await }).unwrap();
    let physical = planned.physical.as_ref();
    Plans {
        initial: planned.initial,
        optimized: planned.optimized,
        physical: physical.map(|plan| displayable(plan.as_ref()).indent(false).to_string()),
    }
}

/// The initial plan of one statement.
pub fn initial(session: &Session, sql: &str) -> LogicalPlan {
    let state = session.context().state();
    session
        .runtime()
        .block_on(state.create_logical_plan(sql))
        .unwrap()
}

pub fn decoded(session: &Session, bytes: &[u8]) -> Result<LogicalPlan, planarium_engine::Error> {
    let context = session.context().task_ctx();
    let _runtime = session.runtime().enter();
    with_deep_stack(|| decode_logical(session.codecs(), &parse_logical(bytes)?, &context))
}

/// Plan text with all types and nullability.
pub fn text(plan: &LogicalPlan) -> String {
    plan.display_indent_schema().to_string()
}

/// The plan after its trip has the same text, and the same bytes again.
pub fn same_plan(session: &Session, plan: &LogicalPlan, what: &str) -> Vec<u8> {
    let bytes = encode_logical(session.codecs(), plan).unwrap_or_else(|e| panic!("{what}: {e:?}"));
    let again =
        decoded(session, &bytes).unwrap_or_else(|e| panic!("{what}: {e:?}\n{}", text(plan)));
    assert_eq!(text(&again), text(plan), "{what}");
    assert!(
        encode_logical(session.codecs(), &again).unwrap() == bytes,
        "bytes of {what}"
    );
    bytes
}

/// Checks every statement and tells all that fail at once.
pub fn each<'a>(statements: impl IntoIterator<Item = &'a str>, check: impl Fn(&str)) {
    let failed: Vec<String> = statements
        .into_iter()
        .filter_map(|sql| {
            let work = std::panic::AssertUnwindSafe(|| check(sql));
            let panic = std::panic::catch_unwind(work).err()?;
            let message = panic.downcast_ref::<String>();
            Some(message.cloned().unwrap_or_else(|| sql.to_string()))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}

/// What a statement cannot do on its trip.
#[derive(Default, Clone, Copy)]
pub struct Loses {
    /// Text of the initial plan.
    pub initial_text: bool,
    /// Text of the optimized plan: a hint of the optimizer has no place in the format.
    pub optimized_text: bool,
    /// Text of the physical plan.
    pub physical_text: bool,
    /// The physical plan is not saved.
    pub physical: bool,
}

/// Every plan of `sql` keeps its text; saved, opened and run in a session that knows nothing, it
/// gives the rows that the statement gave.
pub fn survives(session: &Session, folder: &Path, sql: &str, loses: Loses) {
    let query = Query::start(session, sql.to_string(), Limits::default());
    let expected = rows_of(&query).unwrap_or_else(|error| panic!("{sql}: {error:?}"));
    assert!(!expected.is_empty(), "no rows: {sql}");
    let plans = plans(session, sql);
    if !loses.initial_text {
        same_plan(session, &plans.initial, &format!("initial: {sql}"));
    }
    if !loses.optimized_text {
        same_plan(
            session,
            &plans.optimized.unwrap(),
            &format!("optimized: {sql}"),
        );
    }
    if !loses.physical && !loses.physical_text {
        let bytes = bytes_of(session, sql, PlanKind::Physical).unwrap();
        let context = session.context().task_ctx();
        let again = with_deep_stack(|| {
            decode_physical(session.codecs(), &parse_physical(&bytes)?, &context)
        })
        .unwrap();
        let again = displayable(again.as_ref()).indent(false).to_string();
        assert_eq!(again, plans.physical.unwrap(), "physical: {sql}");
    }
    let file = tempfile::Builder::new()
        .suffix(".dfplan")
        .tempfile_in(folder)
        .unwrap()
        .into_temp_path();
    std::fs::remove_file(&file).unwrap();
    let saved = save_sql(session, sql, &file).unwrap();
    let kinds = if loses.physical {
        &PlanKind::ALL[..2]
    } else {
        &PlanKind::ALL[..]
    };
    assert_eq!(saved.kinds, kinds, "{sql}: {:?}", saved.not_serialized);
    for kind in saved.kinds {
        assert_eq!(
            rows(&file, of_kind(kind)).unwrap_or_else(|e| panic!("{kind:?} {sql}: {e:?}")),
            expected,
            "rows of {kind:?}: {sql}"
        );
    }
}

/// A session with the tables `t (n, s)` and `u (n, m)` over CSV files.
pub fn session_with_tables() -> (Session, tempfile::TempDir) {
    let (session, folder) = (crate::support::session(), tempfile::tempdir().unwrap());
    for (name, text) in [
        ("t", "n,s\n1,a\n2,b\n3,a\n4,b\n5,a\n"),
        ("u", "n,m\n1,10\n2,1\n3,\n7,5\n2,4\n"),
    ] {
        let path = folder.path().join(format!("{name}.csv"));
        std::fs::write(&path, text).unwrap();
        run(
            &session,
            &format!(
                "CREATE EXTERNAL TABLE {name} STORED AS CSV LOCATION '{}'",
                path.display()
            ),
        );
    }
    (session, folder)
}
