//! Writes file sets as explicit file URLs. DataFusion's format keeps the paths of a
//! table but drops its glob, and would reopen the whole folder; a folder would show
//! files that came later. Single files are left as they are, byte for byte.

use std::collections::HashMap;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::tree_node::Transformed;
use datafusion::datasource::listing::{ListingTable, ListingTableConfig, ListingTableUrl};
use datafusion::datasource::{provider_as_source, source_as_provider};
use datafusion::logical_expr::LogicalPlan;
use futures::TryStreamExt;

use super::{collect, urls};
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_codec::PlanSession;

/// Tables by name, each over the files that its folder or glob holds now.
pub(super) type Expanded = HashMap<String, Arc<dyn TableProvider>>;

/// Lists the files of every folder and glob that `plan` reads.
///
/// # Errors
/// `plan_not_serializable` for a glob over a table with partition columns, whose
/// values come from the folder's name.
pub(super) async fn expand(session: &impl PlanSession, plan: &LogicalPlan) -> Result<Expanded> {
    let mut expanded = Expanded::new();
    for scanned in collect::tables(plan) {
        let Some(table) = scanned.listing() else {
            continue;
        };
        if !table
            .table_paths()
            .iter()
            .any(|url| url.is_collection() || url.get_glob().is_some())
        {
            continue;
        }
        if !table.options().table_partition_cols.is_empty() {
            if table
                .table_paths()
                .iter()
                .all(|url| url.get_glob().is_none())
            {
                continue;
            }
            return Err(Error::new(
                ErrorCode::PlanNotSerializable,
                format!(
                    "The table {} has partition columns and a file pattern, which no plan keeps.",
                    scanned.name
                ),
            )
            .with_hint("Open the folder itself instead of a pattern."));
        }
        let urls = files(session, table).await?;
        let config = ListingTableConfig::new_with_multi_paths(urls)
            .with_listing_options(table.options().clone())
            .with_schema(table.schema());
        let constraints = table.constraints().cloned().unwrap_or_default();
        let listed = ListingTable::try_new(config)?.with_constraints(constraints);
        expanded.insert(scanned.name, Arc::new(listed));
    }
    Ok(expanded)
}

/// Whether folders are read with the folders in them, which is a setting of the session and not of
/// the table: bytes alone do not say so.
pub fn reads_deep(session: &impl PlanSession) -> bool {
    let state = session.context().state_ref();
    let options = &state.read();
    let options = &options.config_options().execution;
    !options.listing_table_ignore_subdirectory
}

/// `plan` with the files of folders in the place of folders that are read deep. Call it outside of
/// asynchronous code.
///
/// # Errors
/// As [`expand`], and as [`refuse_deep`].
pub fn with_deep_files(session: &impl PlanSession, plan: &LogicalPlan) -> Result<LogicalPlan> {
    let _runtime = session.runtime().enter();
    futures::executor::block_on(async {
        let expanded = expand(session, plan).await?;
        let plan = apply(plan.clone(), &expanded)?;
        refuse_deep(session, &plan).await?;
        Ok(plan)
    })
}

/// Refuses a folder that stays a folder, for its partition columns, and has files in other folders
/// than those of partitions.
///
/// # Errors
/// `plan_not_serializable`, naming the table.
pub(super) async fn refuse_deep(session: &impl PlanSession, plan: &LogicalPlan) -> Result<()> {
    if !reads_deep(session) {
        return Ok(());
    }
    for scanned in collect::tables(plan) {
        let Some(table) = scanned.listing() else {
            continue;
        };
        let paths = table.table_paths();
        if !paths.iter().any(ListingTableUrl::is_collection) {
            continue;
        }
        let is_read_flat = |file: &ListingTableUrl| {
            let mut paths = paths.iter();
            paths.any(|path| path.contains(file.prefix(), true))
        };
        if !files(session, table).await?.iter().all(is_read_flat) {
            return Err(Error::new(
                ErrorCode::PlanNotSerializable,
                format!(
                    "The table {} is a folder that is read with its subfolders, which bytes do not say.",
                    scanned.name
                ),
            )
            .with_hint("Save a plan file, which keeps the setting datafusion.execution.listing_table_ignore_subdirectory."));
        }
    }
    Ok(())
}

/// Explicit URLs of a table's files, in order.
async fn files(session: &impl PlanSession, table: &ListingTable) -> Result<Vec<ListingTableUrl>> {
    let state = session.context().state();
    let extension = &table.options().file_extension;
    let mut found = Vec::new();
    for url in table.table_paths() {
        let store = state.runtime_env().object_store(url)?;
        let base = url.object_store();
        let listed: Vec<_> = url
            .list_all_files(&state, store.as_ref(), extension)
            .await?
            .try_collect()
            .await?;
        for meta in listed {
            found.push(urls::of(base.as_str(), meta.location.as_ref()));
        }
    }
    found.sort();
    Ok(found
        .iter()
        .map(ListingTableUrl::parse)
        .collect::<Result<Vec<_>, _>>()?)
}

/// Puts the expanded tables in the place of the folders and globs.
pub(super) fn apply(plan: LogicalPlan, expanded: &Expanded) -> Result<LogicalPlan> {
    if expanded.is_empty() {
        return Ok(plan);
    }
    let rewritten = plan.transform_down_with_subqueries(|node| match node {
        LogicalPlan::TableScan(mut scan) => match expanded.get(&scan.table_name.to_string()) {
            Some(table) if source_as_provider(&scan.source).is_ok() => {
                scan.source = provider_as_source(Arc::clone(table));
                Ok(Transformed::yes(LogicalPlan::TableScan(scan)))
            }
            _ => Ok(Transformed::no(LogicalPlan::TableScan(scan))),
        },
        node => Ok(Transformed::no(node)),
    });
    Ok(rewritten?.data)
}
