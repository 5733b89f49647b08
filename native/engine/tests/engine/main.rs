//! The engine as its users call it, on real files. One binary: each links all of DataFusion.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "tests may fail by a panic"
)]

mod aggregate_memory;
mod alive;
mod alive_endless;
mod api_expr;
mod api_plans;
mod byte_order_mark;
mod changed_files;
mod codec_bench;
mod codec_chain;
mod codec_forwards;
mod consent;
mod coverage;
mod coverage_carried;
mod coverage_files;
mod coverage_lost;
mod coverage_options;
mod coverage_support;
mod coverage_writes;
mod crates;
mod csv_files;
mod csv_text;
mod damaged;
mod damaged_arrow;
mod dynamic_filters;
mod embedded_tables;
mod excel_files;
mod exports;
mod folders;
mod function_arguments;
mod function_memory;
mod fuzz;
mod fuzz_findings;
mod gate;
mod json_files;
mod json_values;
mod literal_samples;
mod memory;
mod memory_kept;
mod memory_sort;
mod parquet_values;
mod phases;
mod plan_drift;
mod plan_file;
mod plan_golden;
mod plan_hostile;
mod plan_literals;
mod plan_rebind;
mod plan_secrets;
mod plan_sources;
mod plan_support;
mod plan_untouched;
mod plan_updates;
mod plan_words;
mod plan_writes;
mod planning;
mod preflight;
mod random_source;
mod random_sql;
mod remedies;
mod result_store;
mod runtime_settings;
mod scans;
mod self_time;
mod session_bases;
mod subqueries;
mod subqueries_hostile;
mod substrait_refusals;
mod suite;
mod support;
mod tpch;
mod tpch_data;
mod unknown_names;
mod upstream_faults;
mod wire_codecs;
mod wire_tree;
mod write_targets;
