//! The two clocks of a thread, in nanoseconds; only differences mean anything.

use std::sync::LazyLock;
use std::time::Instant;

static START: LazyLock<Instant> = LazyLock::new(Instant::now);

/// Wall time: some 20 ns to read.
pub(super) fn wall() -> u64 {
    u64::try_from(START.elapsed().as_nanos()).unwrap_or(u64::MAX)
}

/// CPU time of the current thread: a system call, some 500 ns.
#[cfg(unix)]
pub(super) fn cpu() -> u64 {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer is to a live value of the type that the call fills.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
    let nanoseconds = u64::try_from(time.tv_nsec).unwrap_or_default();
    seconds * 1_000_000_000 + nanoseconds
}

/// Wall time stands in where the clock of a thread advances in steps of 15 ms.
#[cfg(not(unix))]
pub(super) fn cpu() -> u64 {
    wall()
}
