//! Physical expressions, without the places of their columns.

use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::physical_expr::aggregate::AggregateFunctionExpr;
use datafusion::physical_expr::expressions::{
    BinaryExpr, CaseExpr, CastExpr, Column, DynamicFilterPhysicalExpr, InListExpr, IsNotNullExpr,
    IsNullExpr, LambdaExpr, LambdaVariable, LikeExpr, Literal, NegativeExpr, NotExpr, TryCastExpr,
    UnKnownColumn,
};
use datafusion::physical_expr::scalar_subquery::ScalarSubqueryExpr;
use datafusion::physical_expr::{
    HigherOrderFunctionExpr, PhysicalExpr, PhysicalSortExpr, ScalarFunctionExpr,
};

use super::{
    Call, Key, Line, Source, case, cast, chain, constant, dynamic_filter, in_list, is, like,
    literal, negated, negative, operator_rank,
};

type Part = Arc<dyn PhysicalExpr>;

impl Source for Part {
    fn write(&self, within: u8, line: &mut Line) {
        if predicate(self, within, line) {
            return;
        }
        if let Some(column) = self.downcast_ref::<Column>() {
            line.push(column.name());
        } else if let Some(column) = self.downcast_ref::<UnKnownColumn>() {
            line.push(column.name());
        } else if let Some(value) = self.downcast_ref::<Literal>() {
            constant(&literal(value.value()), within, line);
        } else if let Some(binary) = self.downcast_ref::<BinaryExpr>() {
            chain(operator_rank(*binary.op()), operands(binary), within, line);
        } else if let Some(sign) = self.downcast_ref::<NegativeExpr>() {
            negative(sign.arg(), within, line);
        } else if let Some(choice) = self.downcast_ref::<CaseExpr>() {
            let branches = choice.when_then_expr().iter();
            let branches = branches.map(|(when, then)| (when, then));
            case(choice.expr(), branches, choice.else_expr(), line);
        } else if let Some(part) = self.downcast_ref::<CastExpr>() {
            cast("CAST", part.expr(), Some(part.cast_type()), line);
        } else if let Some(part) = self.downcast_ref::<TryCastExpr>() {
            cast("TRY_CAST", part.expr(), Some(part.cast_type()), line);
        } else if let Some(call) = self.downcast_ref::<ScalarFunctionExpr>() {
            Call::new(call.name(), call.args().iter().collect()).write(line);
        } else if let Some(call) = self.downcast_ref::<HigherOrderFunctionExpr>() {
            Call::new(call.name(), call.args().iter().collect()).write(line);
        } else if let Some(lambda) = self.downcast_ref::<LambdaExpr>() {
            line.push(&format!("({}) -> ", lambda.params().join(", ")));
            line.part(lambda.body(), 0);
        } else if let Some(variable) = self.downcast_ref::<LambdaVariable>() {
            line.push(variable.name());
        } else if self.is::<ScalarSubqueryExpr>() {
            line.push("(subquery)");
        } else if let Some(filter) = self.downcast_ref::<DynamicFilterPhysicalExpr>() {
            let current = filter.current().ok().filter(|current| !is_true(current));
            dynamic_filter(current.as_ref(), line);
        } else {
            let text = datafusion::physical_expr_common::physical_expr::fmt_sql(self.as_ref());
            line.push(&text.to_string());
        }
    }
}

fn is_true(expression: &Part) -> bool {
    let literal = expression.downcast_ref::<Literal>();
    literal.is_some_and(|literal| *literal.value() == ScalarValue::Boolean(Some(true)))
}

/// Expressions that are true or false.
fn predicate(expression: &Part, within: u8, line: &mut Line) -> bool {
    if let Some(not) = expression.downcast_ref::<NotExpr>() {
        negated(not.arg(), within, line);
    } else if let Some(test) = expression.downcast_ref::<IsNullExpr>() {
        is(test.arg(), " IS NULL", within, line);
    } else if let Some(test) = expression.downcast_ref::<IsNotNullExpr>() {
        is(test.arg(), " IS NOT NULL", within, line);
    } else if let Some(test) = expression.downcast_ref::<InListExpr>() {
        in_list(&test.expr(), test.list(), test.negated(), within, line);
    } else if let Some(test) = expression.downcast_ref::<LikeExpr>() {
        let operator = if test.case_insensitive() {
            "ILIKE"
        } else {
            "LIKE"
        };
        let sides = [test.expr(), test.pattern()];
        like(sides, operator, test.negated(), None, (within, line));
    } else {
        return false;
    }
    true
}

/// The operands of a chain that is grouped from the left, without a call for each.
fn operands(binary: &BinaryExpr) -> Vec<&Part> {
    let mut found = vec![binary.right()];
    let mut left = binary.left();
    while let Some(inner) = left.downcast_ref::<BinaryExpr>()
        && inner.op() == binary.op()
    {
        found.push(inner.right());
        left = inner.left();
    }
    found.push(left);
    found.reverse();
    found
}

pub fn key(sort: &PhysicalSortExpr) -> Key<&Part> {
    Key {
        value: &sort.expr,
        descending: sort.options.descending,
        nulls_first: sort.options.nulls_first,
    }
}

/// An aggregate with its filter.
pub fn aggregate(call: &AggregateFunctionExpr, filter: Option<&Part>) -> String {
    let arguments = call.expressions();
    let mut line = Line::default();
    Call {
        distinct: call.is_distinct(),
        order_by: call.order_bys().iter().map(key).collect(),
        ignore_nulls: call.ignore_nulls().then_some(true),
        filter,
        ..Call::new(call.fun().name(), arguments.iter().collect())
    }
    .write(&mut line);
    line.finish()
}
