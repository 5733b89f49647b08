//! The Rust side of `bench/codec.mjs`: times the codec on plans that it is given.
//!
//! One JSON request per line on standard input, one answer per line on standard output after
//! the word `bench`:
//! `{"load": file, "name", "stage"}` reads a plan's bytes; `{"arm", "work", "name", "stage",
//! "repeats"}` answers with the nanoseconds of one call, on average.

use std::collections::HashMap;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, stdin};
use std::sync::Arc;
use std::time::Instant;

use datafusion::execution::TaskContext;
use datafusion_proto::bytes::{
    logical_plan_from_bytes_with_extension_codec, logical_plan_to_bytes_with_extension_codec,
    physical_plan_from_bytes_with_proto_converter, physical_plan_to_bytes_with_proto_converter,
};
use datafusion_proto::logical_plan::{DefaultLogicalExtensionCodec, LogicalExtensionCodec};
use datafusion_proto::physical_plan::{
    DeduplicatingProtoConverter, DefaultPhysicalExtensionCodec, PhysicalExtensionCodec,
};
use planarium_engine::Session;
use planarium_engine::api::{ExecutionPlan, LogicalPlan};
use serde_json::{Value, json};

use crate::support::session;

#[test]
#[ignore = "not a test: bench/codec.mjs speaks to it"]
fn serve() {
    let bench = Bench::new();
    let runtime = bench.session.runtime().clone();
    let served = runtime.spawn_blocking(move || bench.serve());
    runtime.block_on(served).unwrap();
}

fn text(request: &Value, field: &str) -> String {
    request[field].as_str().unwrap().to_string()
}

struct Bench {
    session: Session,
    context: Arc<TaskContext>,
}

impl Bench {
    fn new() -> Self {
        let session = session();
        let context = session.context().task_ctx();
        Self { session, context }
    }

    /// On one of the session's threads that may wait.
    fn serve(&self) {
        let mut plans = HashMap::new();
        for line in stdin().lock().lines() {
            let request: Value = serde_json::from_str(&line.unwrap()).unwrap();
            let key = (text(&request, "name"), text(&request, "stage"));
            let answer = if let Some(file) = request["load"].as_str() {
                plans.insert(key, fs::read(file).unwrap());
                json!({})
            } else if request["arm"] == "outside" {
                json!({ "ns": self.outside(&request, &plans[&key]) })
            } else {
                json!({ "ns": self.time(&request, &plans[&key]) })
            };
            println!("\nbench {answer}");
        }
    }

    /// As the arm `engine`, on a thread that has the stack of a main thread.
    fn outside(&self, request: &Value, bytes: &[u8]) -> f64 {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(8 << 20);
            let timed = thread.spawn_scoped(scope, || self.time(request, bytes));
            timed.unwrap().join().unwrap()
        })
    }

    fn time(&self, request: &Value, bytes: &[u8]) -> f64 {
        let repeats = request["repeats"].as_u64().unwrap();
        let decode = request["work"] == "decode";
        let physical = request["stage"] == "physical";
        match (request["arm"].as_str().unwrap(), physical) {
            ("engine" | "outside", false) => self.logical_value(bytes, decode, repeats),
            ("engine" | "outside", true) => self.physical_value(bytes, decode, repeats),
            ("stack", false) => self.logical(
                bytes,
                self.session.codecs().logical.as_ref(),
                decode,
                repeats,
            ),
            ("stack", true) => self.physical(
                bytes,
                self.session.codecs().physical.as_ref(),
                decode,
                repeats,
            ),
            ("default", false) => {
                self.logical(bytes, &DefaultLogicalExtensionCodec {}, decode, repeats)
            }
            ("default", true) => {
                self.physical(bytes, &DefaultPhysicalExtensionCodec {}, decode, repeats)
            }
            (arm, _) => panic!("no arm {arm}"),
        }
    }

    /// What a program calls: the codec stack, behind the limits of plan files.
    fn logical_value(&self, bytes: &[u8], decode: bool, repeats: u64) -> f64 {
        if decode {
            return timed(repeats, || {
                LogicalPlan::from_bytes(&self.session, bytes).unwrap()
            });
        }
        let plan = LogicalPlan::from_bytes(&self.session, bytes).unwrap();
        timed(repeats, || plan.to_bytes(&self.session).unwrap())
    }

    fn physical_value(&self, bytes: &[u8], decode: bool, repeats: u64) -> f64 {
        if decode {
            return timed(repeats, || {
                ExecutionPlan::from_bytes(&self.session, bytes).unwrap()
            });
        }
        let plan = ExecutionPlan::from_bytes(&self.session, bytes).unwrap();
        timed(repeats, || {
            futures::executor::block_on(plan.to_bytes(&self.session)).unwrap()
        })
    }

    /// DataFusion's functions with one codec or another, and nothing around them.
    fn logical(
        &self,
        bytes: &[u8],
        codec: &dyn LogicalExtensionCodec,
        decode: bool,
        repeats: u64,
    ) -> f64 {
        let read =
            || logical_plan_from_bytes_with_extension_codec(bytes, &self.context, codec).unwrap();
        if decode {
            return timed(repeats, read);
        }
        let plan = read();
        timed(repeats, || {
            logical_plan_to_bytes_with_extension_codec(&plan, codec).unwrap()
        })
    }

    fn physical(
        &self,
        bytes: &[u8],
        codec: &dyn PhysicalExtensionCodec,
        decode: bool,
        repeats: u64,
    ) -> f64 {
        let converter = DeduplicatingProtoConverter {};
        let read = || {
            physical_plan_from_bytes_with_proto_converter(bytes, &self.context, codec, &converter)
                .unwrap()
        };
        if decode {
            return timed(repeats, read);
        }
        let plan = read();
        timed(repeats, || {
            let plan = Arc::clone(&plan);
            physical_plan_to_bytes_with_proto_converter(plan, codec, &converter).unwrap()
        })
    }
}

/// Nanoseconds of one call; what it gives is dropped within the time, as a caller would.
fn timed<T>(repeats: u64, mut call: impl FnMut() -> T) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(call());
    }
    start.elapsed().as_nanos() as f64 / repeats as f64
}
