//! A wrapped function.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef};
use datafusion::arrow::compute::concat;
use datafusion::arrow::datatypes::{DataType, FieldRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::{DataFusionError, ExprSchema, Result, ScalarValue, human_readable_size};
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool};
use datafusion::logical_expr::expr::ScalarFunction;
use datafusion::logical_expr::interval_arithmetic::Interval;
use datafusion::logical_expr::preimage::PreimageResult;
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::sort_properties::{ExprProperties, SortProperties};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, Expr, ExpressionPlacement, ReturnFieldArgs, ScalarFunctionArgs,
    ScalarUDF, ScalarUDFImpl, Signature, StructFieldMapping,
};

use super::budget;
use super::growth::{self, Growth};
use crate::hidden_values::{may_hide, shown};
use planarium_error::{Error, ErrorCode, panic_text};

/// Calls with a smaller output need no reservation.
const SMALL: usize = 1 << 20;

/// Identical to the inner function except for its calls.
pub(super) struct Checked {
    inner: ScalarUDF,
    pool: Arc<dyn MemoryPool>,
}

impl Checked {
    pub(super) fn around(inner: ScalarUDF, pool: &Arc<dyn MemoryPool>) -> ScalarUDF {
        ScalarUDF::new_from_impl(Self {
            inner,
            pool: Arc::clone(pool),
        })
    }

    fn function(&self) -> &dyn ScalarUDFImpl {
        self.inner.inner().as_ref()
    }

    /// Calls the function, whose result is `growth`, within `budget`.
    fn call(
        &self,
        args: ScalarFunctionArgs,
        growth: Option<Growth>,
        budget: usize,
    ) -> Result<ColumnarValue> {
        match growth {
            Some(Growth::Exactly(bytes)) if bytes > budget => {
                Err(self.too_much(args.number_rows, Some(bytes), budget))
            }
            Some(Growth::AtMost(bytes)) if bytes > budget => self.in_slices(args, bytes, budget),
            Some(Growth::Exactly(bytes) | Growth::AtMost(bytes)) if bytes > SMALL => {
                let reservation =
                    MemoryConsumer::new(format!("function {}", self.name())).register(&self.pool);
                reservation.try_grow(bytes)?;
                self.invoke(args)
            }
            _ => self.invoke(args),
        }
    }

    /// A few rows at a time, until all of them together are more than `budget`.
    fn in_slices(
        &self,
        args: ScalarFunctionArgs,
        bytes: usize,
        budget: usize,
    ) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let step = (rows as u128 * budget as u128 / bytes as u128).max(1) as usize;
        if rows <= 1 {
            return Err(self.too_much(rows, None, budget));
        }
        let mut parts: Vec<ArrayRef> = Vec::new();
        let mut made = 0;
        for start in (0..rows).step_by(step) {
            let count = step.min(rows - start);
            let part = ScalarFunctionArgs {
                args: args
                    .args
                    .iter()
                    .map(|arg| slice(arg, start, count))
                    .collect(),
                arg_fields: args.arg_fields.clone(),
                number_rows: count,
                return_field: Arc::clone(&args.return_field),
                config_options: Arc::clone(&args.config_options),
            };
            if count == 1 && growth::of(self.name(), &part).is_some_and(|one| one.bytes() > budget)
            {
                return Err(self.too_much(rows, None, budget));
            }
            let part = self.invoke(part)?.into_array(count)?;
            made += part.to_data().get_slice_memory_size()?;
            if made > budget {
                return Err(self.too_much(rows, None, budget));
            }
            parts.push(part);
        }
        let parts: Vec<&dyn Array> = parts.iter().map(AsRef::as_ref).collect();
        Ok(ColumnarValue::Array(concat(&parts)?))
    }

    fn invoke(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        match catch_unwind(AssertUnwindSafe(|| self.function().invoke_with_args(args))) {
            Ok(Ok(value)) => without_hidden(value),
            Ok(Err(error)) => Err(self.user_error(error)),
            Err(payload) => Err(self.failed(panic_text(payload.as_ref()))),
        }
    }

    /// DataFusion reports some wrong arguments as internal errors.
    fn user_error(&self, error: DataFusionError) -> DataFusionError {
        match error.find_root() {
            DataFusionError::Internal(text) => self.failed(text.clone()),
            _ => error,
        }
    }

    fn failed(&self, detail: String) -> DataFusionError {
        Error::new(
            ErrorCode::ExecutionFailed,
            format!("{} cannot be computed with these arguments.", self.name()),
        )
        .with_hint("Check the arguments: their types, NULL, negative and very large numbers.")
        .with_detail(detail)
        .into()
    }

    fn too_much(&self, rows: usize, bytes: Option<usize>, budget: usize) -> DataFusionError {
        let amount = match bytes {
            Some(bytes) => human_readable_size(bytes),
            None => format!("more than {}", human_readable_size(budget)),
        };
        let rows = match rows {
            1 => "one row".to_owned(),
            rows => format!("a batch of {rows} rows"),
        };
        Error::new(
            ErrorCode::MemoryExceeded,
            format!(
                "{} would make {amount} for {rows}; one call may make {} at this memory limit.",
                self.name(),
                human_readable_size(budget)
            ),
        )
        .with_hint(
            "Make shorter values, lower datafusion.execution.batch_size or \
             datafusion.execution.target_partitions, or raise datafusion.runtime.memory_limit.",
        )
        .into()
    }
}

