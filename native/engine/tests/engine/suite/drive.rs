//! Hands the files of the suite to workers, and starts another where one crashed or hangs.

use std::collections::{BTreeSet, VecDeque};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::figures::Figures;
use super::source;
use super::worker::{Event, FOLDER, MARK, Task};

/// Longest silence of a worker. Runs of its own are shorter, see `outcome.rs`.
const SILENCE: Duration = Duration::from_secs(600);

/// Runs `files` of the suite.
pub fn run(test_files: &Path, files: &[String]) -> Figures {
    let queue: Mutex<VecDeque<&String>> = Mutex::new(files.iter().collect());
    let figures = Mutex::new(Figures::default());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads.min(files.len()) {
            scope.spawn(|| {
                // As in DataFusion's tree, since the suite names data by `..`.
                let tree = tempfile::tempdir().unwrap();
                let folder = tree.path().join("datafusion/sqllogictest");
                source::copy(test_files, &folder.join("test_files"));
                source::copy_data(tree.path());
                let mut worker = None;
                loop {
                    let Some(file) = queue.lock().unwrap().pop_front() else {
                        break;
                    };
                    let found = through(&folder, &mut worker, file);
                    figures.lock().unwrap().merge(found);
                }
            });
        }
    });
    figures.into_inner().unwrap()
}

/// One file to its end, with as many workers as that takes.
fn through(folder: &Path, worker: &mut Option<Worker>, file: &str) -> Figures {
    let mut fatal = BTreeSet::new();
    loop {
        let task = Task {
            file: file.to_string(),
            fatal: fatal.clone(),
        };
        let process = worker.get_or_insert_with(|| Worker::start(folder));
        let mut figures = Figures::default();
        match process.file(&task, &mut figures) {
            Ok(()) => {
                for crash in &fatal {
                    figures.crashed(file, *crash);
                }
                return figures;
            }
            Err(record) => {
                *worker = None;
                let new = fatal.insert(record.unwrap_or_default());
                if !new || record.is_none() {
                    // It crashes without the trips too.
                    figures.crashed(file, record.unwrap_or_default());
                    return figures;
                }
            }
        }
    }
}

struct Worker {
    process: Child,
    events: Receiver<Event>,
}

impl Worker {
    fn start(folder: &Path) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args([
                "suite::worker_of_the_suite",
                "--exact",
                "--ignored",
                "--nocapture",
            ])
            .env(FOLDER, folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (sender, events) = channel();
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                let Some(text) = line.strip_prefix(MARK) else {
                    continue;
                };
                let Ok(event) = serde_json::from_str(text) else {
                    continue;
                };
                if sender.send(event).is_err() {
                    break;
                }
            }
        });
        Self { process, events }
    }

    /// `Err` with the number of the record at which the process ended or fell silent.
    fn file(&mut self, task: &Task, figures: &mut Figures) -> Result<(), Option<usize>> {
        let mut at = None;
        let mut line = 0;
        let text = serde_json::to_string(task).unwrap();
        let input = self.process.stdin.as_mut().unwrap();
        if writeln!(input, "{text}")
            .and_then(|()| input.flush())
            .is_err()
        {
            return Err(at);
        }
        loop {
            match self.events.recv_timeout(SILENCE) {
                Ok(Event::Begins {
                    number,
                    line: begins,
                }) => (at, line) = (Some(number), begins),
                Ok(Event::Ends) => return Ok(()),
                Ok(event) => figures.add(&task.file, line, event),
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return Err(at),
            }
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
