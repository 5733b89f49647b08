//! Compares timestamps of different units in the finer one.
//!
//! DataFusion compares them in the coarser one and drops the rest, so that half a second past
//! midnight is midnight to a column of seconds (apache/datafusion #22756). Where one side is a
//! constant the other stays a column, which scans can filter by:
//!
//! | condition, `v` not a whole number of the column's units | here |
//! |---|---|
//! | `a < v`, `a <= v` | `a <= floor(v)` |
//! | `a > v`, `a >= v` | `a > floor(v)` |
//! | `a = v` | `a IS NULL AND NULL` |
//! | `a <> v` | `a IS NOT NULL OR NULL` |
//!
//! Otherwise the coarser side is cast, which fails if its values exceed the range of the finer unit.

use super::parts::{has_part, rewrite_parts};
use datafusion::arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{DFSchema, ScalarValue};
use datafusion::error::Result;
use datafusion::logical_expr::expr::{Between, InList};
use datafusion::logical_expr::utils::merge_schema;
use datafusion::logical_expr::{
    BinaryExpr, Cast, Expr, ExprSchemable, LogicalPlan, Operator, cast, lit,
};
use datafusion::optimizer::AnalyzerRule;

/// Runs before DataFusion coerces the sides to one type.
#[derive(Debug)]
pub(crate) struct TimestampUnits;

impl AnalyzerRule for TimestampUnits {
    fn name(&self) -> &str {
        "timestamp_units"
    }

    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        let compared = plan.transform_up_with_subqueries(|plan| {
            if !has_part(&plan, may_compare)? {
                return Ok(Transformed::no(plan));
            }
            let schema = merge_schema(&plan.inputs());
            rewrite_parts(plan, |expr| one_unit(expr, &schema))
        })?;
        Ok(compared.data)
    }
}

fn may_compare(expr: &Expr) -> bool {
    match expr {
        Expr::BinaryExpr(binary) => binary.op.supports_propagation(),
        Expr::Between(_) | Expr::InList(_) => true,
        _ => false,
    }
}

fn one_unit(expr: Expr, schema: &DFSchema) -> Result<Transformed<Expr>> {
    match expr {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) if op.supports_propagation() => {
            let compared = compared(&left, op, &right, schema);
            Ok(match compared {
                Some(compared) => Transformed::yes(compared),
                None => Transformed::no(Expr::BinaryExpr(BinaryExpr { left, op, right })),
            })
        }
        Expr::Between(between) => Ok(self::between(between, schema)),
        Expr::InList(list) => Ok(in_list(list, schema)),
        other => Ok(Transformed::no(other)),
    }
}

/// `None` if both sides have the same unit, or are not timestamps.
fn compared(left: &Expr, op: Operator, right: &Expr, schema: &DFSchema) -> Option<Expr> {
    if let Some((unit, value)) = unit(left, schema).zip(nanoseconds(right, schema)) {
        return with_constant(left, op, unit, value);
    }
    if let Some((unit, value)) = unit(right, schema).zip(nanoseconds(left, schema)) {
        return with_constant(right, op.swap()?, unit, value);
    }
    let (DataType::Timestamp(first, _), DataType::Timestamp(second, _)) =
        (left.get_type(schema).ok()?, right.get_type(schema).ok()?)
    else {
        return None;
    };
    let finer = |expr: &Expr, unit| {
        let DataType::Timestamp(_, zone) = expr.get_type(schema).ok()? else {
            return None;
        };
        Some(cast(expr.clone(), DataType::Timestamp(unit, zone)))
    };
    let (left, right) = match per_second(first).cmp(&per_second(second)) {
        std::cmp::Ordering::Equal => return None,
        std::cmp::Ordering::Less => (finer(left, second)?, right.clone()),
        std::cmp::Ordering::Greater => (left.clone(), finer(right, first)?),
    };
    Some(Expr::BinaryExpr(BinaryExpr::new(
        Box::new(left),
        op,
        Box::new(right),
    )))
}

