//! A process of its own that runs files of the suite: a crash or a hang takes one record with it.
//!
//! It reads one task a line from its standard input and writes events to its standard output, each a
//! line that begins with [`MARK`] and holds JSON.

use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::path::Path;

use planarium_engine::query::Query;
use planarium_engine::session::Limits;
use planarium_engine::{Error, ErrorCode, Session};
use serde::{Deserialize, Serialize};

use super::outcome::{Rows, rows};
use super::slt::{Expected, Record, records};
use super::trips::{Traveller, Trip, is_ordered, query_of, told};
use super::{cells, tables};
use crate::support::silence_workers;

/// What the harness writes to standard output has no such mark.
pub const MARK: &str = "@suite ";
/// Where a worker's folder is told to it.
pub const FOLDER: &str = "PLANARIUM_SUITE_FOLDER";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    pub file: String,
    /// Records that took a process with them, by number: no trips of theirs are made.
    pub fatal: BTreeSet<usize>,
}

#[derive(Debug, Serialize, Deserialize)]
pub enum Event {
    /// Record `number` of the file begins.
    Begins { number: usize, line: usize },
    /// What the statement itself came to, see [`direct`].
    Direct { class: String, detail: String },
    Trip {
        stage: String,
        class: String,
        detail: String,
        sql: String,
    },
    /// The file is through.
    Ends,
}

/// Kinds of direct runs.
pub mod direct {
    pub const EXPECTED: &str = "as expected";
    /// A plan as text, which other settings and rules change.
    pub const PLAN_TEXT: &str = "text of a plan, not compared";
    pub const FAILS_EXPECTED: &str = "fails as expected";
    pub const NOT_FAILED: &str = "should fail";
    pub const OTHER: &str = "other rows than expected";
    pub const REFUSED: &str = "fails";
    pub const NO_DATA: &str = "skipped: its data are not in the crate";
    pub const NO_TABLE: &str = "skipped: its table could not be made";
    pub const SPARK: &str = "skipped: needs the functions of Spark";
}

pub fn work() {
    silence_workers();
    let folder = std::env::var_os(FOLDER).expect("a worker is started by the run of the suite");
    std::env::set_current_dir(&folder).unwrap();
    for line in std::io::stdin().lock().lines() {
        let task: Task = serde_json::from_str(&line.unwrap()).unwrap();
        File::new(&task).run();
        tell(&Event::Ends);
    }
}

fn tell(event: &Event) {
    let mut out = std::io::stdout().lock();
    let text = serde_json::to_string(event).unwrap();
    // The harness may have left a line open.
    out.write_all(format!("\n{MARK}{text}\n").as_bytes())
        .unwrap();
    out.flush().unwrap();
}

struct File<'a> {
    task: &'a Task,
    session: Session,
    stranger: Session,
    /// The folder that stands for DataFusion's tree, as paths in it are shown.
    tree: String,
}

impl<'a> File<'a> {
    fn new(task: &'a Task) -> Self {
        let name = task.file.rsplit('/').next().unwrap();
        let scratch = Path::new("test_files/scratch").join(name.trim_end_matches(".slt"));
        let _ = std::fs::remove_dir_all(&scratch);
        std::fs::create_dir_all(&scratch).unwrap();
        Self {
            task,
            session: tables::writer(&task.file),
            stranger: tables::fresh(&task.file),
            tree: tree(),
        }
    }

    fn run(&self) {
        for (number, record) in records(Path::new("test_files"), &self.task.file)
            .into_iter()
            .enumerate()
        {
            let line = record.line;
            tell(&Event::Begins { number, line });
            let found = self.direct(&record);
            let (Some(found), Some(sql)) = (found, query_of(&record.sql)) else {
                continue;
            };
            if self.task.fatal.contains(&number) {
                continue;
            }
            let expected = match sql == record.sql {
                true => Ok(found),
                // What is explained has not run yet.
                false => self.rows(&sql),
            };
            let Ok(expected) = expected else { continue };
            let traveller = Traveller {
                file: &self.task.file,
                session: &self.session,
                stranger: &self.stranger,
                sql: &sql,
                expected,
            };
            for Trip {
                stage,
                class,
                detail,
            } in traveller.trips()
            {
                let (stage, class) = (stage.to_string(), class.to_string());
                tell(&Event::Trip {
                    stage,
                    class,
                    detail,
                    sql: sql.clone(),
                });
            }
        }
    }

    fn rows(&self, sql: &str) -> Result<Rows, Error> {
        rows(&Query::start(&self.session, sql, Limits::default()))
    }

    /// Runs the statement and says how that compares with what the suite expects. The rows, if it is a
    /// query that gave any.
    fn direct(&self, record: &Record) -> Option<Rows> {
        if lacks_data(&record.sql) {
            tell_direct(direct::NO_DATA, String::new());
            return None;
        }
        let outcome = self.rows(&record.sql);
        let (class, detail) = match (&outcome, &record.expected) {
            (Err(_), Expected::Error) => (direct::FAILS_EXPECTED, String::new()),
            (Ok(found), Expected::Error) => (direct::NOT_FAILED, found.shown()),
            (Err(error), _) => (self.failure(error), told(error)),
            (Ok(_), Expected::Done) => (direct::EXPECTED, String::new()),
            (Ok(found), Expected::Rows { lines, sorted }) => {
                let text = cells::lines(&found.batches, &self.tree);
                let columns = found.batches.first().map_or(0, |batch| batch.num_columns());
                let open = *sorted || !is_ordered(&record.sql);
                if cells::equal(&text, columns, lines, open) {
                    (direct::EXPECTED, String::new())
                } else if is_explain(&record.sql) {
                    (direct::PLAN_TEXT, String::new())
                } else if self.spark() {
                    (direct::SPARK, String::new())
                } else {
                    let (expected, found) = (lines.join("\n"), text.join("\n"));
                    (
                        direct::OTHER,
                        format!("expected\n{expected}\nfound\n{found}"),
                    )
                }
            }
        };
        let detail = match detail.is_empty() {
            true => detail,
            false => format!("{}\n{detail}", record.sql),
        };
        tell_direct(class, detail);
        outcome.ok().filter(|_| record.expected != Expected::Done)
    }

    fn failure(&self, error: &Error) -> &'static str {
        match error.code {
            ErrorCode::TableUnknown => direct::NO_TABLE,
            _ if self.spark() => direct::SPARK,
            _ => direct::REFUSED,
        }
    }

    fn spark(&self) -> bool {
        self.task.file.starts_with("spark/")
    }
}

fn tell_direct(class: &str, detail: String) {
    let class = class.to_string();
    tell(&Event::Direct { class, detail });
}

fn tree() -> String {
    let folder = std::env::current_dir().unwrap();
    let tree = folder.ancestors().nth(2).unwrap().to_string_lossy();
    tree.trim_start_matches('/').to_string()
}

fn is_explain(sql: &str) -> bool {
    sql.trim_start().to_ascii_lowercase().starts_with("explain")
}

/// Whether `sql` names a file of DataFusion's tree that is not in the crate.
fn lacks_data(sql: &str) -> bool {
    const DATA: [&str; 2] = ["../", "test_files/tpch/data/"];
    let mut texts = sql.split('\'').skip(1).step_by(2);
    texts.any(|text| DATA.iter().any(|place| text.starts_with(place)) && !Path::new(text).exists())
}
