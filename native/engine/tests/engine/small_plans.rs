//! Plans that are worked on where they are: how much stack the largest of them take, and that
//! larger ones are left to the threads.

use std::fs;

use planarium_engine::Session;
use planarium_engine::api::{ExecutionPlan, LogicalPlan};
use planarium_engine::codec::{EncodeOptions, Root, check};
use planarium_engine::session::SessionOptions;

use crate::support::{session, session_with, wait};
use crate::tpch_data::{register, sql};

/// A stack of its own that the system has not touched before.
const STACK: usize = 512 << 20;
/// What has to be left for small plans is 3 MiB.
const USED_AT_MOST: usize = 3 << 19;

/// Bytes of the stack of a new thread that `work` touches, and what it gives.
fn stack_of<T: Send>(work: impl FnOnce() -> T + Send) -> (usize, T) {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK);
        let measured = thread.spawn_scoped(scope, || {
            let before = touched();
            let given = work();
            (touched() - before, given)
        });
        measured.unwrap().join().unwrap()
    })
}

/// Of the mapping that this function's frame is in. Format: proc_pid_smaps(5).
fn touched() -> usize {
    let here = 0_u8;
    let place = std::ptr::from_ref(&here) as usize;
    let maps = fs::read_to_string("/proc/self/smaps").unwrap();
    let mut inside = false;
    for line in maps.lines() {
        let range = line
            .split(' ')
            .next()
            .and_then(|range| range.split_once('-'));
        if let Some((start, end)) = range
            && let (Ok(start), Ok(end)) = (
                usize::from_str_radix(start, 16),
                usize::from_str_radix(end, 16),
            )
        {
            inside = (start..end).contains(&place);
        }
        if inside && let Some(size) = line.strip_prefix("Rss:") {
            return size
                .trim()
                .trim_end_matches(" kB")
                .parse::<usize>()
                .unwrap()
                << 10;
        }
    }
    panic!("no stack at {place:x}")
}

