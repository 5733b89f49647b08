//! The engine for Node.js: thin classes over `planarium-engine`, typed by `index.ts` beside this crate.
//!
//! Structured values cross as JSON text, rows and plans as bytes, errors as the JSON of the
//! engine's error in the reason of a JavaScript `Error`.

#![cfg_attr(
    test,
    allow(dead_code, reason = "a test build exports nothing to JavaScript")
)]

#[global_allocator]
static ALLOC: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod bytes;
mod codec;
mod execution_plan;
mod export;
mod expr;
mod file_lock;
mod job;
mod json;
mod logical_plan;
mod plan;
mod query;
mod session;
mod slot;
mod substrait;
