//! The sum of all rows, or of the rows of a window's frame.

use super::sum::overflow;
use datafusion::arrow::array::{Array, ArrayRef, ArrowNumericType, AsArray, PrimitiveArray};
use datafusion::arrow::compute::sum_checked;
use datafusion::arrow::datatypes::{
    ArrowNativeTypeOp, DataType, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    DecimalType, DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType,
    DurationSecondType, Int64Type, TimeUnit, UInt64Type,
};
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::Accumulator;
use std::fmt::Debug;
use std::sync::Arc;

/// The sum so far. Rows can be subtracted again.
#[derive(Debug)]
pub(super) struct Total<S: Sum> {
    sum: S,
    /// Rows that are not NULL.
    rows: i64,
    data_type: DataType,
}

impl Total<Wide<Int64Type>> {
    /// `None` for types that do not overflow or that DataFusion adds itself.
    pub(super) fn of(data_type: &DataType) -> Option<Box<dyn Accumulator>> {
        use TimeUnit as U;
        fn total<S: Sum>(sum: S, data_type: &DataType) -> Option<Box<dyn Accumulator>> {
            Some(Box::new(Total {
                sum,
                rows: 0,
                data_type: data_type.clone(),
            }))
        }
        match data_type {
            DataType::Int64 => total(Wide::<Int64Type>::default(), data_type),
            DataType::UInt64 => total(Wide::<UInt64Type>::default(), data_type),
            DataType::Decimal32(..) => total(Native::<Decimal32Type>::default(), data_type),
            DataType::Decimal64(..) => total(Native::<Decimal64Type>::default(), data_type),
            DataType::Decimal128(..) => total(Native::<Decimal128Type>::default(), data_type),
            DataType::Decimal256(..) => total(Native::<Decimal256Type>::default(), data_type),
            DataType::Duration(U::Second) => {
                total(Native::<DurationSecondType>::default(), data_type)
            }
            DataType::Duration(U::Millisecond) => {
                total(Native::<DurationMillisecondType>::default(), data_type)
            }
            DataType::Duration(U::Microsecond) => {
                total(Native::<DurationMicrosecondType>::default(), data_type)
            }
            DataType::Duration(U::Nanosecond) => {
                total(Native::<DurationNanosecondType>::default(), data_type)
            }
            _ => None,
        }
    }
}

/// The accumulator of a sum; its methods return `None` on overflow.
pub(super) trait Sum: Debug + Send + Sync + 'static {
    fn add(&mut self, values: &ArrayRef) -> Option<()>;
    fn take_off(&mut self, values: &ArrayRef) -> Option<()>;
    /// One value of `data_type`.
    fn value(&self, data_type: &DataType) -> Option<ArrayRef>;
}

impl<S: Sum> Accumulator for Total<S> {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for values in values.iter().take(1) {
            self.rows += (values.len() - values.null_count()) as i64;
            self.sum
                .add(values)
                .ok_or_else(|| overflow(&self.data_type))?;
        }
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.update_batch(states)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        for values in values.iter().take(1) {
            self.rows -= (values.len() - values.null_count()) as i64;
            self.sum
                .take_off(values)
                .ok_or_else(|| overflow(&self.data_type))?;
        }
        Ok(())
    }

    fn supports_retract_batch(&self) -> bool {
        true
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        if self.rows == 0 {
            return ScalarValue::try_new_null(&self.data_type);
        }
        let value = self.sum.value(&self.data_type);
        let value = value.ok_or_else(|| overflow(&self.data_type))?;
        ScalarValue::try_from_array(&value, 0)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.evaluate()?])
    }

    fn size(&self) -> usize {
        size_of_val(self)
    }
}

/// 64-bit integers are summed in 128 bits: only the final sum has to fit.
#[derive(Debug)]
pub(super) struct Wide<T> {
    sum: i128,
    of: std::marker::PhantomData<fn() -> T>,
}

impl<T> Default for Wide<T> {
    fn default() -> Self {
        Self {
            sum: 0,
            of: std::marker::PhantomData,
        }
    }
}