/// A way to nest SQL.
type Nest = (&'static str, fn(&str, usize) -> String);

const QUERIES: [Nest; 9] = [
    ("filters", |inner, level| {
        format!("SELECT n FROM ({inner}) AS t{level} WHERE n <> {level}")
    }),
    ("joins", |inner, level| {
        format!(
            "SELECT t{level}.n FROM ({inner}) AS t{level} JOIN files AS f{level} ON t{level}.n = f{level}.n"
        )
    }),
    ("unions", |inner, level| {
        format!("SELECT n + {level} AS n FROM ({inner} UNION ALL SELECT n FROM files)")
    }),
    ("groups", |inner, _| {
        format!("SELECT n, count(*) AS c FROM ({inner}) GROUP BY n HAVING count(*) > 0")
    }),
    ("windows", |inner, _| {
        format!("SELECT sum(n) OVER (PARTITION BY n ORDER BY n) AS n FROM ({inner})")
    }),
    ("sorts", |inner, level| {
        format!("SELECT n FROM ({inner}) ORDER BY n LIMIT {}", 1000 - level)
    }),
    ("distinct", |inner, level| {
        format!("SELECT DISTINCT n + {level} AS n FROM ({inner})")
    }),
    ("scalar subqueries", |inner, _| {
        format!("SELECT n FROM files WHERE n = (SELECT max(n) FROM ({inner}))")
    }),
    ("exists subqueries", |inner, level| {
        format!("SELECT n FROM files AS t{level} WHERE EXISTS ({inner})")
    }),
];

const EXPRESSIONS: [Nest; 9] = [
    ("sums", |inner, level| format!("(n + {level} - {inner})")),
    ("functions", |inner, _| format!("abs({inner})")),
    ("cases", |inner, level| {
        format!("CASE WHEN n > {level} THEN {inner} ELSE n END")
    }),
    ("case conditions", |inner, _| {
        format!("CASE WHEN {inner} > 1 THEN 1 ELSE n END")
    }),
    ("casts", |inner, _| {
        format!("CAST(CAST({inner} AS TEXT) AS BIGINT)")
    }),
    ("coalesce", |inner, level| {
        format!("coalesce(n, {inner}, {level})")
    }),
    ("lists", |inner, level| {
        format!("CASE WHEN {inner} IN (1, n, {level}) THEN 1 ELSE 2 END")
    }),
    ("between", |inner, _| {
        format!("CASE WHEN n BETWEEN 1 AND {inner} THEN 1 ELSE 2 END")
    }),
    ("arrays", |inner, _| {
        format!("array_length(make_array({inner}, n))")
    }),
];

fn nested((_, nest): Nest, depth: usize, expression: bool) -> String {
    let start = if expression {
        "n"
    } else {
        "SELECT n FROM files"
    };
    let inner = (0..depth).fold(start.to_string(), |inner, level| nest(&inner, level));
    if expression {
        format!("SELECT {inner} AS x FROM files")
    } else {
        inner
    }
}

struct Setting {
    session: Session,
    _folder: tempfile::TempDir,
}

fn setting() -> Setting {
    let limit = ("datafusion.sql_parser.recursion_limit", "2000");
    let session = session_with(SessionOptions {
        settings: [(limit.0.to_string(), limit.1.to_string())].into(),
        ..SessionOptions::default()
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n.csv");
    fs::write(&path, "n\n1\n2\n3\n").unwrap();
    let (worker, sql) = (
        session.clone(),
        format!(
            "CREATE EXTERNAL TABLE files STORED AS CSV LOCATION '{}'",
            path.display()
        ),
    );
    wait(&session, async move {
        Ok(worker.context().sql(&sql).await.map(drop)?)
    })
    .unwrap();
    Setting {
        session,
        _folder: folder,
    }
}

#[derive(Debug, Default)]
struct Worst {
    depth: usize,
    stack: usize,
    bytes: usize,
}

impl Worst {
    fn add(&mut self, depth: usize, stack: usize, bytes: usize) {
        self.depth = self.depth.max(depth);
        self.stack = self.stack.max(stack);
        self.bytes = self.bytes.max(bytes);
    }
}

/// Notes what encoding, and decoding and encoding again, take where they are done in place;
/// `check` is given the bytes.
fn measure(
    worst: &mut [Worst; 2],
    depth: usize,
    length: usize,
    works: [&(dyn Fn() -> Option<Vec<u8>> + Sync); 2],
    check: impl Fn(&[u8]),
) {
    for (worst, work) in worst.iter_mut().zip(works) {
        let (stack, written) = stack_of(work);
        if let Some(written) = written {
            check(&written);
            worst.add(depth, stack, length);
        }
    }
}

/// Encodes what SQL gives, decodes that and encodes it again, each where it is if it is small.
fn logical(setting: &Setting, sql: &str, optimized: bool, depth: usize, worst: &mut [Worst; 2]) {
    let session = &setting.session;
    let (worker, text) = (session.clone(), sql.to_owned());
    let plan = wait(session, async move {
        let plan = LogicalPlan::from_sql(&worker, &text).await?;
        if optimized {
            plan.optimized()
        } else {
            Ok(plan)
        }
    });
    let Ok(plan) = plan else { return };
    let bytes = plan.to_bytes(session).unwrap();
    let encode = || {
        plan.to_bytes_here(session, EncodeOptions::default())
            .map(Result::unwrap)
    };
    let trip = || {
        let plan = LogicalPlan::from_bytes_here(session, &bytes)?.unwrap();
        let again = plan.to_bytes_here(session, EncodeOptions::default());
        Some(again.expect("small both ways").unwrap())
    };
    measure(worst, depth, bytes.len(), [&encode, &trip], |written| {
        assert!(written == bytes, "{sql}");
    });
}

fn physical(setting: &Setting, sql: &str, depth: usize, worst: &mut [Worst; 2]) {
    let session = &setting.session;
    let (worker, text) = (session.clone(), sql.to_owned());
    let made = wait(session, async move {
        let plan = LogicalPlan::from_sql(&worker, &text)
            .await?
            .execution_plan()
            .await?;
        let bytes = plan.to_bytes(&worker).await?;
        Ok((plan, bytes))
    });
    let Ok((plan, bytes)) = made else { return };
    let encode = || {
        plan.to_bytes_here(session, EncodeOptions::default())
            .map(Result::unwrap)
    };
    let trip = || {
        let plan = ExecutionPlan::from_bytes_here(session, &bytes)?.unwrap();
        let again = plan.to_bytes_here(session, EncodeOptions::default());
        Some(again.expect("small both ways").unwrap())
    };
    measure(worst, depth, bytes.len(), [&encode, &trip], |written| {
        assert_eq!(written.len(), bytes.len(), "{sql}");
    });
}

#[test]
#[cfg(target_os = "linux")]
fn small_plans_take_half_of_the_stack_that_is_asked_for() {
    let setting = setting();
    let queries = QUERIES.map(|nest| (nest, false));
    let expressions = EXPRESSIONS.map(|nest| (nest, true));
    for (nest, expression) in queries.into_iter().chain(expressions) {
        // Planning the others takes twice as long, or gives twice as much, with each level.
        let slow = match expression {
            true => !["sums", "functions", "casts"].contains(&nest.0),
            false => nest.0.contains("subqueries"),
        };
        let depths = if slow {
            &[3, 5, 15][..]
        } else {
            &[3, 5, 15, 22, 30, 45, 60]
        };
        for stage in ["plain", "optimized", "physical"] {
            let mut worst: [Worst; 2] = Default::default();
            for &depth in depths {
                let sql = nested(nest, depth, expression);
                match stage {
                    "physical" => physical(&setting, &sql, depth, &mut worst),
                    _ => logical(&setting, &sql, stage == "optimized", depth, &mut worst),
                }
                // Some grow twice as large with each level: no deeper than what is small.
                if worst.iter().any(|worst| worst.depth < depth) {
                    break;
                }
            }
            for (work, worst) in ["encode", "decode"].iter().zip(&worst) {
                let told = format!("{} {stage} {work}: {worst:?}", nest.0);
                assert!(worst.depth >= 3, "{told}");
                assert!(worst.stack <= USED_AT_MOST, "{told}");
            }
        }
    }
}

#[test]
fn every_plan_of_tpch_is_small() {
    let session = session();
    let folder = tempfile::tempdir().unwrap();
    let worker = session.clone();
    let plans = wait(&session, async move {
        register(worker.context(), folder.path()).await;
        let mut plans = Vec::new();
        for number in 1..=22 {
            let plan = LogicalPlan::from_sql(&worker, &sql(number)).await?;
            plans.push((plan.optimized()?, plan.execution_plan().await?));
        }
        Ok(plans)
    });
    // A test's own thread has less stack than is asked for.
    let judged = std::thread::Builder::new()
        .stack_size(8 << 20)
        .spawn(move || {
            for (number, (plan, physical)) in (1..).zip(plans.unwrap()) {
                both_ways(&session, number, &plan, &physical);
            }
        });
    judged.unwrap().join().unwrap();
}

fn both_ways(session: &Session, number: usize, plan: &LogicalPlan, physical: &ExecutionPlan) {
    let bytes = plan.to_bytes(session).unwrap();
    let shape = check(&bytes, Root::Logical);
    let again = LogicalPlan::from_bytes_here(session, &bytes);
    assert!(
        again.is_some_and(|plan| plan.is_ok()),
        "q{number} {shape:?}"
    );
    assert!(
        plan.to_bytes_here(session, EncodeOptions::default())
            .unwrap()
            .unwrap()
            == bytes,
        "q{number}"
    );

    let bytes = futures::executor::block_on(physical.to_bytes(session)).unwrap();
    let shape = check(&bytes, Root::Physical);
    let again = ExecutionPlan::from_bytes_here(session, &bytes);
    assert!(
        again.is_some_and(|plan| plan.is_ok()),
        "q{number} {shape:?}"
    );
    let encoded = physical
        .to_bytes_here(session, EncodeOptions::default())
        .unwrap()
        .unwrap();
    assert_eq!(encoded.len(), bytes.len(), "q{number}");
}
