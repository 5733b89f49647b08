//! PRIMARY KEY and UNIQUE of tables. DataFusion's logical format has no place for them, and the
//! planner relies on them: on which columns a GROUP BY may leave out, and which DISTINCT does
//! nothing. They travel in the metadata of the table's schema, where readers without this codec
//! leave them alone.
//!
//! The value of the key [`KEY`]: constraints between `;`, each `p` (PRIMARY KEY) or `u` (UNIQUE)
//! followed by places of columns between `,`, counted from 0 with partition columns last: `p0,1;u2`.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{Constraint, Constraints, plan_err};
use datafusion::datasource::listing::{ListingTable, ListingTableConfig};
use datafusion::datasource::{MemTable, provider_as_source, source_as_provider};
use datafusion::error::Result;
use datafusion::execution::TaskContext;
use datafusion::logical_expr::{DdlStatement, LogicalPlan, TableScan, TableScanBuilder};
use datafusion_proto::generated::datafusion_common::UniqueConstraint;
use datafusion_proto::generated::datafusion_common::constraint::ConstraintMode;
use datafusion_proto::logical_plan::AsLogicalPlan;
use datafusion_proto::protobuf::LogicalPlanNode;
use datafusion_proto::protobuf::logical_plan_node::LogicalPlanType;
use prost::Message;

use super::constraint_note::{KEY, noted, without_note};
use super::inband::views;
use super::memory;
use super::search::until;

/// The plan to encode: `plan` itself where no table has constraints.
///
/// # Errors
/// Those of DataFusion's constructors.
pub(super) fn carry(plan: Cow<'_, LogicalPlan>) -> Result<Cow<'_, LogicalPlan>> {
    let noted = |scan: &TableScan| -> Result<Option<Arc<dyn TableProvider>>> {
        let Ok(provider) = source_as_provider(&scan.source) else {
            return Ok(None);
        };
        match text(provider.as_ref()) {
            Some(text) => with_note(provider.as_ref(), &text),
            None => Ok(None),
        }
    };
    if !any(&plan, &|scan| Ok(noted(scan)?.is_some()))? {
        return Ok(plan);
    }
    let plan = rewrite(plan.into_owned(), &|mut scan| {
        Ok(match noted(&scan)? {
            Some(table) => {
                scan.source = provider_as_source(table);
                Transformed::yes(LogicalPlan::TableScan(scan))
            }
            None => Transformed::no(LogicalPlan::TableScan(scan)),
        })
    })?;
    Ok(Cow::Owned(plan.data))
}

/// The plan that was given to [`carry`].
///
/// # Errors
/// For a note that does not fit its table.
pub(super) fn restore(plan: LogicalPlan, context: &TaskContext) -> Result<LogicalPlan> {
    let is_noted = |scan: &TableScan| Ok(scan.source.schema().metadata().contains_key(KEY));
    if !any(&plan, &is_noted)? {
        return Ok(plan);
    }
    let plan = rewrite(plan, &|scan| {
        let provider = source_as_provider(&scan.source)?;
        let schema = provider.schema();
        let Some(text) = schema.metadata().get(KEY) else {
            return Ok(Transformed::no(LogicalPlan::TableScan(scan)));
        };
        let found = constraints(text, schema.fields().len())?;
        let table = constrained(provider.as_ref(), found, context)?;
        let scan = TableScanBuilder::new(scan.table_name, provider_as_source(table))
            .with_projection(scan.projection)
            .with_filters(scan.filters)
            .with_fetch(scan.fetch)
            .build()?;
        Ok(Transformed::yes(LogicalPlan::TableScan(scan)))
    })?;
    // What follows from a key is part of the schema of every operator above the scan.
    let plan = plan.data.transform_up_with_subqueries(|node| match node {
        LogicalPlan::TableScan(_) => Ok(Transformed::no(node)),
        node => Ok(Transformed::yes(node.recompute_schema()?)),
    })?;
    Ok(plan.data)
}

/// `bytes` of `plan` with UNIQUE where it says so. DataFusion's writer makes it a PRIMARY KEY, which
/// leaves out NULL.
///
/// # Errors
/// For bytes that are no plan.
pub(super) fn unique(plan: &LogicalPlan, bytes: Vec<u8>) -> Result<Vec<u8>> {
    let LogicalPlan::Ddl(DdlStatement::CreateExternalTable(table)) = plan else {
        return Ok(bytes);
    };
    let is_unique = |constraint: &Constraint| matches!(constraint, Constraint::Unique(_));
    if !table.constraints.iter().any(is_unique) {
        return Ok(bytes);
    }
    let mut node = LogicalPlanNode::try_decode(&bytes)?;
    if let Some(LogicalPlanType::CreateExternalTable(written)) = &mut node.logical_plan_type
        && let Some(written) = &mut written.constraints
    {
        let pairs = written.constraints.iter_mut().zip(table.constraints.iter());
        for (written, _) in pairs.filter(|(_, constraint)| is_unique(constraint)) {
            if let Some(ConstraintMode::PrimaryKey(key)) = written.constraint_mode.take() {
                let indices = key.indices;
                written.constraint_mode =
                    Some(ConstraintMode::Unique(UniqueConstraint { indices }));
            }
        }
    }
    Ok(node.encode_to_vec())
}

fn any(plan: &LogicalPlan, test: &dyn Fn(&TableScan) -> Result<bool>) -> Result<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        if let Some(view) = views::plan_of(node) {
            found = any(view, test)?;
        } else if let LogicalPlan::TableScan(scan) = node {
            found = test(scan)?;
        }
        Ok(until(found))
    })?;
    Ok(found)
}

