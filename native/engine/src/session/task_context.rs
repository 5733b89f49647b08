//! The context that plans are decoded in.
//!
//! DataFusion makes one by copying the registry of several hundred functions, which takes
//! about as long as decoding a small plan. So the last one is kept for as long as it says what
//! the session says: comparing costs a twentieth of copying.

use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use datafusion::execution::context::{SessionContext, SessionState};
use datafusion::execution::{FunctionRegistry, TaskContext};
use datafusion::logical_expr::ScalarUDF;
use parking_lot::Mutex;

use crate::codec::zoned::without_zone;

#[derive(Default)]
pub(super) struct LastTaskContext(Mutex<Option<Made>>);

/// Made of one state of a session.
struct Made {
    /// As the session says.
    own: Arc<TaskContext>,
    to_decode: Arc<TaskContext>,
}

impl LastTaskContext {
    /// With the settings and functions that `context` has now, without their time zone.
    pub fn of(&self, context: &SessionContext) -> Arc<TaskContext> {
        let state = context.state_ref();
        let state = state.read();
        let mut last = self.0.lock();
        if let Some(last) = last.as_ref().filter(|last| is_current(&last.own, &state)) {
            return Arc::clone(&last.to_decode);
        }
        let own = state.task_ctx();
        let functions = without_zone(&state);
        let to_decode = match functions.is_empty() {
            true => Arc::clone(&own),
            false => Arc::new(with(functions, &state)),
        };
        let made = last.insert(Made { own, to_decode });
        Arc::clone(&made.to_decode)
    }
}

fn with(functions: Vec<Arc<ScalarUDF>>, state: &SessionState) -> TaskContext {
    let mut context = TaskContext::from(state);
    for function in functions {
        // Only a registry that takes none refuses.
        let _ = context.register_udf(function);
    }
    context
}

/// Whoever changes settings that are shared changes a copy of them, so that the same ones are
/// unchanged ones.
fn is_current(last: &TaskContext, state: &SessionState) -> bool {
    Arc::ptr_eq(last.session_config().options(), state.config().options())
        && Arc::ptr_eq(&last.runtime_env(), state.runtime_env())
        && same(last.scalar_functions(), state.scalar_functions())
        && same(last.aggregate_functions(), state.aggregate_functions())
        && same(last.window_functions(), state.window_functions())
        && same(
            last.higher_order_functions(),
            state.higher_order_functions(),
        )
}

/// A copy of a map has the order of the original; one that has another counts as changed.
fn same<F: ?Sized, S: BuildHasher>(
    last: &HashMap<String, Arc<F>, S>,
    now: &HashMap<String, Arc<F>, S>,
) -> bool {
    last.len() == now.len()
        && last
            .iter()
            .zip(now)
            .all(|(last, now)| Arc::ptr_eq(last.1, now.1) && last.0 == now.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::datatypes::DataType;
    use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};

    fn function(name: &str) -> datafusion::logical_expr::ScalarUDF {
        let null = Arc::new(|_: &[ColumnarValue]| {
            Ok(ColumnarValue::Scalar(datafusion::common::ScalarValue::Null))
        });
        create_udf(name, vec![], DataType::Null, Volatility::Immutable, null)
    }

    #[test]
    fn it_is_kept_until_a_function_or_a_setting_changes() {
        let (kept, context) = (LastTaskContext::default(), SessionContext::new());
        let changed = |last: &Arc<TaskContext>, what: &str, change: &dyn Fn()| {
            assert!(Arc::ptr_eq(last, &kept.of(&context)), "before {what}");
            change();
            let now = kept.of(&context);
            assert!(!Arc::ptr_eq(last, &now), "after {what}");
            now
        };
        let last = kept.of(&context);
        let last = changed(&last, "a new function", &|| {
            context.register_udf(function("f"));
        });
        let last = changed(&last, "another one of that name", &|| {
            context.register_udf(function("f"));
        });
        assert!(last.scalar_functions().contains_key("f"));
        let last = changed(&last, "a setting", &|| {
            let state = context.state_ref();
            let mut state = state.write();
            let options = state.config_mut().options_mut();
            options.set("datafusion.execution.batch_size", "7").unwrap();
        });
        assert_eq!(last.session_config().batch_size(), 7);
        let last = changed(&last, "a function less", &|| {
            context.deregister_udf("f");
        });
        assert!(!last.scalar_functions().contains_key("f"));
    }
}
