//! Logical expressions.

use datafusion::common::Column;
use datafusion::logical_expr::Expr;
use datafusion::logical_expr::expr::{
    AggregateFunction, Alias, Between, BinaryExpr, Case, Cast, GroupingSet, HigherOrderFunction,
    InList, InSubquery, Lambda, Like, NullTreatment, SetComparison, Sort, TryCast, Unnest,
    WindowFunction,
};

use super::{
    Call, Key, Line, Over, Source, between, case, cast, chain, column, constant, in_list, is, like,
    literal, negated, negative, operator_rank, sets,
};

impl Source for Box<Expr> {
    fn write(&self, within: u8, line: &mut Line) {
        self.as_ref().write(within, line);
    }
}

impl Source for Expr {
    fn write(&self, within: u8, line: &mut Line) {
        if predicate(self, within, line) {
            return;
        }
        match self {
            Self::Column(part) => qualified(part, line),
            Self::OuterReferenceColumn(_, part) => outer(part, line),
            Self::ScalarVariable(_, names) => line.push(&names.join(".")),
            Self::Literal(value, _) => constant(&literal(value), within, line),
            Self::Alias(Alias { expr, name, .. }) => {
                line.part(expr, 0);
                line.push(" as ");
                line.push(name);
            }
            Self::BinaryExpr(binary) => {
                chain(operator_rank(binary.op), operands(binary), within, line);
            }
            Self::Negative(value) => negative(value, within, line),
            Self::Case(Case {
                expr,
                when_then_expr,
                else_expr,
            }) => {
                let branches = when_then_expr.iter().map(|(when, then)| (when, then));
                case(expr.as_ref(), branches, else_expr.as_ref(), line);
            }
            Self::Cast(Cast { expr, field }) => cast("CAST", expr, Some(field.data_type()), line),
            Self::TryCast(TryCast { expr, field }) => {
                cast("TRY_CAST", expr, Some(field.data_type()), line);
            }
            Self::ScalarFunction(call) => {
                Call::new(call.name(), call.args.iter().collect()).write(line);
            }
            Self::HigherOrderFunction(HigherOrderFunction { func, args }) => {
                Call::new(func.name(), args.iter().collect()).write(line);
            }
            Self::AggregateFunction(call) => aggregate(call, line),
            Self::WindowFunction(call) => window(call, line),
            Self::GroupingSet(set) => grouping(set, line),
            Self::Unnest(Unnest { expr, outer }) => {
                let name = if *outer { "unnest_outer" } else { "unnest" };
                Call::new(name, vec![expr]).write(line);
            }
            Self::Lambda(Lambda { params, body }) => {
                line.push(&format!("({}) -> ", params.join(", ")));
                line.part(body, 0);
            }
            Self::LambdaVariable(variable) => line.push(&variable.name),
            Self::Placeholder(placeholder) => line.push(&placeholder.id),
            Self::ScalarSubquery(_) => line.push("(subquery)"),
            other => line.push(&other.human_display().to_string()),
        }
    }
}

fn qualified(part: &Column, line: &mut Line) {
    let table = part.relation.as_ref().map(ToString::to_string);
    column(table.as_deref(), &part.name, line);
}

/// A column of the query around a subquery.
pub fn outer(part: &Column, line: &mut Line) {
    line.push("outer_ref(");
    qualified(part, line);
    line.push(")");
}