/// The comparison with a constant that is not a whole number of the unit; `None` for others.
fn with_constant(column: &Expr, op: Operator, unit: TimeUnit, value: i64) -> Option<Expr> {
    let step = NANOSECONDS / per_second(unit);
    if value.rem_euclid(step) == 0 {
        return None;
    }
    let unknown = || lit(ScalarValue::Boolean(None));
    let floor = || at(unit, value.div_euclid(step));
    let column = column.clone();
    Some(match op {
        Operator::Lt | Operator::LtEq => column.lt_eq(floor()),
        Operator::Gt | Operator::GtEq => column.gt(floor()),
        Operator::Eq => column.is_null().and(unknown()),
        Operator::NotEq => column.is_not_null().or(unknown()),
        Operator::IsDistinctFrom => lit(true),
        Operator::IsNotDistinctFrom => lit(false),
        _ => return None,
    })
}

fn between(between: Between, schema: &DFSchema) -> Transformed<Expr> {
    let low = compared(&between.expr, Operator::GtEq, &between.low, schema);
    let high = compared(&between.expr, Operator::LtEq, &between.high, schema);
    if low.is_none() && high.is_none() {
        return Transformed::no(Expr::Between(between));
    }
    let Between {
        expr,
        negated,
        low: lowest,
        high: highest,
    } = between;
    let low = low.unwrap_or_else(|| expr.clone().gt_eq(*lowest));
    let high = high.unwrap_or_else(|| expr.lt_eq(*highest));
    let both = low.and(high);
    Transformed::yes(match negated {
        false => both,
        true => Expr::Not(Box::new(both)),
    })
}

/// Constants that the column cannot have are removed from the list.
fn in_list(list: InList, schema: &DFSchema) -> Transformed<Expr> {
    let Some(unit) = unit(&list.expr, schema) else {
        return Transformed::no(Expr::InList(list));
    };
    let step = NANOSECONDS / per_second(unit);
    let possible =
        |value: &Expr| nanoseconds(value, schema).is_none_or(|value| value.rem_euclid(step) == 0);
    if list.list.iter().all(possible) {
        return Transformed::no(Expr::InList(list));
    }
    let kept: Vec<Expr> = list.list.into_iter().filter(possible).collect();
    let unknown = lit(ScalarValue::Boolean(None));
    Transformed::yes(match (kept.is_empty(), list.negated) {
        (false, negated) => Expr::InList(InList::new(list.expr, kept, negated)),
        (true, false) => list.expr.is_null().and(unknown),
        (true, true) => list.expr.is_not_null().or(unknown),
    })
}

const NANOSECONDS: i64 = 1_000_000_000;

fn per_second(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => NANOSECONDS,
    }
}

/// The unit of an expression that is not constant and has no zone: with a zone, the text of a
/// constant may mean another time.
fn unit(expr: &Expr, schema: &DFSchema) -> Option<TimeUnit> {
    if expr.column_refs().is_empty() {
        return None;
    }
    match expr.get_type(schema).ok()? {
        DataType::Timestamp(unit, None) => Some(unit),
        _ => None,
    }
}

fn at(unit: TimeUnit, value: i64) -> Expr {
    let value = Some(value);
    lit(match unit {
        TimeUnit::Second => ScalarValue::TimestampSecond(value, None),
        TimeUnit::Millisecond => ScalarValue::TimestampMillisecond(value, None),
        TimeUnit::Microsecond => ScalarValue::TimestampMicrosecond(value, None),
        TimeUnit::Nanosecond => ScalarValue::TimestampNanosecond(value, None),
    })
}

/// A constant as nanoseconds since 1970: a timestamp without a zone, or a text that is one.
fn nanoseconds(expr: &Expr, schema: &DFSchema) -> Option<i64> {
    let (value, target) = match expr {
        Expr::Literal(value, _) => (value, None),
        Expr::Cast(Cast { expr: inner, .. }) => match inner.as_ref() {
            Expr::Literal(value, _) => (value, Some(expr.get_type(schema).ok()?)),
            _ => return None,
        },
        _ => return None,
    };
    let value = match target {
        Some(target @ DataType::Timestamp(_, None)) => value.cast_to(&target).ok()?,
        Some(_) => return None,
        None => value.clone(),
    };
    let is_one = matches!(
        value.data_type(),
        DataType::Timestamp(_, None) | DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View
    );
    if !is_one {
        return None;
    }
    let nanoseconds = DataType::Timestamp(TimeUnit::Nanosecond, None);
    match value.cast_to(&nanoseconds).ok()? {
        ScalarValue::TimestampNanosecond(value, _) => value,
        _ => None,
    }
}
