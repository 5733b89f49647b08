//! Planning that takes long, and what others may do meanwhile.

use std::sync::{Arc, Condvar, Mutex};
use std::thread::available_parallelism;

use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
};
use planarium_engine::query::{Phase, Query};
use planarium_engine::session::Limits;

use crate::support::{ended, session};

/// Counts who waits at it, and lets all go once it is open.
#[derive(Debug, Default)]
struct Gate {
    state: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Gate {
    fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.0 += 1;
        self.changed.notify_all();
        drop(self.changed.wait_while(state, |(_, open)| !*open).unwrap());
    }

    fn wait_for(&self, waiting: usize) {
        let state = self.state.lock().unwrap();
        drop(
            self.changed
                .wait_while(state, |(there, _)| *there < waiting)
                .unwrap(),
        );
    }

    fn open(&self) {
        self.state.lock().unwrap().1 = true;
        self.changed.notify_all();
    }
}

/// A function whose type takes as long to tell as the gate is closed.
#[derive(Debug)]
struct Slow {
    signature: Signature,
    gate: Arc<Gate>,
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

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(args.args[0].clone())
    }
}

/// Two of them kept all worker threads of two cores, and every later query waiting.
#[test]
fn statements_that_are_planned_for_long_keep_no_other_waiting() {
    let session = session();
    let gate = Arc::new(Gate::default());
    session
        .context()
        .register_udf(ScalarUDF::new_from_impl(Slow {
            signature: Signature::any(1, Volatility::Immutable),
            gate: Arc::clone(&gate),
        }));
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
