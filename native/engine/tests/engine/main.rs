//! The engine as its users call it, on real files. One binary: each links all of DataFusion.

mod damaged;
mod memory;
mod support;
