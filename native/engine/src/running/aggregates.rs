//! Aggregates that keep the values of their rows count what they keep.
//!
//! Two things are missing from what DataFusion reserves for `array_agg` and `string_agg`:
//!
//! - A text column that `array_agg` keeps counts without its texts, and a part of a list with all
//!   of it (apache/datafusion #23393).
//! - To spill groups, or to give their rows, they are copied while they are still held, and sorted
//!   into another copy. With few groups that cannot be done in parts (apache/datafusion #13831).
//!
//! Here values are copied out of buffers that hold much else, their texts are counted, and room for
//! the copies counts from the start. What is kept sorted or without duplicates is measured now and
//! then: DataFusion goes through all of it for each batch.

use super::ahead::{Ahead, Room};
use super::compact::{compacted, compacted_array, has_views};
use super::mapped::Mapped;
use crate::wrapped_aggregate::{Wrap, Wrapped};
use datafusion::arrow::array::{Array, ArrayData, ArrayRef, AsArray, BooleanArray, ListArray};
use datafusion::arrow::buffer::{OffsetBuffer, ScalarBuffer};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{Accumulator, EmitTo, GroupsAccumulator};
use datafusion::physical_expr::aggregate::AggregateFunctionExpr;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use std::sync::Arc;

/// How many times what is kept is held while groups are given or spilled.
const COPIES: usize = 2;

/// Whether `plan` is an aggregate by groups that keeps the values of its rows: the rows that it
/// gives are large.
pub(super) fn has_large_rows(plan: &dyn ExecutionPlan) -> bool {
    plan.downcast_ref::<AggregateExec>()
        .is_some_and(|aggregate| {
            let mut functions = aggregate.aggr_expr().iter();
            !aggregate.group_expr().is_true_no_grouping()
                && functions.any(|function| Counting::of(function, None).is_some())
        })
}

/// The operator to run in the place of `aggregate`; `None` where it keeps no values.
pub(super) fn counting(aggregate: &AggregateExec, room: Room) -> Option<Arc<dyn ExecutionPlan>> {
    let input = aggregate.input_schema();
    let is_part = *aggregate.mode() == AggregateMode::Partial;
    let is_grouped = !aggregate.group_expr().is_true_no_grouping();
    let ahead = (is_part && is_grouped).then(|| Ahead::new(room));
    let mut found = false;
    let functions = aggregate.aggr_expr().iter().map(|function| {
        let counting = Counting::of(function, ahead.clone())
            .and_then(|counting| Wrapped::call(function, function.expressions(), &input, counting));
        found |= counting.is_some();
        counting.unwrap_or_else(|| Arc::clone(function))
    });
    let functions: Vec<_> = functions.collect();
    found.then(|| {
        let runs: Arc<dyn ExecutionPlan> = Arc::new(aggregate.with_new_aggr_exprs(functions));
        // Each group comes with buffers of its own.
        match has_views(&runs) {
            true => Mapped::around(runs, compacted),
            false => runs,
        }
    })
}

#[derive(Debug, Clone)]
struct Counting {
    /// For an aggregate of a part of the rows.
    ahead: Option<Ahead>,
    /// Whether arrays are kept as they come.
    keeps_arrays: bool,
    /// Whether to measure takes as long as going through all that is kept.
    slow: bool,
}

impl Counting {
    fn of(function: &AggregateFunctionExpr, ahead: Option<Ahead>) -> Option<Self> {
        let slow = function.is_distinct() || !function.order_bys().is_empty();
        let keeps_arrays = match function.fun().name() {
            "array_agg" => !slow,
            "string_agg" => false,
            _ => return None,
        };
        Some(Self {
            ahead,
            keeps_arrays,
            slow,
        })
    }
}

impl Wrap for Counting {
    fn accumulator(&self, inner: Box<dyn Accumulator>) -> Box<dyn Accumulator> {
        Box::new(One {
            known: (0, inner.size()),
            inner,
            how: self.clone(),
            rows: 0,
            texts: 0,
        })
    }

    fn groups(&self, inner: Box<dyn GroupsAccumulator>) -> Box<dyn GroupsAccumulator> {
        Box::new(Groups {
            inner,
            how: self.clone(),
            groups: 0,
            texts: 0,
        })
    }
}

/// All groups of an operator.
struct Groups {
    inner: Box<dyn GroupsAccumulator>,
    how: Counting,
    groups: usize,
    /// Bytes of the texts that the function inside keeps and does not count.
    texts: usize,
}

impl Groups {
    fn gave(&mut self, given: EmitTo) {
        let left = match given {
            EmitTo::All => 0,
            EmitTo::First(groups) => self.groups.saturating_sub(groups),
        };
        self.texts = part(self.texts, left, self.groups);
        self.groups = left;
    }
}

impl GroupsAccumulator for Groups {
    fn update_batch(
        &mut self,
        values: &[ArrayRef],
        group_indices: &[usize],
        filter: Option<&BooleanArray>,
        groups: usize,
    ) -> Result<()> {
        self.groups = groups;
        if !self.how.keeps_arrays {
            return self
                .inner
                .update_batch(values, group_indices, filter, groups);
        }
        let values = kept(values, &mut self.texts)?;
        self.inner
            .update_batch(&values, group_indices, filter, groups)
    }

