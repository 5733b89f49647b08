//! The query of a view over the stored rows.

use super::filter::{column, condition, contains};
use super::request::ViewRequest;
use super::source::{self, Progress, ROW};
use super::{RowList, RunPlan};
use crate::error::{Error, ErrorCode, Result};
use crate::results::ResultSet;
use crate::session::Session;
use datafusion::arrow::array::AsArray;
use datafusion::arrow::datatypes::UInt32Type;
use datafusion::datasource::provider_as_source;
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, col};
use futures::StreamExt;
use std::collections::BTreeSet;
use std::mem::size_of;
use std::sync::Arc;

/// The numbers of the rows that pass the filters, in order.
///
/// Errors: as [`super::Views::open`].
pub(super) async fn row_numbers(
    run: RunPlan,
    session: &Session,
    set: &Arc<ResultSet>,
    request: &ViewRequest,
    progress: Arc<Progress>,
) -> Result<RowList> {
    if u32::try_from(set.rows()).is_err() {
        return Err(Error::new(
            ErrorCode::InvalidRequest,
            "Only the first 4,294,967,295 rows of a result can be sorted and filtered.",
        ));
    }
    let plan = plan(session, set, request, &progress)?;
    let mut stream = run(session, plan).await?;
    let environment = session.context().runtime_env();
    let consumer = MemoryConsumer::new("sorted and filtered results");
    let memory = consumer.register(&environment.memory_pool);
    let mut rows: Vec<u32> = Vec::new();
    while let Some(batch) = stream.next().await.transpose()? {
        let Some(numbers) = batch.columns().first() else {
            continue;
        };
        let numbers = numbers.as_primitive::<UInt32Type>().values();
        let needed = rows.len() + numbers.len();
        if needed > rows.capacity() {
            let capacity = needed.max(rows.capacity() * 2);
            memory.try_grow((capacity - rows.capacity()) * size_of::<u32>())?;
            rows.reserve_exact(capacity - rows.len());
        }
        rows.extend_from_slice(numbers);
    }
    if request.sort.is_empty() {
        // Partitions come as they are ready.
        rows.sort_unstable();
    }
    rows.shrink_to_fit();
    memory.resize(rows.capacity() * size_of::<u32>());
    Ok(RowList {
        rows,
        _memory: memory,
    })
}

fn plan(
    session: &Session,
    set: &Arc<ResultSet>,
    request: &ViewRequest,
    progress: &Arc<Progress>,
) -> Result<LogicalPlan> {
    let columns = columns_of(set, request)?;
    let partitions = session.context().copied_config().target_partitions();
    let table = source::table(set, &columns, partitions, progress)?;
    let source = provider_as_source(Arc::new(table));
    let mut plan = LogicalPlanBuilder::scan("result", source, None)?;
    for wanted in &request.filter {
        plan = plan.filter(condition(set.schema(), set.columns(), wanted)?)?;
    }
    if let Some(text) = request.find.as_deref().filter(|text| !text.is_empty()) {
        let all = columns.iter().map(|&index| column(index)).collect();
        plan = plan.filter(contains(all, text))?;
    }
    if !request.sort.is_empty() {
        let keys = request
            .sort
            .iter()
            .map(|key| column(key.column).sort(!key.descending, key.nulls_first));
        // Rows that are equal stay in their order.
        plan = plan.sort(keys.chain([col(ROW).sort(true, false)]))?;
    }
    let plan = plan.project([col(ROW)]).and_then(LogicalPlanBuilder::build);
    Ok(plan?)
}

/// The columns that the request needs, in order.
fn columns_of(set: &ResultSet, request: &ViewRequest) -> Result<Vec<usize>> {
    let count = set.schema().fields().len();
    let sorted = request.sort.iter().map(|key| key.column);
    let filtered = request.filter.iter().map(|filter| filter.column);
    let columns: BTreeSet<usize> = sorted.chain(filtered).collect();
    match columns.iter().find(|&&column| column >= count) {
        Some(unknown) => Err(Error::new(
            ErrorCode::InvalidRequest,
            format!("There is no column {unknown}: the result has {count}."),
        )),
        None if request.find.as_deref().is_some_and(|text| !text.is_empty()) => {
            Ok((0..count).collect())
        }
        None => Ok(columns.into_iter().collect()),
    }
}