/// Expressions that are true or false.
fn predicate(expression: &Expr, within: u8, line: &mut Line) -> bool {
    match expression {
        Expr::Not(value) => negated(value, within, line),
        Expr::IsNull(value) => is(value, " IS NULL", within, line),
        Expr::IsNotNull(value) => is(value, " IS NOT NULL", within, line),
        Expr::IsTrue(value) => is(value, " IS TRUE", within, line),
        Expr::IsNotTrue(value) => is(value, " IS NOT TRUE", within, line),
        Expr::IsFalse(value) => is(value, " IS FALSE", within, line),
        Expr::IsNotFalse(value) => is(value, " IS NOT FALSE", within, line),
        Expr::IsUnknown(value) => is(value, " IS UNKNOWN", within, line),
        Expr::IsNotUnknown(value) => is(value, " IS NOT UNKNOWN", within, line),
        Expr::Between(Between {
            expr,
            negated,
            low,
            high,
        }) => between([expr, low, high], *negated, within, line),
        Expr::InList(InList {
            expr,
            list,
            negated,
        }) => in_list(&expr.as_ref(), list, *negated, within, line),
        Expr::Like(like) => {
            let operator = if like.case_insensitive {
                "ILIKE"
            } else {
                "LIKE"
            };
            pattern(like, operator, within, line);
        }
        Expr::SimilarTo(like) => pattern(like, "SIMILAR TO", within, line),
        Expr::Exists(exists) => {
            line.push(if exists.negated {
                "NOT EXISTS (subquery)"
            } else {
                "EXISTS (subquery)"
            });
        }
        Expr::InSubquery(InSubquery { expr, negated, .. }) => {
            let words = if *negated {
                " NOT IN (subquery)"
            } else {
                " IN (subquery)"
            };
            is(expr, words, within, line);
        }
        Expr::SetComparison(SetComparison {
            expr,
            op,
            quantifier,
            ..
        }) => is(
            expr,
            &format!(" {op} {quantifier} (subquery)"),
            within,
            line,
        ),
        _ => return false,
    }
    true
}

fn pattern(pattern: &Like, operator: &str, within: u8, line: &mut Line) {
    let Like {
        negated,
        expr,
        pattern,
        escape_char,
        ..
    } = pattern;
    like(
        [expr, pattern],
        operator,
        *negated,
        *escape_char,
        (within, line),
    );
}

/// The operands of a chain that is grouped from the left, without a call for each.
fn operands(binary: &BinaryExpr) -> Vec<&Expr> {
    let mut found = vec![binary.right.as_ref()];
    let mut left = binary.left.as_ref();
    while let Expr::BinaryExpr(inner) = left
        && inner.op == binary.op
    {
        found.push(&inner.right);
        left = &inner.left;
    }
    found.push(left);
    found.reverse();
    found
}

pub fn key(sort: &Sort) -> Key<&Expr> {
    Key {
        value: &sort.expr,
        descending: !sort.asc,
        nulls_first: sort.nulls_first,
    }
}

fn ignores(treatment: Option<NullTreatment>) -> Option<bool> {
    treatment.map(|treatment| treatment == NullTreatment::IgnoreNulls)
}

fn aggregate(call: &AggregateFunction, line: &mut Line) {
    let params = &call.params;
    Call {
        distinct: params.distinct,
        order_by: params.order_by.iter().map(key).collect(),
        ignore_nulls: ignores(params.null_treatment),
        filter: params.filter.as_deref(),
        ..Call::new(call.func.name(), params.args.iter().collect())
    }
    .write(line);
}

fn window(call: &WindowFunction, line: &mut Line) {
    let params = &call.params;
    Call {
        distinct: params.distinct,
        ignore_nulls: ignores(params.null_treatment),
        filter: params.filter.as_deref(),
        over: Some(Over {
            partition_by: params.partition_by.iter().collect(),
            order_by: params.order_by.iter().map(key).collect(),
            frame: Some(params.window_frame.clone()),
        }),
        ..Call::new(call.fun.name(), params.args.iter().collect())
    }
    .write(line);
}

fn grouping(set: &GroupingSet, line: &mut Line) {
    let (words, lists) = match set {
        GroupingSet::Rollup(list) => ("ROLLUP (", vec![list]),
        GroupingSet::Cube(list) => ("CUBE (", vec![list]),
        GroupingSet::GroupingSets(lists) => ("GROUPING SETS (", lists.iter().collect()),
    };
    line.push(words);
    sets(&lists, words.starts_with('G'), line);
    line.push(")");
}
