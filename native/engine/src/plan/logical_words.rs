//! Titles, arguments and attributes of logical operators.

use datafusion::logical_expr::{Distinct, FetchType, Join, Limit, LogicalPlan, SkipType, Sort};

use super::expr::{logical, logical_all, logical_sort};
use super::model::Attribute;
use super::scan_words;
use super::words::{counted, dotted, from_camel_case, list, top_title};

/// What is said about one operator.
pub(super) struct Words {
    pub operator: String,
    pub title: String,
    pub argument: String,
    pub attributes: Vec<Attribute>,
}

impl Words {
    pub(super) fn new(operator: &str, title: impl Into<String>) -> Self {
        Self {
            operator: operator.to_string(),
            title: title.into(),
            argument: String::new(),
            attributes: Vec::new(),
        }
    }

    pub(super) fn argument(mut self, argument: impl Into<String>) -> Self {
        self.argument = argument.into();
        self
    }

    /// Adds an attribute unless its value is empty.
    pub(super) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        let value = value.into();
        if !value.is_empty() {
            self.attributes.push(Attribute::new(name, value));
        }
        self
    }
}

pub(super) fn describe(plan: &LogicalPlan) -> Words {
    match plan {
        LogicalPlan::TableScan(scan) => scan_words::logical(scan),
        LogicalPlan::Projection(p) => columns("Projection", "Projection", &logical_all(&p.expr)),
        LogicalPlan::Filter(f) => Words::new("Filter", "Filter")
            .argument(super::shorten(&logical(&f.predicate)))
            .with("predicate", logical(&f.predicate)),
        LogicalPlan::Window(w) => columns("Window", "Window", &logical_all(&w.window_expr)),
        LogicalPlan::Aggregate(a) => aggregate(
            "Aggregate",
            &logical_all(&a.group_expr),
            &logical_all(&a.aggr_expr),
        ),
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
            Words::new("Values", "Values").argument(counted(v.values.len(), "row"))
        }
        LogicalPlan::Distinct(Distinct::All(_)) => Words::new("Distinct", "Distinct"),
        LogicalPlan::Distinct(Distinct::On(on)) => {
            columns("DistinctOn", "Distinct on", &logical_all(&on.on_expr))
        }
        LogicalPlan::Unnest(u) => {
            let names: Vec<String> = u.exec_columns.iter().map(|c| c.flat_name()).collect();
            columns("Unnest", "Unnest", &names)
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

/// An operator told by a list of expressions.
pub(super) fn columns(operator: &str, title: &str, exprs: &[String]) -> Words {
    Words::new(operator, title)
        .argument(list(exprs))
        .with("expressions", exprs.join(", "))
}

pub(super) fn aggregate(operator: &str, groups: &[String], aggregates: &[String]) -> Words {
    let by = if groups.is_empty() {
        String::new()
    } else {
        format!("by {}", list(groups))
    };
    Words::new(operator, "Aggregate")
        .argument(dotted([by, list(aggregates)]))
        .with("group by", groups.join(", "))
        .with("aggregates", aggregates.join(", "))
}

fn sort_words(sort: &Sort) -> Words {
    let keys: Vec<String> = sort.expr.iter().map(logical_sort).collect();
    Words::new("Sort", top_title("Sort", sort.fetch))
        .argument(list(&keys))
        .with("order by", keys.join(", "))
}

/// `origin = iata`, without the tables where that leaves a condition readable.
fn short_condition(left: &str, right: &str) -> String {
    let bare = |name: &str| match name.rsplit_once('.') {
        Some((_, column)) if !name.contains(['(', ' ']) => column.to_string(),
        _ => name.to_string(),
    };
    format!("{} = {}", bare(left), bare(right))
}

fn join_words(join: &Join) -> Words {
    let pairs = join
        .on
        .iter()
        .map(|(left, right)| (logical(left), logical(right)));
    let (short, full): (Vec<_>, Vec<_>) = pairs
        .map(|(left, right)| (short_condition(&left, &right), format!("{left} = {right}")))
        .unzip();
    let filter = join.filter.as_ref().map(logical).unwrap_or_default();
    let kind = join.join_type.to_string();
    let title = if full.is_empty() && filter.is_empty() {
        "Cross join"
    } else {
        "Join"
    };
    Words::new("Join", title)
        .argument(dotted([list(&short), kind.to_lowercase()]))
        .with("type", kind)
        .with("on", full.join(" AND "))
        .with("filter", filter)
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
