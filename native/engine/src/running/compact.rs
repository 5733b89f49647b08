//! Sorted rows let go of the memory of the rows that they came from.
//!
//! Texts and binary values of more than 12 bytes are views into buffers, which sorting does not
//! copy: a batch of sorted rows holds the buffers of every batch that one of its rows came from.
//! DataFusion reserves all of them for each such batch. A merge of few partitions then needs more
//! memory than the limit, most of it counted many times. Here rows are copied into buffers of their
//! own before and after they are sorted, as DataFusion itself does when it spills them
//! (apache/datafusion #25271).

use super::mapped::Mapped;
use crate::stand_in::StandIn;
use datafusion::arrow::array::{
    Array, ArrayDataBuilder, ArrayRef, AsArray, GenericByteViewArray, make_array,
};
use datafusion::arrow::datatypes::{BinaryViewType, ByteViewType, DataType, StringViewType};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::{ChildrenPropertiesMode, ExecutionPlan, ReplaceChildrenOptions};
use std::sync::Arc;

/// With more buffers than this, rows that are taken out of an array cost more than a copy: each
/// array has a list of all of them, and writing it to a file writes all of them.
const MANY_BUFFERS: usize = 64;

/// Buffers that hold less than this beyond what is used, in bytes, are not worth a copy.
const SMALL: usize = 64 << 10;

/// Makes the rows around every sort of all rows in `plan`, which is about to run, compact. For
/// whoever looks at the plan it is what it was.
pub(super) fn compact_sorts(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let compact = plan.transform_up(|plan| {
        let is_compact = StandIn::<Mapped>::is(plan.as_ref());
        let input = plan
            .downcast_ref::<SortExec>()
            .filter(|sort| !is_compact && sort.fetch().is_none() && has_views(sort.input()))
            .map(|sort| Arc::clone(sort.input()));
        let Some(input) = input else {
            return Ok(Transformed::no(plan));
        };
        let options = ReplaceChildrenOptions::new(ChildrenPropertiesMode::Keep);
        let sort = plan.replace_children(vec![Mapped::around(input, compacted)], options)?;
        Ok(Transformed::yes(Mapped::around(sort, compacted)))
    });
    Ok(compact?.data)
}

pub(super) fn has_views(rows: &Arc<dyn ExecutionPlan>) -> bool {
    fn is_view(data_type: &DataType) -> bool {
        match data_type {
            DataType::Utf8View | DataType::BinaryView => true,
            DataType::List(item)
            | DataType::LargeList(item)
            | DataType::ListView(item)
            | DataType::LargeListView(item)
            | DataType::FixedSizeList(item, _)
            | DataType::Map(item, _) => is_view(item.data_type()),
            DataType::Struct(fields) => fields.iter().any(|field| is_view(field.data_type())),
            DataType::Union(fields, _) => {
                fields.iter().any(|(_, field)| is_view(field.data_type()))
            }
            DataType::Dictionary(_, values) => is_view(values),
            DataType::RunEndEncoded(_, values) => is_view(values.data_type()),
            _ => false,
        }
    }
    let schema = rows.schema();
    schema
        .fields()
        .iter()
        .any(|field| is_view(field.data_type()))
}

/// The same rows, in buffers that hold little else.
pub(super) fn compacted(batch: RecordBatch) -> Result<RecordBatch> {
    let mut copied = false;
    let mut columns = Vec::with_capacity(batch.num_columns());
    for column in batch.columns() {
        let compact = compacted_array(column)?;
        copied |= compact.is_some();
        columns.push(compact.unwrap_or_else(|| Arc::clone(column)));
    }
    Ok(match copied {
        true => RecordBatch::try_new(batch.schema(), columns)?,
        false => batch,
    })
}

/// `None` where it is compact.
pub(super) fn compacted_array(array: &ArrayRef) -> Result<Option<ArrayRef>> {
    match array.data_type() {
        DataType::Utf8View => Ok(compacted_views(array.as_byte_view::<StringViewType>())),
        DataType::BinaryView => Ok(compacted_views(array.as_byte_view::<BinaryViewType>())),
        data_type if data_type.is_nested() || matches!(data_type, DataType::Dictionary(..)) => {
            compacted_children(array)
        }
        _ => Ok(None),
    }
}

