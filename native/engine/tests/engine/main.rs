//! The engine as its users call it, on real files. One binary: each links all of DataFusion.

mod codec_chain;
mod api_expr;
mod api_plans;
mod codec_forwards;
mod coverage;
mod coverage_files;
mod coverage_support;
mod coverage_writes;
mod crates;
mod damaged;
mod memory;
mod plan_file;
mod plan_golden;
mod plan_hostile;
mod plan_sources;
mod plan_support;
mod plan_words;
mod protos;
mod substrait_refusals;
mod subqueries;
mod subqueries_hostile;
mod support;
mod tpch;
mod tpch_data;
mod wire_schema;
