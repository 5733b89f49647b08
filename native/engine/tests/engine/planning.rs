//! Planning that takes long, and what others may do meanwhile.

use std::sync::Arc;
use std::thread::available_parallelism;

use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use planarium_engine::Session;
use planarium_engine::query::{self, Phase, Query};
use planarium_engine::session::Limits;

use crate::gate::{Gate, table};
use crate::support::{ended, session};

/// A function whose type takes as long to tell as the gate is closed.
#[derive(Debug)]
struct Slow {
    signature: Signature,
    gate: Arc<Gate>,
    /// Counts the optimizer's visits, and keeps it waiting.
    visits: Arc<Gate>,
}

/// `slow`, in `session`: the gate of its type, and that of the optimizer.
fn slow(session: &Session) -> [Arc<Gate>; 2] {
    let gates = [Arc::new(Gate::default()), Arc::new(Gate::default())];
    let [gate, visits] = gates.clone();
    let signature = Signature::any(1, Volatility::Immutable);
    let slow = Slow {
        signature,
        gate,
        visits,
    };
    session
        .context()
        .register_udf(ScalarUDF::new_from_impl(slow));
    gates
}

impl PartialEq for Slow {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Slow {}

impl std::hash::Hash for Slow {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

impl ScalarUDFImpl for Slow {
    fn name(&self) -> &str {
        "slow"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        self.gate.pass();
        Ok(DataType::Int64)
    }

    fn simplify(&self, args: Vec<Expr>, _: &SimplifyContext) -> Result<ExprSimplifyResult> {
        self.visits.pass();
        Ok(ExprSimplifyResult::Original(args))
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(args.args[0].clone())
    }
}

/// Two of them kept all worker threads of two cores, and every later query waiting.
#[test]
fn statements_that_are_planned_for_long_keep_no_other_waiting() {
    let session = session();
    let [gate, visits] = slow(&session);
    visits.open();
    let many = 2 * available_parallelism().map_or(2, usize::from).max(2);
    let slow: Vec<Query> = (0..many)
        .map(|_| Query::start(&session, "SELECT slow(1)", Limits::default()))
        .collect();
    gate.wait_for(many);
    // Half of them are given up: their threads go on all the same.
    for query in slow.iter().step_by(2) {
        query.cancel();
        assert_eq!(query.status().phase, Phase::Cancelled);
    }
    let other = Query::start(&session, "SELECT 1", Limits::default());
    assert_eq!(ended(&other).phase, Phase::Done);
    gate.open();
    for query in slow.iter().skip(1).step_by(2) {
        assert_eq!(ended(query).phase, Phase::Done);
    }
}

/// Twenty operators that call `slow`, one on top of the other.
fn nested() -> String {
    (0..20).fold("SELECT v AS a0 FROM held".to_owned(), |inner, at| {
        let next = at + 1;
        format!("SELECT slow(a{at}) AS a{next} FROM ({inner}) WHERE slow(a{at}) > {at}")
    })
}

#[test]
fn cancelled_planning_ends_before_the_optimizer_starts() {
    let session = session();
    let held = table(&session, "held", 10);
    let [gate, visits] = slow(&session);
    visits.open();
    let query = Query::start(&session, nested(), Limits::default());
    gate.wait_for(1);
    session.context().deregister_table("held").unwrap();
    query.cancel();
    gate.open();
    held.wait_for_release();
    assert_eq!(visits.passed(), 0);
}

#[test]
fn cancelled_planning_ends_at_the_next_operator() {
    // Without a cancel, to compare with.
    let session = session();
    let _held = table(&session, "held", 10);
    let [gate, visits] = slow(&session);
    gate.open();
    visits.open();
    let query = Query::start(&session, nested(), Limits::default());
    assert_eq!(ended(&query).phase, Phase::Done);
    let all = visits.passed();

    for explained in [false, true] {
        let session = crate::support::session();
        let held = table(&session, "held", 10);
        let [gate, visits] = slow(&session);
        gate.open();
        let given_up: Box<dyn FnOnce()> = if explained {
            let worker = session.clone();
            let work =
                session.spawn(async move { query::explain(&worker, &nested()).await.map(|_| ()) });
            Box::new(move || drop(work))
        } else {
            let query = Query::start(&session, nested(), Limits::default());
            Box::new(move || query.cancel())
        };
        visits.wait_for(1);
        session.context().deregister_table("held").unwrap();
        given_up();
        visits.open();
        held.wait_for_release();
        assert!(visits.passed() <= 4, "{} of {all}", visits.passed());
        assert!(all > 40, "{all}");
    }
}
