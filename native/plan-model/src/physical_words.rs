//! Titles, arguments and attributes of physical operators.

use std::sync::Arc;

use datafusion::common::JoinType;
use datafusion::datasource::file_format::json::JsonSink;
use datafusion::datasource::file_format::parquet::ParquetSink;
use datafusion::datasource::physical_plan::FileSink;
use datafusion::datasource::sink::DataSinkExec;
use datafusion::datasource::source::DataSourceExec;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::AggregateExec;
use datafusion::physical_plan::coop::CooperativeExec;
use datafusion::physical_plan::filter::FilterExec;
use datafusion::physical_plan::joins::utils::JoinFilter;
use datafusion::physical_plan::joins::{
    CrossJoinExec, HashJoinExec, NestedLoopJoinExec, PartitionMode, SortMergeJoinExec,
    SymmetricHashJoinExec,
};
use datafusion::physical_plan::limit::{GlobalLimitExec, LocalLimitExec};
use datafusion::physical_plan::projection::ProjectionExec;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion::physical_plan::windows::{BoundedWindowAggExec, WindowAggExec};

use super::expr;
use super::operators::{Words, named};
use super::scan_words;
use super::words::{YIELD_ARGUMENT, YIELD_PURPOSE, aggregate_title, dotted, title_of, top_title};
use planarium_df_patches::csv_sink::csv_sink;

pub(super) fn describe(plan: &dyn ExecutionPlan) -> Words {
    scans_and_rows(plan)
        .or_else(|| joins(plan))
        .or_else(|| order_and_partitions(plan))
        .unwrap_or_else(|| plain(plan.name()))
}

/// Operators told by their name alone.
fn plain(name: &str) -> Words {
    Words::new(name, title_of(name))
}

fn scans_and_rows(plan: &dyn ExecutionPlan) -> Option<Words> {
    if let Some(scan) = plan.downcast_ref::<DataSourceExec>() {
        return Some(scan_words::physical(scan));
    }
    if let Some(write) = plan.downcast_ref::<DataSinkExec>() {
        return Some(sink(write));
    }
    if let Some(filter) = plan.downcast_ref::<FilterExec>() {
        let predicate = expr::physical(filter.predicate());
        return Some(Words::new("FilterExec", "Filter").filter(predicate));
    }
    if let Some(projection) = plan.downcast_ref::<ProjectionExec>() {
        let exprs: Vec<String> = projection
            .expr()
            .iter()
            .map(|item| named(expr::physical(&item.expr), &item.alias))
            .collect();
        return Some(Words::new("ProjectionExec", "Projection").columns(&exprs));
    }
    if let Some(agg) = plan.downcast_ref::<AggregateExec>() {
        let groups: Vec<String> = agg
            .group_expr()
            .expr()
            .iter()
            .map(|(e, name)| named(expr::physical(e), name))
            .collect();
        let mode = format!("{:?}", agg.mode());
        return Some(
            Words::new("AggregateExec", aggregate_title(&mode))
                .aggregate(&groups, &expr::aggregates(agg))
                .with("mode", mode),
        );
    }
    None
}

/// What writes files: in which format, and where.
fn sink(plan: &DataSinkExec) -> Words {
    let sink = plan.sink();
    let csv = csv_sink(sink).map(|sink| ("csv", sink.config()));
    let json = || {
        sink.downcast_ref()
            .map(|sink: &JsonSink| ("json", sink.config()))
    };
    let parquet = || {
        sink.downcast_ref()
            .map(|sink: &ParquetSink| ("parquet", sink.config()))
    };
    let words = plain(plan.name());
    match csv.or_else(json).or_else(parquet) {
        None => words,
        Some((format, config)) => {
            let places = config.table_paths.iter().map(ToString::to_string);
            let places = places.collect::<Vec<_>>().join(", ");
            words
                .argument(dotted([format.to_string(), places.clone()]))
                .with("format", format)
                .with("location", places)
        }
    }
}

fn yield_point() -> Words {
    let operator = "CooperativeExec";
    Words::new(operator, title_of(operator))
        .argument(YIELD_ARGUMENT)
        .with("purpose", YIELD_PURPOSE)
}

