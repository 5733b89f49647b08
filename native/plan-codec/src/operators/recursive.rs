//! Recursive queries and the work tables in them.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::common::not_impl_err;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use datafusion::physical_plan::recursive_query::RecursiveQueryExec;
use datafusion::physical_plan::union::UnionExec;
use datafusion::physical_plan::work_table::WorkTableExec;

use super::{Carried, StandIn, marked, unfit};

pub(super) fn is_one(node: &Arc<dyn ExecutionPlan>) -> bool {
    node.downcast_ref::<RecursiveQueryExec>().is_some()
}

/// # Errors
/// Where it cannot be said which columns of the work table are read.
pub(super) fn stand_in(node: &Arc<dyn ExecutionPlan>) -> Result<Option<StandIn>> {
    let Some(query) = node.downcast_ref::<RecursiveQueryExec>() else {
        return Ok(None);
    };
    let schema = query.schema();
    let recursive = Arc::clone(query.recursive_term()).transform_down(|node| {
        let table = node.downcast_ref::<WorkTableExec>();
        Ok(match table.filter(|table| table.name() == query.name()) {
            Some(table) => Transformed::yes(marked(work_table(table, &schema)?)?),
            None => Transformed::no(node),
        })
    })?;
    let terms = vec![Arc::clone(query.static_term()), recursive.data];
    let carried = Carried::Recursive {
        name: query.name().to_string(),
        distinct: query.is_distinct(),
    };
    Ok(Some((carried, UnionExec::try_new(terms)?)))
}

/// The empty relation has all columns of the table where all are read, else those that are.
fn work_table(table: &WorkTableExec, rows: &SchemaRef) -> Result<StandIn> {
    let read = WorkTableExec::schema(table);
    let columns = match read.fields().len() == rows.fields().len() {
        true => None,
        false => Some(places(&read, rows, table.name())?),
    };
    let carried = Carried::WorkTable {
        name: table.name().to_string(),
        columns,
    };
    Ok((carried, Arc::new(EmptyExec::new(read))))
}

fn places(read: &Schema, rows: &Schema, table: &str) -> Result<Vec<u32>> {
    let place = |name: &str| {
        let mut named = rows.fields().iter().zip(0_u32..);
        let (_, first) = named.find(|(field, _)| field.name() == name)?;
        named
            .all(|(field, _)| field.name() != name)
            .then_some(first)
    };
    let places: Option<Vec<u32>> = read
        .fields()
        .iter()
        .map(|field| place(field.name()))
        .collect();
    match places {
        Some(places) => Ok(places),
        None => not_impl_err!(
            "DataFusion's format for physical plans has no recursive query, and columns of {table} have the same name: use the optimized plan"
        ),
    }
}

pub(super) fn restored(
    name: &str,
    distinct: bool,
    input: &Arc<dyn ExecutionPlan>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let union = input.downcast_ref::<UnionExec>();
    let Some([fixed, recursive]) = union.map(|union| union.inputs().as_slice()) else {
        return unfit("a recursive query");
    };
    let (fixed, recursive) = (Arc::clone(fixed), Arc::clone(recursive));
    let schema = input.schema();
    Ok(Arc::new(RecursiveQueryExec::try_new(
        name.to_string(),
        schema,
        fixed,
        recursive,
        distinct,
    )?))
}

pub(super) fn restored_table(
    name: &str,
    columns: Option<&[u32]>,
    input: &Arc<dyn ExecutionPlan>,
) -> Result<Arc<dyn ExecutionPlan>> {
    if input.downcast_ref::<EmptyExec>().is_none() {
        return unfit("a work table");
    }
    let read = input.schema();
    let Some(columns) = columns else {
        return Ok(Arc::new(WorkTableExec::new(name.to_string(), read, None)?));
    };
    // The table's other columns are never looked at; `WorkTableExec` wants a schema to pick from.
    let places: Vec<usize> = columns.iter().map(|place| *place as usize).collect();
    let width = places.iter().max().map_or(0, |last| last + 1);
    if places.len() != read.fields().len() || width > MOST_COLUMNS {
        return unfit("a work table");
    }
    let filler = Arc::new(Field::new("", DataType::Null, true));
    let mut fields = vec![filler; width];
    for (place, field) in places.iter().zip(read.fields()) {
        if let Some(slot) = fields.get_mut(*place) {
            *slot = Arc::clone(field);
        }
    }
    let whole = Arc::new(Schema::new_with_metadata(fields, read.metadata().clone()));
    let table = WorkTableExec::new(name.to_string(), whole, Some(places))?;
    match WorkTableExec::schema(&table) == read {
        true => Ok(Arc::new(table)),
        false => unfit("a work table"),
    }
}

/// Columns of a table whose schema is made here.
const MOST_COLUMNS: usize = 1 << 16;