type Rewrite<'a> = dyn Fn(TableScan) -> Result<Transformed<LogicalPlan>> + 'a;

fn rewrite(plan: LogicalPlan, scan: &Rewrite<'_>) -> Result<Transformed<LogicalPlan>> {
    plan.transform_up_with_subqueries(|node| {
        let node = views::map(node, |view| rewrite(view, scan))?;
        node.transform_data(|node| match node {
            LogicalPlan::TableScan(table) if views::plan_of_scan(&table).is_none() => scan(table),
            node => Ok(Transformed::no(node)),
        })
    })
}

fn text(table: &dyn TableProvider) -> Option<String> {
    let constraints = table.constraints().filter(|found| !found.is_empty())?;
    let parts = constraints.iter().map(|constraint| {
        let (kind, columns) = match constraint {
            Constraint::PrimaryKey(columns) => ('p', columns),
            Constraint::Unique(columns) => ('u', columns),
        };
        let columns: Vec<String> = columns.iter().map(ToString::to_string).collect();
        format!("{kind}{}", columns.join(","))
    });
    Some(parts.collect::<Vec<_>>().join(";"))
}

fn constraints(text: &str, width: usize) -> Result<Constraints> {
    let mut found = Vec::new();
    for part in text.split(';') {
        let mut letters = part.chars();
        let kind = letters.next();
        let columns: Option<Vec<usize>> = { letters.as_str().split(',') }
            .map(|place| place.parse().ok().filter(|place| *place < width))
            .collect();
        found.push(match (kind, columns) {
            (Some('p'), Some(columns)) => Constraint::PrimaryKey(columns),
            (Some('u'), Some(columns)) => Constraint::Unique(columns),
            _ => return plan_err!("The constraints of a table do not fit it: {part}"),
        });
    }
    Ok(Constraints::new_unverified(found))
}

/// The table with a note in its schema, to be written.
fn with_note(table: &dyn TableProvider, text: &str) -> Result<Option<Arc<dyn TableProvider>>> {
    let noted = |schema: &Schema| noted(schema, text);
    if let Some(files) = table.downcast_ref::<ListingTable>() {
        let schema = noted(&of_files(files));
        return Ok(Some(Arc::new(ListingTable::try_new(config(
            files, schema,
        ))?)));
    }
    Ok(memory::with_schema(table, noted))
}

/// The table without the note, and with what it says.
fn constrained(
    table: &dyn TableProvider,
    constraints: Constraints,
    context: &TaskContext,
) -> Result<Arc<dyn TableProvider>> {
    if let Some(files) = table.downcast_ref::<ListingTable>() {
        let schema = without_note(&of_files(files));
        let cache = &context.runtime_env().cache_manager;
        let table = ListingTable::try_new(config(files, schema))?
            .with_constraints(constraints)
            .with_cache(cache.get_file_statistic_cache());
        return Ok(Arc::new(table));
    }
    let Some(rows) = table.downcast_ref::<MemTable>() else {
        return plan_err!("The constraints of a table do not fit it");
    };
    let schema = without_note(&rows.schema());
    let mut kept = MemTable::try_new(schema, vec![Vec::new()])?.with_constraints(constraints);
    kept.batches = rows.batches.clone();
    Ok(Arc::new(kept))
}

/// The schema without partition columns, which are the last.
fn of_files(table: &ListingTable) -> Schema {
    let schema = table.schema();
    let held = schema.fields().len() - table.options().table_partition_cols.len();
    let fields: Vec<_> = schema.fields().iter().take(held).cloned().collect();
    Schema::new_with_metadata(fields, schema.metadata().clone())
}

fn config(table: &ListingTable, schema: SchemaRef) -> ListingTableConfig {
    ListingTableConfig::new_with_multi_paths(table.table_paths().clone())
        .with_listing_options(table.options().clone())
        .with_schema(schema)
}
