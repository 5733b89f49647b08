//! What goes wrong without an error: panics, and cases that do not end.

use std::collections::BTreeMap;
use std::panic::PanicHookInfo;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A call that computes for longer hangs.
const COMPUTING: Duration = Duration::from_secs(10);
/// One that waits, or that the machine keeps waiting.
const WAITING: Duration = Duration::from_secs(90);
/// How the process ends over a case that hangs.
pub const HANGS: i32 = 97;

static PANICS: Mutex<BTreeMap<String, u64>> = Mutex::new(BTreeMap::new());
/// Calls that began.
static BEGUN: AtomicU64 = AtomicU64::new(0);

/// Notes panics instead of printing them, and starts the watch. For a process of its own.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        let place = place(info);
        if !is_foreign(&place) {
            eprintln!("{info}");
        }
        let mut panics = PANICS.lock().unwrap_or_else(|broken| broken.into_inner());
        *panics.entry(place).or_default() += 1;
    }));
    std::thread::spawn(watch);
}

/// A new call begins.
pub fn begin() {
    BEGUN.fetch_add(1, Ordering::Relaxed);
}

/// Where there were panics since the last time, and how many.
pub fn panics() -> BTreeMap<String, u64> {
    std::mem::take(&mut *PANICS.lock().unwrap_or_else(|broken| broken.into_inner()))
}

/// True for a place in the source of a dependency or of Rust itself.
pub fn is_foreign(place: &str) -> bool {
    ["/registry/", "/rustc/", "/library/"]
        .iter()
        .any(|part| place.contains(part))
}

/// `datafusion-common-55.2.0/src/x.rs:12`, so that it reads alike on every machine.
fn place(info: &PanicHookInfo) -> String {
    let Some(location) = info.location() else {
        return "unknown place".to_string();
    };
    let file = location.file().replace('\\', "/");
    let short = match file.split_once("/registry/src/") {
        Some((_, rest)) => format!(
            "/registry/{}",
            rest.split_once('/').map_or(rest, |(_, file)| file)
        ),
        None => file,
    };
    format!("{short}:{}", location.line())
}

fn watch() {
    let (mut call, mut since, mut used) = (0, Instant::now(), None);
    loop {
        std::thread::sleep(Duration::from_millis(250));
        let now = BEGUN.load(Ordering::Relaxed);
        if now != call {
            (call, since, used) = (now, Instant::now(), computed());
            continue;
        }
        let computing = match (used, computed()) {
            (Some(before), Some(after)) => after.saturating_sub(before),
            _ => since.elapsed(),
        };
        if now > 0 && (computing > COMPUTING || since.elapsed() > WAITING) {
            // Panics and threads of the case do not matter any more.
            std::process::exit(HANGS);
        }
    }
}

/// Processor time of this process, where the system tells it.
fn computed() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks: u64 = fields.next()?.parse().ok()?;
    let more: u64 = fields.next()?.parse().ok()?;
    // Linux tells hundredths of a second to every program.
    Some(Duration::from_millis((ticks + more) * 10))
}