fn compacted_views<T: ByteViewType>(array: &GenericByteViewArray<T>) -> Option<ArrayRef> {
    let held: usize = array
        .data_buffers()
        .iter()
        .map(|buffer| buffer.capacity())
        .sum();
    if array.data_buffers().len() > MANY_BUFFERS {
        return Some(Arc::new(array.gc()));
    }
    if held <= SMALL {
        return None;
    }
    let used = array.total_buffer_bytes_used();
    (held > SMALL + used + used / 2).then(|| Arc::new(array.gc()) as ArrayRef)
}

fn compacted_children(array: &ArrayRef) -> Result<Option<ArrayRef>> {
    let data = array.to_data();
    let mut copied = false;
    let mut children = Vec::with_capacity(data.child_data().len());
    for child in data.child_data() {
        let compact = compacted_array(&make_array(child.clone()))?;
        copied |= compact.is_some();
        children.push(compact.map_or_else(|| child.clone(), |child| child.to_data()));
    }
    if !copied {
        return Ok(None);
    }
    let rebuilt = ArrayDataBuilder::new(data.data_type().clone())
        .len(data.len())
        .offset(data.offset())
        .nulls(data.nulls().cloned())
        .buffers(data.buffers().to_vec())
        .child_data(children)
        .build()?;
    Ok(Some(make_array(rebuilt)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Session, SessionOptions};
    use datafusion::arrow::array::{ListArray, StringViewArray, UInt32Array};
    use datafusion::arrow::buffer::OffsetBuffer;
    use datafusion::arrow::compute::take_record_batch;
    use datafusion::arrow::datatypes::Field;
    use datafusion::common::utils::memory::get_record_batch_memory_size;
    use datafusion::physical_plan::displayable;
    use datafusion_proto::bytes::physical_plan_to_bytes;

    #[test]
    fn few_rows_of_many_let_go_of_the_others_in_lists_too() {
        let texts = (0..10_000).map(|n| format!("a text of more than twelve bytes {n}"));
        let texts: ArrayRef = Arc::new(StringViewArray::from_iter_values(texts));
        let item = Arc::new(Field::new_list_field(DataType::Utf8View, true));
        let offsets = OffsetBuffer::from_repeated_length(1, texts.len());
        let lists = ListArray::new(item, offsets, Arc::clone(&texts), None);
        let columns: [(&str, ArrayRef); 2] = [("text", texts), ("list", Arc::new(lists))];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let few = take_record_batch(&batch, &UInt32Array::from(vec![9_000, 5_000, 7])).unwrap();
        let compact = compacted(few.clone()).unwrap();
        assert_eq!(compact, few);
        let (before, after) = [&few, &compact].map(get_record_batch_memory_size).into();
        assert!(after < 2_000 && before > 300_000, "{before} {after}");
        assert!(compacted_array(batch.column(0)).unwrap().is_none());
    }

    #[test]
    fn a_plan_looks_and_travels_as_before() {
        let session = Session::new(SessionOptions::default()).unwrap();
        let context = Arc::clone(session.context());
        let work = session.spawn(async move {
            let sql =
                "SELECT arrow_cast(column1, 'Utf8View') AS a FROM (VALUES ('b'), ('a')) ORDER BY a";
            Ok(context.sql(sql).await?.create_physical_plan().await?)
        });
        let plan = session.runtime().block_on(work).unwrap();
        let compact = compact_sorts(Arc::clone(&plan)).unwrap();
        assert!(StandIn::<Mapped>::is(compact.as_ref()), "{plan:?}");
        let text =
            |plan: &Arc<dyn ExecutionPlan>| displayable(plan.as_ref()).indent(true).to_string();
        assert_eq!(text(&compact), text(&plan));
        let twice = compact_sorts(Arc::clone(&compact)).unwrap();
        let bytes = [plan, compact, twice].map(|plan| physical_plan_to_bytes(plan).unwrap());
        assert_eq!(bytes[0], bytes[1]);
        assert_eq!(bytes[0], bytes[2]);
    }
}
