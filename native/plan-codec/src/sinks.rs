//! Writers of files in physical plans. Their format has no place for "as usual": formats of dates
//! and times that are not set come back as empty ones, and every date is written as an empty value.
//! So they are spelled out, on the way to bytes and again on the way back, as bytes from elsewhere
//! may not. That Parquet files tell how their rows are sorted is made out again of the order that a
//! writer asks for. What has no place at all is refused.

use std::sync::Arc;

use datafusion::arrow::csv::WriterBuilder;
use datafusion::common::not_impl_err;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::config::TableParquetOptions;
use datafusion::datasource::file_format::csv::CsvSink;
use datafusion::datasource::file_format::json::JsonSink;
use datafusion::datasource::file_format::parquet::ParquetSink;
use datafusion::datasource::physical_plan::FileSink;
use datafusion::datasource::sink::{DataSink, DataSinkExec};
use datafusion::error::Result;
use datafusion::parquet::file::metadata::SortingColumn;
use datafusion::physical_expr::PhysicalSortExpr;
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_plan::ExecutionPlan;

use super::search::until;

/// What `arrow-csv` writes without a format: ISO 8601, with as many digits of a second as there are.
const DATE: &str = "%Y-%m-%d";
const TIME: &str = "%H:%M:%S%.f";
const DATE_TIME: &str = "%Y-%m-%dT%H:%M:%S%.f";

/// `plan` with the formats of its CSV writers spelled out.
pub(super) fn spell(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    exchange(plan, spelled_csv)
}

/// As [`spell`], for a plan that came out of bytes.
pub(super) fn restore(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    exchange(plan, |write| {
        spelled_csv(write).or_else(|| sorted_parquet(write))
    })
}

/// `plan` with other sinks where `other` has one.
fn exchange(
    plan: Arc<dyn ExecutionPlan>,
    other: impl Fn(&DataSinkExec) -> Option<Arc<dyn DataSink>>,
) -> Result<Arc<dyn ExecutionPlan>> {
    if !writes(&plan)? {
        return Ok(plan);
    }
    let exchanged = plan.transform_down(|node| {
        let write = node.downcast_ref::<DataSinkExec>();
        let sink = write.and_then(|write| Some((write, other(write)?)));
        let Some((write, sink)) = sink else {
            return Ok(Transformed::no(node));
        };
        let (input, order) = (Arc::clone(write.input()), write.sort_order().clone());
        Ok(Transformed::yes(Arc::new(DataSinkExec::new(
            input, sink, order,
        ))))
    })?;
    Ok(exchanged.data)
}

fn spelled_csv(write: &DataSinkExec) -> Option<Arc<dyn DataSink>> {
    let sink = write.sink().downcast_ref::<CsvSink>()?;
    let mut options = sink.writer_options().clone();
    options.writer_options = spelled(options.writer_options);
    Some(Arc::new(CsvSink::new(sink.config().clone(), options)))
}

/// As DataFusion's planner does it: columns by which the files are divided are not in them, and an
/// order by anything but columns is not told.
fn sorted_parquet(write: &DataSinkExec) -> Option<Arc<dyn DataSink>> {
    let sink = write.sink().downcast_ref::<ParquetSink>()?;
    let config = sink.config();
    let divides = |name: &str| {
        let mut columns = config.table_partition_cols.iter();
        !config.keep_partition_by_columns && columns.any(|(column, _)| column == name)
    };
    let fields = config.output_schema().fields();
    let held: Vec<&str> = fields
        .iter()
        .map(|field| field.name().as_str())
        .filter(|name| !divides(name))
        .collect();
    let mut sorting = Vec::new();
    for by in write.sort_order().as_ref()?.iter() {
        let column = by.expr.downcast_ref::<Column>()?;
        let name = fields.get(column.index())?.name();
        if let Some(place) = held.iter().position(|held| held == name) {
            let options = PhysicalSortExpr::from(by.clone()).options;
            sorting.push(SortingColumn {
                column_idx: i32::try_from(place).ok()?,
                descending: options.descending,
                nulls_first: options.nulls_first,
            });
        }
    }
    let told = (!sorting.is_empty()).then_some(sorting)?;
    let sink = ParquetSink::new(config.clone(), sink.parquet_options().clone());
    Some(Arc::new(sink.with_sorting_columns(Some(told))))
}

/// # Errors
/// For a plan whose writers would write another file after their trip.
pub(super) fn refuse(plan: &Arc<dyn ExecutionPlan>) -> Result<()> {
    let mut lost = None;
    plan.apply(|node| {
        if let Some(write) = node.downcast_ref::<DataSinkExec>() {
            lost = lost.or_else(|| loses(write));
        }
        Ok(until(lost.is_some()))
    })?;
    match lost {
        Some(lost) => not_impl_err!(
            "DataFusion's format for physical plans loses {lost} of written files: use the optimized plan"
        ),
        None => Ok(()),
    }
}

fn writes(plan: &Arc<dyn ExecutionPlan>) -> Result<bool> {
    let mut found = false;
    plan.apply(|node| {
        found |= node.is::<DataSinkExec>();
        Ok(until(found))
    })?;
    Ok(found)
}

fn spelled(mut builder: WriterBuilder) -> WriterBuilder {
    let unset = |format: Option<&str>| format.is_none_or(str::is_empty);
    if unset(builder.date_format()) {
        builder = builder.with_date_format(DATE.to_string());
    }
    if unset(builder.datetime_format()) {
        builder = builder.with_datetime_format(DATE_TIME.to_string());
    }
    if unset(builder.timestamp_format()) {
        builder = builder.with_timestamp_format(DATE_TIME.to_string());
    }
    if unset(builder.time_format()) {
        builder = builder.with_time_format(TIME.to_string());
    }
    builder
}

fn loses(write: &DataSinkExec) -> Option<&'static str> {
    let sink = write.sink();
    if let Some(csv) = sink.downcast_ref::<CsvSink>() {
        let options = csv.writer_options();
        let zoned = options.writer_options.timestamp_tz_format().is_some();
        return match options.compression_level {
            Some(_) => Some("the level of compression (compression_level)"),
            None => zoned.then_some("the format of timestamps with a zone (timestamp_tz_format)"),
        };
    }
    if let Some(json) = sink.downcast_ref::<JsonSink>() {
        let level = json.writer_options().compression_level;
        return level
            .is_some()
            .then_some("the level of compression (compression_level)");
    }
    let parquet = sink.downcast_ref::<ParquetSink>()?.parquet_options();
    match parquet.key_value_metadata.is_empty() {
        true => encrypts(parquet).then_some("the encryption"),
        false => Some("the metadata"),
    }
}

fn encrypts(options: &TableParquetOptions) -> bool {
    options.crypto.file_encryption.is_some() || options.crypto.factory_id.is_some()
}