impl<T> Sum for Wide<T>
where
    T: ArrowNumericType + Debug,
    T::Native: TryFrom<i128> + Into<i128>,
{
    fn add(&mut self, values: &ArrayRef) -> Option<()> {
        self.sum = self.sum.checked_add(wide_sum(values.as_primitive::<T>()))?;
        Some(())
    }

    fn take_off(&mut self, values: &ArrayRef) -> Option<()> {
        self.sum = self.sum.checked_sub(wide_sum(values.as_primitive::<T>()))?;
        Some(())
    }

    fn value(&self, data_type: &DataType) -> Option<ArrayRef> {
        let value = T::Native::try_from(self.sum).ok()?;
        let array = PrimitiveArray::<T>::from_value(value, 1).with_data_type(data_type.clone());
        Some(Arc::new(array))
    }
}

fn wide_sum<T>(values: &PrimitiveArray<T>) -> i128
where
    T: ArrowNumericType,
    T::Native: Into<i128>,
{
    let run = |values: &[T::Native]| values.iter().map(|value| (*value).into()).sum::<i128>();
    let all = values.values();
    match values.nulls().filter(|nulls| nulls.null_count() > 0) {
        None => run(all),
        Some(nulls) => nulls
            .valid_slices()
            .map(|(start, end)| all.get(start..end).map_or(0, run))
            .sum(),
    }
}

/// Other numbers are summed in their own type.
#[derive(Debug)]
pub(super) struct Native<T: ArrowNumericType> {
    sum: T::Native,
}

impl<T: ArrowNumericType> Default for Native<T> {
    fn default() -> Self {
        Self {
            sum: T::Native::ZERO,
        }
    }
}

impl<T: ArrowNumericType + Debug> Sum for Native<T> {
    fn add(&mut self, values: &ArrayRef) -> Option<()> {
        if let Some(sum) = sum_checked(values.as_primitive::<T>()).ok()? {
            self.sum = self.sum.add_checked(sum).ok()?;
        }
        Some(())
    }

    fn take_off(&mut self, values: &ArrayRef) -> Option<()> {
        if let Some(sum) = sum_checked(values.as_primitive::<T>()).ok()? {
            self.sum = self.sum.sub_checked(sum).ok()?;
        }
        Some(())
    }

    fn value(&self, data_type: &DataType) -> Option<ArrayRef> {
        let array = PrimitiveArray::<T>::from_value(self.sum, 1).with_data_type(data_type.clone());
        let array: ArrayRef = Arc::new(array);
        fits(&array).then_some(array)
    }
}

/// Whether decimals have no more digits than their type; other numbers always fit.
pub(super) fn fits(values: &ArrayRef) -> bool {
    fn decimals<T: DecimalType>(values: &ArrayRef, precision: u8) -> bool {
        values
            .as_primitive::<T>()
            .validate_decimal_precision(precision)
            .is_ok()
    }
    match *values.data_type() {
        DataType::Decimal32(precision, _) => decimals::<Decimal32Type>(values, precision),
        DataType::Decimal64(precision, _) => decimals::<Decimal64Type>(values, precision),
        DataType::Decimal128(precision, _) => decimals::<Decimal128Type>(values, precision),
        DataType::Decimal256(precision, _) => decimals::<Decimal256Type>(values, precision),
        _ => true,
    }
}

/// The sum of distinct values: DataFusion collects the values, and they are added here.
#[derive(Debug)]
pub(super) struct DistinctTotal {
    inner: Box<dyn Accumulator>,
    data_type: DataType,
}

impl DistinctTotal {
    pub(super) fn around(inner: Box<dyn Accumulator>, data_type: DataType) -> Box<dyn Accumulator> {
        Box::new(Self { inner, data_type })
    }
}

impl Accumulator for DistinctTotal {
    fn evaluate(&mut self) -> Result<ScalarValue> {
        let Some(mut total) = Total::of(&self.data_type) else {
            return self.inner.evaluate();
        };
        for values in self.inner.state()? {
            match values {
                ScalarValue::List(lists) => total.update_batch(&[Arc::clone(lists.values())])?,
                _ => return self.inner.evaluate(),
            }
        }
        total.evaluate()
    }

    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.inner.update_batch(values)
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.inner.merge_batch(states)
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        self.inner.state()
    }

    fn size(&self) -> usize {
        self.inner.size()
    }
}
