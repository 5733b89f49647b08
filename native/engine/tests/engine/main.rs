//! The engine as its users call it, on real files. One binary: each links all of DataFusion.

/// As in the addon: what is measured here is what the product does.
#[global_allocator]
static ALLOC: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod api_expr;
mod api_plans;
mod byte_order_mark;
mod codec_bench;
mod codec_chain;
mod codec_forwards;
mod coverage;
mod coverage_files;
mod coverage_support;
mod coverage_writes;
mod crates;
mod damaged;
mod damaged_arrow;
mod dynamic_filters;
mod embedded_tables;
mod fuzz;
mod fuzz_findings;
mod memory;
mod plan_drift;
mod plan_file;
mod plan_golden;
mod plan_hostile;
mod plan_rebind;
mod plan_secrets;
mod plan_sources;
mod plan_support;
mod plan_untouched;
mod plan_words;
mod plan_writes;
mod preflight;
mod protos;
mod subqueries;
mod subqueries_hostile;
mod substrait_refusals;
mod support;
mod tpch;
mod tpch_data;
mod wire_codecs;
mod wire_messages;
mod wire_tree;
mod write_targets;
