//! What the codec carries inside a serialised plan, told from the raw values.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::fields::{items, text};
use planarium_plan_codec::inband::Carried;
use planarium_plan_codec::{memory, zoned};

/// The carried part whose mark a function call is: `None` for other functions, an error for a
/// payload of the same codec that cannot be read here.
pub(super) fn marker(call: &Value) -> Option<Result<Carried, String>> {
    let payload = BASE64_STANDARD.decode(text(call, "funDefinition")).ok()?;
    Carried::owns(&payload)
        .then(|| Carried::read(&payload).map_err(|error| error.strip_backtrace()))
}

/// The mark that makes a filter stand for another operator.
pub(super) fn operator(filter: &Value) -> Option<Carried> {
    let call = filter.pointer("/expr/scalarUdfExpr");
    let carried = marker(call.or_else(|| filter.pointer("/expr/scalarUdf"))?)?.ok()?;
    carried.operator().is_some().then_some(carried)
}

/// SQL's words for the subquery that a call carries, and its plan.
pub(super) fn subquery(call: &Value) -> Option<(String, &Value)> {
    let words = marker(call)?.ok()?.words()?;
    let test = items(call, "args").last()?;
    let plan = test.pointer("/isNotNullExpr/expr/scalarSubqueryExpr/subquery/subquery")?;
    Some((words, plan))
}

/// True for a call that is a mark, readable here or not.
pub(super) fn is_marker(call: &Value) -> bool {
    let payload = BASE64_STANDARD.decode(text(call, "funDefinition"));
    payload.is_ok_and(|payload| Carried::owns(&payload))
}

/// True for a function of DataFusion that brings its time zone, and no code.
pub(super) fn is_zoned(call: &Value) -> bool {
    let payload = BASE64_STANDARD.decode(text(call, "funDefinition"));
    payload.is_ok_and(|payload| matches!(zoned::recognise(&payload), Some(Ok(()))))
}

/// True for a scan whose rows are in its payload and can be read here.
pub(super) fn is_embedded(scan: &Value) -> bool {
    let head = text(scan, "customTableData").get(..memory::HEAD.div_ceil(3) * 4);
    let head = head.and_then(|head| BASE64_STANDARD.decode(head).ok());
    head.is_some_and(|head| matches!(memory::recognise(&head), Some(Ok(()))))
}
