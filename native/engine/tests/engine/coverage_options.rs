//! Every option of the file formats, as DataFusion's source lists them: plans that write files with
//! it write the same files after their trip, plans that read files with it give the same rows, or
//! the trip is refused by name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use datafusion::physical_plan::collect;
use planarium_engine::codec::{decode_physical, parse_physical, with_deep_stack};
use planarium_engine::plan_file::PlanKind;
use planarium_engine::{Error, ErrorCode, Session};

use crate::coverage_support::{Loses, decoded, each, run, session_with_tables, survives};
use crate::coverage_writes::contents;
use crate::crates::source_of;
use crate::plan_support::bytes_of;

/// An option, other options it wants, and what becomes of a physical plan that writes with it.
type Case = (&'static str, &'static str, Physical);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Physical {
    Kept,
    /// A part of the reason.
    Refused(&'static str),
}
use Physical::{Kept, Refused};

const CSV: &[Case] = &[
    ("has_header", "'format.has_header' 'false'", Kept),
    ("delimiter", "'format.delimiter' ';'", Kept),
    ("quote", "'format.quote' ''''", Kept),
    ("terminator", "'format.terminator' '|'", Kept),
    (
        "escape",
        "'format.escape' '\\', 'format.double_quote' 'false'",
        Kept,
    ),
    ("double_quote", "'format.double_quote' 'false'", Kept),
    ("quote_style", "'format.quote_style' 'Always'", Kept),
    (
        "ignore_leading_whitespace",
        "'format.ignore_leading_whitespace' 'true'",
        Kept,
    ),
    (
        "ignore_trailing_whitespace",
        "'format.ignore_trailing_whitespace' 'true'",
        Kept,
    ),
    (
        "newlines_in_values",
        "'format.newlines_in_values' 'true'",
        Kept,
    ),
    ("compression", "'format.compression' 'gzip'", Kept),
    (
        "compression_level",
        "'format.compression' 'gzip', 'format.compression_level' '1'",
        Refused("the level of compression"),
    ),
    (
        "schema_infer_max_rec",
        "'format.schema_infer_max_rec' '1'",
        Kept,
    ),
    ("date_format", "'format.date_format' '%d.%m.%Y'", Kept),
    (
        "datetime_format",
        "'format.datetime_format' '%d.%m.%Y %H'",
        Kept,
    ),
    (
        "timestamp_format",
        "'format.timestamp_format' '%d.%m.%Y %H'",
        Kept,
    ),
    (
        "timestamp_tz_format",
        "'format.timestamp_tz_format' '%d.%m.%Y %H %z'",
        Refused("timestamps with a zone"),
    ),
    ("time_format", "'format.time_format' '%H h %M'", Kept),
    ("null_value", "'format.null_value' 'none'", Kept),
    ("null_regex", "'format.null_regex' '^a$'", Kept),
    ("comment", "'format.comment' '#'", Kept),
    ("truncated_rows", "'format.truncated_rows' 'true'", Kept),
];

const JSON: &[Case] = &[
    ("compression", "'format.compression' 'gzip'", Kept),
    (
        "compression_level",
        "'format.compression' 'gzip', 'format.compression_level' '1'",
        Refused("the level of compression"),
    ),
    (
        "schema_infer_max_rec",
        "'format.schema_infer_max_rec' '1'",
        Kept,
    ),
    (
        "newline_delimited",
        "'format.newline_delimited' 'false'",
        Kept,
    ),
];

const PARQUET: &[Case] = &[
    (
        "enable_page_index",
        "'format.enable_page_index' 'false'",
        Kept,
    ),
    ("pruning", "'format.pruning' 'false'", Kept),
    ("skip_metadata", "'format.skip_metadata' 'false'", Kept),
    (
        "metadata_size_hint",
        "'format.metadata_size_hint' '100'",
        Kept,
    ),
    ("pushdown_filters", "'format.pushdown_filters' 'true'", Kept),
    ("reorder_filters", "'format.reorder_filters' 'true'", Kept),
    (
        "force_filter_selections",
        "'format.force_filter_selections' 'true'",
        Kept,
    ),
    (
        "schema_force_view_types",
        "'format.schema_force_view_types' 'false'",
        Kept,
    ),
    ("binary_as_string", "'format.binary_as_string' 'true'", Kept),
    ("coerce_int96", "'format.coerce_int96' 'us'", Kept),
    (
        "coerce_int96_tz",
        "'format.coerce_int96' 'us', 'format.coerce_int96_tz' 'UTC'",
        Kept,
    ),
    (
        "bloom_filter_on_read",
        "'format.bloom_filter_on_read' 'false'",
        Kept,
    ),
    (
        "max_predicate_cache_size",
        "'format.max_predicate_cache_size' '1000'",
        Kept,
    ),
    ("max_in_list_size", "'format.max_in_list_size' '2'", Kept),
    (
        "data_pagesize_limit",
        "'format.data_pagesize_limit' '64'",
        Kept,
    ),
    ("write_batch_size", "'format.write_batch_size' '2'", Kept),
    ("writer_version", "'format.writer_version' '2.0'", Kept),
    (
        "skip_arrow_metadata",
        "'format.skip_arrow_metadata' 'true'",
        Kept,
    ),
    ("compression", "'format.compression' 'zstd(7)'", Kept),
    (
        "dictionary_enabled",
        "'format.dictionary_enabled' 'false'",
        Kept,
    ),
    (
        "dictionary_page_size_limit",
        "'format.dictionary_page_size_limit' '8'",
        Kept,
    ),
    (
        "statistics_enabled",
        "'format.statistics_enabled' 'none'",
        Kept,
    ),
    (
        "max_row_group_size",
        "'format.max_row_group_size' '2'",
        Kept,
    ),
    (
        "max_row_group_bytes",
        "'format.max_row_group_bytes' '100'",
        Kept,
    ),
    ("created_by", "'format.created_by' 'nobody'", Kept),
    (
        "column_index_truncate_length",
        "'format.column_index_truncate_length' '1'",
        Kept,
    ),
    (
        "statistics_truncate_length",
        "'format.statistics_truncate_length' '1'",
        Kept,
    ),
    (
        "data_page_row_count_limit",
        "'format.data_page_row_count_limit' '2', 'format.write_batch_size' '1'",
        Kept,
    ),
    ("encoding", "'format.encoding' 'plain'", Kept),
    (
        "bloom_filter_on_write",
        "'format.bloom_filter_on_write' 'true'",
        Kept,
    ),
    (
        "bloom_filter_fpp",
        "'format.bloom_filter_on_write' 'true', 'format.bloom_filter_fpp' '0.5'",
        Kept,
    ),
    (
        "bloom_filter_ndv",
        "'format.bloom_filter_on_write' 'true', 'format.bloom_filter_ndv' '1000'",
        Kept,
    ),
    (
        "allow_single_file_parallelism",
        "'format.allow_single_file_parallelism' 'false'",
        Kept,
    ),
    (
        "maximum_parallel_row_group_writers",
        "'format.maximum_parallel_row_group_writers' '2'",
        Kept,
    ),
    (
        "maximum_buffered_record_batches_per_stream",
        "'format.maximum_buffered_record_batches_per_stream' '3'",
        Kept,
    ),
    (
        "content_defined_chunking",
        "'format.content_defined_chunking.enabled' 'true', 'format.content_defined_chunking.min_chunk_size' '100', \
         'format.content_defined_chunking.max_chunk_size' '1000'",
        Kept,
    ),
];

/// Of one column, and metadata.
const PARQUET_COLUMN: &[Case] = &[
    (
        "bloom_filter_enabled",
        "'format.bloom_filter_enabled::n' 'true'",
        Kept,
    ),
    ("encoding", "'format.encoding::n' 'plain'", Kept),
    (
        "dictionary_enabled",
        "'format.dictionary_enabled::s' 'false'",
        Kept,
    ),
    (
        "compression",
        "'format.compression::n' 'uncompressed'",
        Kept,
    ),
    (
        "statistics_enabled",
        "'format.statistics_enabled::n' 'none'",
        Kept,
    ),
    (
        "bloom_filter_fpp",
        "'format.bloom_filter_enabled::n' 'true', 'format.bloom_filter_fpp::n' '0.5'",
        Kept,
    ),
    (
        "bloom_filter_ndv",
        "'format.bloom_filter_enabled::n' 'true', 'format.bloom_filter_ndv::n' '1000'",
        Kept,
    ),
];

const METADATA: &[Case] = &[(
    "metadata",
    "'format.metadata::k' 'v'",
    Refused("the metadata"),
)];

/// Rows of many types, with what CSV has to quote.
const ROWS: &str = "SELECT * FROM (VALUES \
    (1, ' a', DATE '2024-01-05', TIMESTAMP '2024-01-05T10:00:00', TIME '10:11:12', 1.5), \
    (2, 'say \"x\"; \\y, # ', DATE '0001-12-31', TIMESTAMP '1969-12-31T23:59:59.123456', TIME '00:00:00.001', NULL), \
    (3, NULL, NULL, NULL, NULL, 2.5)) AS v(n, s, d, t, c, f)";
/// The same with types that need a cast.
const MORE: &str = "arrow_cast(t, 'Date64') AS d64, arrow_cast(t, 'Timestamp(Second, None)') AS ts, \
    arrow_cast(t, 'Timestamp(Nanosecond, Some(\"+02:00\"))') AS tz, arrow_cast(c, 'Time32(Second)') AS c32, \
    arrow_cast(t, 'Timestamp(Millisecond, Some(\"UTC\"))') AS utc";

/// The names of the options of a struct in DataFusion's source.
fn options(name: &str) -> BTreeSet<String> {
    let path = source_of("datafusion-common").join("src/config.rs");
    let source = fs::read_to_string(path).unwrap();
    let head = format!("pub struct {name} {{");
    let (_, body) = source.split_once(&head).unwrap();
    let (body, _) = body.split_once("\n    }").unwrap();
    let fields = body
        .lines()
        .filter_map(|line| line.trim().strip_prefix("pub "));
    fields
        .map(|field| field.split(':').next().unwrap().to_string())
        .collect()
}

fn named(cases: &[Case]) -> BTreeSet<String> {
    cases.iter().map(|(name, ..)| name.to_string()).collect()
}

#[test]
fn every_option_of_datafusion_is_tried() {
    for (name, cases) in [
        ("CsvOptions", CSV),
        ("JsonOptions", JSON),
        ("ParquetOptions", PARQUET),
        ("ParquetColumnOptions", PARQUET_COLUMN),
    ] {
        assert_eq!(options(name), named(cases), "{name}");
    }
}

/// What `sql` writes to `out` when it is carried out from the bytes of its plan.
fn written(
    session: &Session,
    sql: &str,
    kind: Option<PlanKind>,
    out: &Path,
) -> Result<Vec<Vec<u8>>, Error> {
    match kind {
        None => run(session, sql),
        Some(PlanKind::Physical) => {
            let bytes = bytes_of(session, sql, PlanKind::Physical)?;
            let context = session.context().task_ctx();
            let _runtime = session.runtime().enter();
            let plan = with_deep_stack(|| {
                decode_physical(session.codecs(), &parse_physical(&bytes)?, &context)
            })?;
            session
                .runtime()
                .block_on(collect(plan, Arc::clone(&context)))?;
        }
        Some(kind) => {
            let plan = decoded(session, &bytes_of(session, sql, kind)?)?;
            let context = session.context();
            session
                .runtime()
                .block_on(async { context.execute_logical_plan(plan).await?.collect().await })?;
        }
    }
    let found = contents(out);
    fs::remove_file(out).unwrap();
    Ok(found)
}

#[test]
fn files_are_written_with_every_option_after_the_trip() {
    let (session, folder) = session_with_tables();
    let mut failed = Vec::new();
    for (format, query, cases) in [
        (
            "CSV",
            format!("SELECT *, {MORE} FROM ({ROWS}) ORDER BY n"),
            CSV,
        ),
        (
            "CSV",
            format!("SELECT *, {MORE} FROM ({ROWS}) ORDER BY n"),
            &[("none", "", Kept)],
        ),
        (
            "JSON",
            format!("SELECT *, {MORE} FROM ({ROWS}) ORDER BY n"),
            JSON,
        ),
        ("PARQUET", format!("{ROWS} ORDER BY n"), PARQUET),
        ("PARQUET", format!("{ROWS} ORDER BY n"), PARQUET_COLUMN),
        ("PARQUET", format!("{ROWS} ORDER BY n"), METADATA),
    ] {
        for (name, options, physical) in cases {
            let out = folder.path().join(format!("out.{}", format.to_lowercase()));
            let with = match options.is_empty() {
                true => String::new(),
                false => format!(" OPTIONS ({options})"),
            };
            let sql = format!(
                "COPY ({query}) TO '{}' STORED AS {format}{with}",
                out.display()
            );
            let mut expected = written(&session, &sql, None, &out).unwrap();
            if matches!(*name, "escape" | "double_quote") {
                // DataFusion's own writer, which runs the plans here, leaves the escape sign as it is,
                // and it is gone when the file is read.
                for file in &mut expected {
                    *file = String::from_utf8_lossy(file).replace("\\\\", "\\").into();
                }
            }
            for kind in PlanKind::ALL {
                let found = written(&session, &sql, Some(kind), &out);
                let as_should = match (kind, physical) {
                    (PlanKind::Physical, Refused(reason)) => found.as_ref().is_err_and(|error| {
                        error.code == ErrorCode::PlanNotSerializable
                            && error.hint.as_ref().is_some_and(|why| why.contains(reason))
                    }),
                    _ => found.as_ref().is_ok_and(|found| *found == expected),
                };
                if !as_should {
                    let found = found.map(|found| found.concat().len());
                    failed.push(format!(
                        "{format} {name} {kind:?}: {found:?} bytes instead of {}",
                        expected.concat().len()
                    ));
                }
            }
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn files_are_read_with_every_option_after_the_trip() {
    let (session, folder) = session_with_tables();
    let mut number = 0;
    // Each with whether its physical plan is refused.
    let mut statements = Vec::new();
    for (format, cases, loses) in [
        ("CSV", CSV, ["terminator"].as_slice()),
        ("JSON", JSON, &[]),
        ("PARQUET", PARQUET, &[]),
    ] {
        for (name, options, _) in cases {
            if (format, *name) == ("PARQUET", "compression") {
                // Written into the file; to a table it would be that of the whole file.
                continue;
            }
            number += 1;
            // Written with the same options, as far as writers know them.
            let out = folder
                .path()
                .join(format!("{name}{number}.{}", format.to_lowercase()));
            let place = out.display();
            let writes = match (format, *name) {
                // Writers end lines in their own way, and write no arrays.
                ("CSV", "terminator") | ("JSON", "newline_delimited") => String::new(),
                _ => format!(" OPTIONS ({options})"),
            };
            run(
                &session,
                &format!(
                    "COPY (SELECT n, s FROM t ORDER BY n) TO '{place}' STORED AS {format}{writes}"
                ),
            );
            match (format, *name) {
                ("CSV", "terminator") => fs::write(&out, "n,s|1,a|2,b|").unwrap(),
                ("JSON", "newline_delimited") => fs::write(&out, "[{\"n\":1},{\"n\":2}]").unwrap(),
                _ => {}
            }
            // Lines that end in another way are not understood by inference.
            let columns = if *name == "terminator" {
                "(n BIGINT, s VARCHAR)"
            } else {
                ""
            };
            run(
                &session,
                &format!(
                    "CREATE EXTERNAL TABLE r{number} {columns} STORED AS {format} LOCATION '{place}' OPTIONS ({options})"
                ),
            );
            statements.push((format!("SELECT * FROM r{number}"), loses.contains(name)));
        }
    }
    each(statements.iter().map(|(sql, _)| sql.as_str()), |sql| {
        let (_, physical) = statements.iter().find(|(own, _)| own == sql).unwrap();
        let loses = Loses {
            physical: *physical,
            ..Loses::default()
        };
        survives(&session, folder.path(), sql, loses);
    });
}