    fn merge_batch(
        &mut self,
        states: &[ArrayRef],
        group_indices: &[usize],
        groups: usize,
    ) -> Result<()> {
        self.groups = groups;
        if !self.how.keeps_arrays {
            return self.inner.merge_batch(states, group_indices, groups);
        }
        let states = kept(states, &mut self.texts)?;
        self.inner.merge_batch(&states, group_indices, groups)
    }

    fn evaluate(&mut self, groups: EmitTo) -> Result<ArrayRef> {
        let given = self.inner.evaluate(groups)?;
        self.gave(groups);
        Ok(given)
    }

    fn state(&mut self, groups: EmitTo) -> Result<Vec<ArrayRef>> {
        if let Some(ahead) = &self.how.ahead {
            let rows = match groups {
                EmitTo::All => self.groups,
                EmitTo::First(rows) => rows,
            };
            let bytes = self.inner.size() + self.texts;
            ahead.give(rows, part(bytes, rows, self.groups))?;
        }
        let given = self.inner.state(groups)?;
        self.gave(groups);
        Ok(given)
    }

    fn convert_to_state(
        &self,
        values: &[ArrayRef],
        filter: Option<&BooleanArray>,
    ) -> Result<Vec<ArrayRef>> {
        self.inner.convert_to_state(values, filter)
    }

    fn size(&self) -> usize {
        (self.inner.size() + self.texts).saturating_mul(COPIES)
    }
}

/// The bytes of `some` of `all` groups, which are taken for as large as each other.
fn part(bytes: usize, some: usize, all: usize) -> usize {
    let part = (bytes as u128 * some as u128).checked_div(all as u128);
    part.map_or(0, |part| usize::try_from(part).unwrap_or(bytes))
}

/// One group, or all rows.
#[derive(Debug)]
struct One {
    inner: Box<dyn Accumulator>,
    how: Counting,
    rows: usize,
    /// How many rows there were when they were last measured, and their bytes.
    known: (usize, usize),
    /// As of [`Groups`].
    texts: usize,
}

impl One {
    fn took(&mut self, rows: usize) {
        self.rows += rows;
        let (known, _) = self.known;
        if !self.how.slow || self.rows > known + known / 8 {
            self.known = (self.rows, self.inner.size());
        }
    }

    fn bytes(&self) -> usize {
        let (rows, bytes) = self.known;
        let each = bytes.checked_div(rows).unwrap_or_default();
        bytes + each.saturating_mul(self.rows - rows) + self.texts
    }
}

impl Accumulator for One {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        match self.how.keeps_arrays {
            true => self.inner.update_batch(&kept(values, &mut self.texts)?)?,
            false => self.inner.update_batch(values)?,
        }
        self.took(values.first().map_or(0, |values| values.len()));
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        match self.how.keeps_arrays {
            true => self.inner.merge_batch(&kept(states, &mut self.texts)?)?,
            false => self.inner.merge_batch(states)?,
        }
        let rows = states
            .first()
            .map_or(0, |states| match states.as_list_opt::<i32>() {
                Some(lists) => lists.value_offsets().last().map_or(0, |end| {
                    let start = lists.value_offsets().first().copied().unwrap_or_default();
                    usize::try_from(end - start).unwrap_or_default()
                }),
                None => states.len(),
            });
        self.took(rows);
        Ok(())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        self.inner.evaluate()
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        if let Some(ahead) = &self.how.ahead {
            ahead.give(1, self.bytes())?;
        }
        self.inner.state()
    }

    fn size(&self) -> usize {
        self.bytes().saturating_mul(COPIES)
    }

    fn retract_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.inner.retract_batch(values)
    }

    fn supports_retract_batch(&self) -> bool {
        self.inner.supports_retract_batch()
    }
}

/// `arrays` without what they do not use; `texts` grows by the bytes of their texts.
fn kept(arrays: &[ArrayRef], texts: &mut usize) -> Result<Vec<ArrayRef>> {
    let mut kept = Vec::with_capacity(arrays.len());
    for array in arrays {
        let array = trimmed(array);
        let array = compacted_array(&array)?.unwrap_or(array);
        *texts += bytes_of_texts(&array.to_data());
        kept.push(array);
    }
    Ok(kept)
}

/// A part of a list array without the values of the other rows.
fn trimmed(array: &ArrayRef) -> ArrayRef {
    let Some(lists) = array.as_list_opt::<i32>() else {
        return Arc::clone(array);
    };
    let offsets = lists.value_offsets();
    let (Some(start), Some(end)) = (offsets.first().copied(), offsets.last().copied()) else {
        return Arc::clone(array);
    };
    let values = lists.values();
    let place = |offset: i32| usize::try_from(offset).unwrap_or_default();
    if start == 0 && place(end) == values.len() {
        return Arc::clone(array);
    }
    let DataType::List(field) = lists.data_type() else {
        return Arc::clone(array);
    };
    let offsets: ScalarBuffer<i32> = offsets.iter().map(|offset| offset - start).collect();
    Arc::new(ListArray::new(
        Arc::clone(field),
        OffsetBuffer::new(offsets),
        values.slice(place(start), place(end - start)),
        lists.nulls().cloned(),
    ))
}

/// Those behind views, which are not counted with an array.
fn bytes_of_texts(data: &ArrayData) -> usize {
    let own: usize = match data.data_type() {
        DataType::Utf8View | DataType::BinaryView => {
            let texts = data.buffers().iter().skip(1);
            texts.map(|buffer| buffer.capacity()).sum()
        }
        _ => 0,
    };
    own + data.child_data().iter().map(bytes_of_texts).sum::<usize>()
}
