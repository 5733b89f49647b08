//! The sums of groups.

use super::sum::overflow;
use super::totals::fits;
use datafusion::arrow::array::{ArrayRef, ArrowNumericType, BooleanArray};
use datafusion::arrow::datatypes::{
    ArrowNativeTypeOp, DataType, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type,
    DurationMicrosecondType, DurationMillisecondType, DurationNanosecondType, DurationSecondType,
    Int64Type, TimeUnit, UInt64Type,
};
use datafusion::common::Result;
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};
use datafusion_functions_aggregate_common::aggregate::groups_accumulator::prim_op::PrimitiveGroupsAccumulator;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// `None` for types that do not overflow or that DataFusion adds itself.
pub(super) fn group_sums(data_type: &DataType) -> Option<Box<dyn GroupsAccumulator>> {
    use TimeUnit as U;
    Some(match data_type {
        DataType::Int64 => sums::<Int64Type>(data_type),
        DataType::UInt64 => sums::<UInt64Type>(data_type),
        DataType::Decimal32(..) => sums::<Decimal32Type>(data_type),
        DataType::Decimal64(..) => sums::<Decimal64Type>(data_type),
        DataType::Decimal128(..) => sums::<Decimal128Type>(data_type),
        DataType::Decimal256(..) => sums::<Decimal256Type>(data_type),
        DataType::Duration(U::Second) => sums::<DurationSecondType>(data_type),
        DataType::Duration(U::Millisecond) => sums::<DurationMillisecondType>(data_type),
        DataType::Duration(U::Microsecond) => sums::<DurationMicrosecondType>(data_type),
        DataType::Duration(U::Nanosecond) => sums::<DurationNanosecondType>(data_type),
        _ => return None,
    })
}

fn sums<T: ArrowNumericType + Send>(data_type: &DataType) -> Box<dyn GroupsAccumulator> {
    let overflowed = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&overflowed);
    let add = move |sum: &mut T::Native, value: T::Native| match sum.add_checked(value) {
        Ok(total) => *sum = total,
        Err(_) => flag.store(true, Ordering::Relaxed),
    };
    Box::new(GroupSums {
        inner: PrimitiveGroupsAccumulator::<T, _>::new(data_type, add),
        overflowed,
        data_type: data_type.clone(),
    })
}

/// DataFusion's accumulator, with additions that report overflow.
#[derive(Debug)]
struct GroupSums<A> {
    inner: A,
    overflowed: Arc<AtomicBool>,
    data_type: DataType,
}

impl<A> GroupSums<A> {
    fn checked(&self) -> Result<()> {
        match self.overflowed.load(Ordering::Relaxed) {
            true => Err(overflow(&self.data_type)),
            false => Ok(()),
        }
    }
}

impl<A: GroupsAccumulator> GroupsAccumulator for GroupSums<A> {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        groups: usize,
    ) -> Result<()> {
        self.inner
            .update_batch(values, group_indices, filter, groups)?;
        self.checked()
    }

    fn merge_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        groups: usize,
    ) -> Result<()> {
        self.inner.merge_batch(values, group_indices, groups)?;
        self.checked()
    }

    fn evaluate(&mut self, emit_to: EmitTo) -> Result<ArrayRef> {
        let sums = self.inner.evaluate(emit_to)?;
        match fits(&sums) {
            true => Ok(sums),
            false => Err(overflow(&self.data_type)),
        }
    }

    fn state(&mut self, emit_to: EmitTo) -> Result<Vec<ArrayRef>> {
        self.inner.state(emit_to)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        self.inner.convert_to_state(values, filter)
    }

    fn size(&self) -> usize {
        self.inner.size()
    }
}
