//! Titles, arguments and attributes of logical operators.

use datafusion::logical_expr::{
    Distinct, Expr, FetchType, Join, Limit, LogicalPlan, SkipType, Sort,
};

use super::expr::{logical, logical_all, logical_sort};
use super::expression::rows_text;
use super::operators::Words;
use super::scan_words;
use super::words::{counted, dotted, from_camel_case, top_title};

pub(super) fn describe(plan: &LogicalPlan) -> Words {
    match plan {
        LogicalPlan::TableScan(scan) => scan_words::logical(scan),
        LogicalPlan::Projection(p) => {
            Words::new("Projection", "Projection").columns(&logical_all(&p.expr))
        }
        LogicalPlan::Filter(f) => Words::new("Filter", "Filter").filter(logical(&f.predicate)),
        LogicalPlan::Window(w) => {
            Words::new("Window", "Window").columns(&logical_all(&w.window_expr))
        }
        LogicalPlan::Aggregate(a) => Words::new("Aggregate", "Aggregate")
            .aggregate(&logical_all(&a.group_expr), &logical_all(&a.aggr_expr)),
        LogicalPlan::Sort(sort) => sort_words(sort),
        LogicalPlan::Join(join) => join_words(join),
        LogicalPlan::Limit(limit) => limit_words(limit),
        LogicalPlan::Repartition(r) => Words::new("Repartition", "Repartition")
            .argument(super::shorten(&format!("{:?}", r.partitioning_scheme))),
        LogicalPlan::Union(u) => {
            Words::new("Union", "Union").argument(counted(u.inputs.len(), "input"))
        }
        LogicalPlan::EmptyRelation(e) => Words::new("EmptyRelation", "Empty relation")
            .argument(counted(usize::from(e.produce_one_row), "row")),
        LogicalPlan::Subquery(s) => Words::new("Subquery", "Subquery").with(
            "outer columns",
            logical_all(&s.outer_ref_columns).join(", "),
        ),
        LogicalPlan::SubqueryAlias(a) => {
            Words::new("SubqueryAlias", "Alias").argument(a.alias.to_string())
        }
        LogicalPlan::Values(v) => {
            Words::new("Values", "Values").rows(v.values.len(), rows_text(&v.values))
        }
        LogicalPlan::Distinct(Distinct::All(_)) => Words::new("Distinct", "Distinct"),
        LogicalPlan::Distinct(Distinct::On(on)) => {
            Words::new("DistinctOn", "Distinct on").columns(&logical_all(&on.on_expr))
        }
        LogicalPlan::Unnest(u) => {
            let columns = u.exec_columns.iter().cloned().map(Expr::Column);
            let names: Vec<String> = columns.map(|column| logical(&column)).collect();
            Words::new("Unnest", "Unnest").columns(&names)
        }
        LogicalPlan::RecursiveQuery(r) => Words::new("RecursiveQuery", "Recursive query")
            .argument(r.name.clone())
            .with("distinct", if r.is_distinct { "yes" } else { "no" }),
        LogicalPlan::Explain(_) => Words::new("Explain", "Explain"),
        LogicalPlan::Analyze(_) => Words::new("Analyze", "Explain analyze"),
        LogicalPlan::Extension(e) => {
            Words::new(e.node.name(), from_camel_case(e.node.name())).with("kind", "extension")
        }
        LogicalPlan::Dml(d) => Words::new("Dml", d.op.name()).argument(d.table_name.to_string()),
        LogicalPlan::Ddl(d) => Words::new(d.name(), from_camel_case(d.name())),
        LogicalPlan::Copy(c) => {
            let format = scan_words::format_name(&c.file_type.get_ext());
            Words::new("CopyTo", "Copy to")
                .argument(dotted([format.clone(), c.output_url.clone()]))
                .with("format", format)
                .with("location", c.output_url.clone())
        }
        LogicalPlan::Statement(s) => Words::new(s.name(), from_camel_case(s.name())),
        LogicalPlan::DescribeTable(_) => Words::new("DescribeTable", "Describe table"),
    }
}

fn sort_words(sort: &Sort) -> Words {
    let keys: Vec<String> = sort.expr.iter().map(logical_sort).collect();
    Words::new("Sort", top_title("Sort", sort.fetch)).order_by(&keys)
}

fn join_words(join: &Join) -> Words {
    let pairs: Vec<(String, String)> = join
        .on
        .iter()
        .map(|(left, right)| (logical(left), logical(right)))
        .collect();
    let filter = join.filter.as_ref().map(logical).unwrap_or_default();
    let title = if pairs.is_empty() && filter.is_empty() {
        "Cross join"
    } else {
        "Join"
    };
    Words::new("Join", title).join(&pairs, true, join.join_type, filter)
}

fn limit_words(limit: &Limit) -> Words {
    let rows = match limit.get_fetch_type() {
        Ok(FetchType::Literal(Some(rows))) => counted(rows, "row"),
        Ok(FetchType::Literal(None)) => String::new(),
        _ => limit.fetch.as_deref().map(logical).unwrap_or_default(),
    };
    let skip = match limit.get_skip_type() {
        Ok(SkipType::Literal(0)) => String::new(),
        Ok(SkipType::Literal(rows)) => format!("skip {rows}"),
        _ => limit.skip.as_deref().map(logical).unwrap_or_default(),
    };
    Words::new("Limit", "Limit").argument(dotted([rows, skip]))
}
