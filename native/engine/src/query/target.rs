//! Where a statement writes, judged before it runs.
//!
//! The local object store makes missing folders and tries again for as long as the file cannot be
//! found after that. In a place that holds folders but takes no files, such as `/proc`, it would
//! never end.

use crate::error::{Error, ErrorCode, Result};
use crate::parquet_types::refuse_unwritable;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::datasource::listing::{ListingTable, ListingTableUrl};
use datafusion::datasource::source_as_provider;
use datafusion::logical_expr::LogicalPlan;
use std::io;
use std::path::{Path, PathBuf};
use url::Url;

/// Tries the places on this machine that `plan` writes to with a file that is gone at once; those
/// of an EXPLAIN stay untouched.
///
/// Errors: `write_failed`, `unsupported_statement` for columns that the format cannot hold.
pub(super) fn check(plan: &LogicalPlan) -> Result<()> {
    if matches!(plan, LogicalPlan::Explain(_)) {
        return Ok(());
    }
    let mut urls = Vec::new();
    plan.apply(|node| {
        if let LogicalPlan::Copy(copy) = node
            && copy.file_type.get_ext() == "parquet"
        {
            refuse_unwritable(copy.input.schema().inner().fields())?;
        }
        urls.extend(targets(node));
        Ok(TreeNodeRecursion::Continue)
    })?;
    urls.iter().filter_map(local).try_for_each(|path| {
        let folder = nearest_folder(&path).map_err(|error| refused(&path, &error))?;
        tempfile::tempfile_in(folder).map_err(|error| refused(&path, &error))?;
        Ok(())
    })
}

fn targets(node: &LogicalPlan) -> Vec<ListingTableUrl> {
    match node {
        // What is no URL is refused by the planner.
        LogicalPlan::Copy(copy) => ListingTableUrl::parse(&copy.output_url)
            .into_iter()
            .collect(),
        LogicalPlan::Dml(dml) => source_as_provider(&dml.target)
            .ok()
            .and_then(|table| Some(table.downcast_ref::<ListingTable>()?.table_paths().clone()))
            .unwrap_or_default(),
        _ => Vec::new(),
    }
}

fn local(url: &ListingTableUrl) -> Option<PathBuf> {
    let url = Url::parse(url.as_str()).ok()?;
    (url.scheme() == "file").then(|| url.to_file_path().ok())?
}

/// The folder itself, or that which is there already on the way to it.
fn nearest_folder(path: &Path) -> io::Result<&Path> {
    if path.is_dir() {
        return Ok(path);
    }
    for folder in path.ancestors().skip(1) {
        match folder.metadata() {
            Ok(found) if found.is_dir() => return Ok(folder),
            Ok(_) => {
                return Err(io::Error::other(format!(
                    "{} is a file, not a folder",
                    folder.display()
                )));
            }
            Err(error) if is_missing(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

fn is_missing(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

fn refused(path: &Path, error: &io::Error) -> Error {
    Error::new(
        ErrorCode::WriteFailed,
        format!(
            "{} cannot be written: its folder takes no files.",
            path.display()
        ),
    )
    .with_hint("Choose another place, or make the folder writable.")
    .with_detail(error.to_string())
}