fn joins(plan: &dyn ExecutionPlan) -> Option<Words> {
    type On<'a> = &'a [(Arc<dyn PhysicalExpr>, Arc<dyn PhysicalExpr>)];
    let build =
        |name: &str, title: &str, on: On<'_>, kind: JoinType, filter: Option<&JoinFilter>| {
            let pairs: Vec<(String, String)> = on
                .iter()
                .map(|(left, right)| (expr::physical(left), expr::physical(right)))
                .collect();
            let filter = filter.map(|f| expr::physical(f.expression()));
            Words::new(name, title).join(&pairs, false, kind, filter.unwrap_or_default())
        };
    if let Some(join) = plan.downcast_ref::<HashJoinExec>() {
        let mode = match join.partition_mode() {
            PartitionMode::CollectLeft => "build side collected",
            PartitionMode::Partitioned => "both sides partitioned",
            PartitionMode::Auto => "auto",
        };
        let words = build(
            "HashJoinExec",
            "Hash join",
            join.on(),
            *join.join_type(),
            join.filter(),
        );
        return Some(words.with("mode", mode));
    }
    if let Some(join) = plan.downcast_ref::<SortMergeJoinExec>() {
        let filter = join.filter().as_ref();
        let title = "Sort-merge join";
        return Some(build(
            "SortMergeJoinExec",
            title,
            join.on(),
            join.join_type(),
            filter,
        ));
    }
    if let Some(join) = plan.downcast_ref::<SymmetricHashJoinExec>() {
        let title = "Symmetric hash join";
        let kind = *join.join_type();
        return Some(build(
            "SymmetricHashJoinExec",
            title,
            join.on(),
            kind,
            join.filter(),
        ));
    }
    if let Some(join) = plan.downcast_ref::<NestedLoopJoinExec>() {
        let title = "Nested loop join";
        let words = build(
            "NestedLoopJoinExec",
            title,
            &[],
            *join.join_type(),
            join.filter(),
        );
        let filter = join
            .filter()
            .map(|f| expr::physical(f.expression()))
            .unwrap_or_default();
        let kind = words.argument.clone();
        return Some(words.argument(dotted([filter, kind])));
    }
    plan.is::<CrossJoinExec>()
        .then(|| Words::new("CrossJoinExec", "Cross join"))
}

fn order_and_partitions(plan: &dyn ExecutionPlan) -> Option<Words> {
    if let Some(sort) = plan.downcast_ref::<SortExec>() {
        let keys: Vec<String> = sort.expr().iter().map(expr::physical_sort).collect();
        let kept = if sort.preserve_partitioning() {
            "per partition"
        } else {
            ""
        };
        return Some(
            Words::new("SortExec", top_title("Sort", sort.fetch()))
                .order_by(&keys)
                .with("scope", kept),
        );
    }
    if let Some(merge) = plan.downcast_ref::<SortPreservingMergeExec>() {
        let title = top_title(&title_of("SortPreservingMergeExec"), merge.fetch());
        let keys: Vec<String> = merge.expr().iter().map(expr::physical_sort).collect();
        return Some(Words::new("SortPreservingMergeExec", title).order_by(&keys));
    }
    if let Some(repartition) = plan.downcast_ref::<RepartitionExec>() {
        return Some(
            Words::new("RepartitionExec", "Repartition")
                .argument(super::shorten(&expr::partitioning(
                    repartition.partitioning(),
                )))
                .with(
                    "keeps order",
                    if repartition.preserve_order() {
                        "yes"
                    } else {
                        ""
                    },
                ),
        );
    }
    if let Some(limit) = plan.downcast_ref::<GlobalLimitExec>() {
        let words = Words::new("GlobalLimitExec", "Limit");
        return Some(words.limit(limit.fetch(), limit.skip()));
    }
    if let Some(limit) = plan.downcast_ref::<LocalLimitExec>() {
        let words = Words::new("LocalLimitExec", "Limit per partition");
        return Some(words.limit(Some(limit.fetch()), 0));
    }
    if plan.is::<CooperativeExec>() {
        return Some(yield_point());
    }
    let (name, window) = if let Some(window) = plan.downcast_ref::<WindowAggExec>() {
        ("WindowAggExec", window.window_expr())
    } else {
        (
            "BoundedWindowAggExec",
            plan.downcast_ref::<BoundedWindowAggExec>()?.window_expr(),
        )
    };
    let exprs: Vec<String> = window.iter().map(|e| e.name().to_string()).collect();
    Some(Words::new(name, "Window").columns(&exprs))
}
