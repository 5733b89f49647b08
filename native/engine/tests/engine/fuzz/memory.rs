//! Counts the memory that a case asks for, also where the system would not back it: a reserved
//! terabyte that nobody touches shows in no figure of the operating system, and `ulimit` cannot
//! tell it from the address space of a deep stack.
//!
//! The allocator counts only between [`start`] and [`peak`], in a process of its own; in all
//! other runs of the test binary it costs one look at a flag.

use mimalloc::MiMalloc;
use std::alloc::{GlobalAlloc, Layout};
use std::sync::atomic::{AtomicBool, AtomicIsize, Ordering};

/// What one case may hold at once, besides [`PER_BYTE`] for each byte of its input.
pub const LIMIT: usize = 1 << 30;
pub const PER_BYTE: usize = 64;
/// Beyond this an allocation is refused, which ends the process and spares the machine.
const MOST: isize = 6 << 30;

static ON: AtomicBool = AtomicBool::new(false);
static HELD: AtomicIsize = AtomicIsize::new(0);
static PEAK: AtomicIsize = AtomicIsize::new(0);

/// The allocator of the addon: what is measured here is what the product does.
static BELOW: MiMalloc = MiMalloc;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

// SAFETY: every call goes to the allocator below as it came; numbers are counted beside it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if !room(layout.size()) {
            return std::ptr::null_mut();
        }
        unsafe { BELOW.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if !room(layout.size()) {
            return std::ptr::null_mut();
        }
        unsafe { BELOW.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        unsafe { BELOW.dealloc(place, layout) }
        if ON.load(Ordering::Relaxed) {
            HELD.fetch_sub(layout.size().cast_signed(), Ordering::Relaxed);
        }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !room(size) {
            return std::ptr::null_mut();
        }
        let moved = unsafe { BELOW.realloc(place, layout, size) };
        if !moved.is_null() && ON.load(Ordering::Relaxed) {
            HELD.fetch_sub(layout.size().cast_signed(), Ordering::Relaxed);
        }
        moved
    }
}

/// Counts `size` bytes; false where they are too many.
fn room(size: usize) -> bool {
    if !ON.load(Ordering::Relaxed) {
        return true;
    }
    let size = size.cast_signed();
    let held = HELD.fetch_add(size, Ordering::Relaxed).saturating_add(size);
    if held > MOST || size < 0 {
        HELD.fetch_sub(size, Ordering::Relaxed);
        return false;
    }
    PEAK.fetch_max(held, Ordering::Relaxed);
    true
}

/// Counts from now on, from zero.
pub fn start() {
    HELD.store(0, Ordering::Relaxed);
    PEAK.store(0, Ordering::Relaxed);
    ON.store(true, Ordering::Relaxed);
}

/// Most bytes that were held at once since [`start`].
pub fn peak() -> usize {
    PEAK.load(Ordering::Relaxed).max(0).cast_unsigned()
}
