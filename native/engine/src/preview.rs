//! The first rows of files as a table would read them, before they are opened.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::catalog::TableProvider;
use datafusion::datasource::provider_as_source;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{LogicalPlanBuilder, UNNAMED_TABLE};
use datafusion::physical_plan::collect;

use crate::catalog::{OpenOptions, Preview, prepare};
use crate::control::Control;
use crate::guarded_scan::Blame;
use crate::planning::Planning;
use crate::running::{fitted, prepare_for_run};
use crate::{Result, Session};

/// Rows and columns that are shown.
const ROWS: usize = 100;
const COLUMNS: usize = 200;

/// Characters of a value.
const LENGTH: usize = 200;

/// What [`crate::catalog::open_file`] would make of `path`, with its first 100 rows of at most 200
/// columns, each value cut behind 200 characters.
///
/// # Errors
/// As [`crate::catalog::open_file`], and those of reading these rows.
pub async fn preview(session: &Session, path: &str, options: OpenOptions) -> Result<Preview> {
    let (mut preview, table) = prepare(session, path, options).await?;
    for batch in first_rows(session, table).await? {
        add_rows(&batch, &mut preview.rows).map_err(DataFusionError::from)?;
    }
    Ok(preview)
}

async fn first_rows(
    session: &Session,
    table: Arc<dyn TableProvider>,
) -> Result<Vec<RecordBatch>, DataFusionError> {
    let columns = table.schema().fields().len().min(COLUMNS);
    let source = provider_as_source(table);
    let plan = LogicalPlanBuilder::scan(UNNAMED_TABLE, source, Some((0..columns).collect()))?
        .limit(0, Some(ROWS))?
        .build()?;
    let planning = Planning::new(session);
    let plan = planning.optimize(plan).await?;
    let plan = planning.physical(&plan).await?;
    let plan = prepare_for_run(session, plan, Blame::Files, &Control::current())?;
    let task = fitted(session.context().task_ctx(), &plan)?;
    collect(plan, task).await
}

fn add_rows(
    batch: &RecordBatch,
    rows: &mut Vec<Vec<Option<String>>>,
) -> Result<(), datafusion::arrow::error::ArrowError> {
    let format = FormatOptions::new().with_display_error(true);
    let columns = batch.columns().iter();
    let columns = columns.map(|column| ArrayFormatter::try_new(column.as_ref(), &format));
    let columns: Vec<ArrayFormatter> = columns.collect::<Result<_, _>>()?;
    for row in 0..batch.num_rows() {
        let cells = columns.iter().zip(batch.columns()).map(|(text, column)| {
            column
                .is_valid(row)
                .then(|| cut(text.value(row).to_string()))
        });
        rows.push(cells.collect());
    }
    Ok(())
}

fn cut(text: String) -> String {
    match text.char_indices().nth(LENGTH) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}
