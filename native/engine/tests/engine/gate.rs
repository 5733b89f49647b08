//! A gate that work waits at, and data that tell when nobody holds them any more.

use std::sync::{Arc, Condvar, Mutex, Weak};
use std::thread::sleep;
use std::time::{Duration, Instant};

use bytes::Bytes;
use datafusion::arrow::array::{ArrayRef, Int64Array, RecordBatch};
use datafusion::arrow::buffer::{Buffer, ScalarBuffer};
use datafusion::arrow::datatypes::ToByteSlice;
use datafusion::datasource::MemTable;
use planarium_engine::Session;

/// Counts who waits at it, and lets all go once it is open.
#[derive(Debug, Default)]
pub struct Gate {
    state: Mutex<(usize, bool)>,
    changed: Condvar,
}

impl Gate {
    pub fn pass(&self) {
        let mut state = self.state.lock().unwrap();
        state.0 += 1;
        self.changed.notify_all();
        drop(self.changed.wait_while(state, |(_, open)| !*open).unwrap());
    }

    pub fn wait_for(&self, waiting: usize) {
        let state = self.state.lock().unwrap();
        drop(
            self.changed
                .wait_while(state, |(there, _)| *there < waiting)
                .unwrap(),
        );
    }

    pub fn open(&self) {
        self.state.lock().unwrap().1 = true;
        self.changed.notify_all();
    }

    /// How often something came to it.
    pub fn passed(&self) -> usize {
        self.state.lock().unwrap().0
    }
}

/// Fails after two minutes, which no test that passes needs.
pub fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        let waited = started.elapsed();
        assert!(waited < Duration::from_secs(120), "not yet that {what}");
        sleep(Duration::from_millis(5));
    }
}

/// The numbers of a table, until the last array over them is gone.
pub struct Held(Weak<()>);

impl Held {
    /// Waits until no operator, plan or table holds the numbers.
    pub fn wait_for_release(&self) {
        wait_until("nothing holds the table", || self.0.strong_count() == 0);
    }
}

struct Numbers(Vec<i64>, #[expect(dead_code, reason = "counted")] Arc<()>);

impl AsRef<[u8]> for Numbers {
    fn as_ref(&self) -> &[u8] {
        self.0.to_byte_slice()
    }
}

/// Registers the table `name` with `rows` rows in two columns: `k`, always 1, and `v` from 0.
pub fn table(session: &Session, name: &str, rows: i64) -> Held {
    let token = Arc::new(());
    let held = Held(Arc::downgrade(&token));
    let numbers = Bytes::from_owner(Numbers((0..rows).collect(), token));
    let v = Int64Array::new(ScalarBuffer::from(Buffer::from(numbers)), None);
    let k = Int64Array::from_value(1, v.len());
    let columns = [
        ("k", Arc::new(k) as ArrayRef),
        ("v", Arc::new(v) as ArrayRef),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).unwrap();
    session
        .context()
        .register_table(name, Arc::new(table))
        .unwrap();
    held
}