/// A function may make a struct NULL without its fields.
fn without_hidden(value: ColumnarValue) -> Result<ColumnarValue> {
    Ok(match value {
        ColumnarValue::Array(array) if may_hide(array.data_type()) => {
            ColumnarValue::Array(shown(&array)?)
        }
        value => value,
    })
}

fn slice(arg: &ColumnarValue, start: usize, count: usize) -> ColumnarValue {
    match arg {
        ColumnarValue::Array(array) => ColumnarValue::Array(array.slice(start, count)),
        scalar => scalar.clone(),
    }
}

impl fmt::Debug for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.function().fmt(f)
    }
}

impl PartialEq for Checked {
    fn eq(&self, other: &Self) -> bool {
        self.inner == other.inner
    }
}

impl Eq for Checked {}

impl Hash for Checked {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.inner.hash(state);
    }
}

impl ScalarUDFImpl for Checked {
    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let growth = growth::of(self.name(), &args);
        let budget = budget::of_one_call(self.pool.as_ref(), &args.config_options);
        self.call(args, growth, budget)
    }

    /// The simplified expression stays wrapped if it is still a call of this function.
    fn simplify(&self, args: Vec<Expr>, info: &SimplifyContext) -> Result<ExprSimplifyResult> {
        Ok(match self.function().simplify(args, info)? {
            ExprSimplifyResult::Simplified(Expr::ScalarFunction(call))
                if *call.func == self.inner =>
            {
                let func = Arc::new(Self::around(self.inner.clone(), &self.pool));
                let call = ScalarFunction { func, ..call };
                ExprSimplifyResult::Simplified(Expr::ScalarFunction(call))
            }
            other => other,
        })
    }

    fn with_updated_config(&self, config: &ConfigOptions) -> Option<ScalarUDF> {
        let updated = self.function().with_updated_config(config)?;
        Some(Self::around(updated, &self.pool))
    }

    fn name(&self) -> &str {
        self.function().name()
    }

    fn aliases(&self) -> &[String] {
        self.function().aliases()
    }

    fn schema_name(&self, args: &[Expr]) -> Result<String> {
        self.function().schema_name(args)
    }

    #[expect(deprecated, reason = "every method is passed on")]
    fn display_name(&self, args: &[Expr]) -> Result<String> {
        self.function().display_name(args)
    }

    fn signature(&self) -> &Signature {
        self.function().signature()
    }

    fn return_type(&self, arg_types: &[DataType]) -> Result<DataType> {
        self.function().return_type(arg_types)
    }

    fn return_field_from_args(&self, args: ReturnFieldArgs) -> Result<FieldRef> {
        self.function().return_field_from_args(args)
    }

    #[expect(deprecated, reason = "every method is passed on")]
    fn is_nullable(&self, args: &[Expr], schema: &dyn ExprSchema) -> bool {
        self.function().is_nullable(args, schema)
    }

    fn is_strict(&self) -> bool {
        self.function().is_strict()
    }

    fn preimage(
        &self,
        args: &[Expr],
        literal: &Expr,
        info: &SimplifyContext,
    ) -> Result<PreimageResult> {
        self.function().preimage(args, literal, info)
    }

    fn short_circuits(&self) -> bool {
        self.function().short_circuits()
    }

    fn conditional_arguments<'a>(
        &self,
        args: &'a [Expr],
    ) -> Option<(Vec<&'a Expr>, Vec<&'a Expr>)> {
        self.function().conditional_arguments(args)
    }

    fn evaluate_bounds(&self, inputs: &[&Interval]) -> Result<Interval> {
        self.function().evaluate_bounds(inputs)
    }

    fn propagate_constraints(
        &self,
        interval: &Interval,
        inputs: &[&Interval],
    ) -> Result<Option<Vec<Interval>>> {
        self.function().propagate_constraints(interval, inputs)
    }

    fn output_ordering(&self, inputs: &[ExprProperties]) -> Result<SortProperties> {
        self.function().output_ordering(inputs)
    }

    fn preserves_lex_ordering(&self, inputs: &[ExprProperties]) -> Result<bool> {
        self.function().preserves_lex_ordering(inputs)
    }

    fn strictly_order_preserving(&self, inputs: &[ExprProperties]) -> Result<bool> {
        self.function().strictly_order_preserving(inputs)
    }

    fn coerce_types(&self, arg_types: &[DataType]) -> Result<Vec<DataType>> {
        self.function().coerce_types(arg_types)
    }

    fn struct_field_mapping(&self, literals: &[Option<ScalarValue>]) -> Option<StructFieldMapping> {
        self.function().struct_field_mapping(literals)
    }

    fn documentation(&self) -> Option<&Documentation> {
        self.function().documentation()
    }

    fn placement(&self, args: &[ExpressionPlacement]) -> ExpressionPlacement {
        self.function().placement(args)
    }
}
