//! Scans of compressed files, which the format takes for plain ones; scans with columns that the
//! reader makes up, such as the number of a row in its file; and those of tables with a UNIQUE
//! constraint, which the format makes a PRIMARY KEY.

use std::sync::Arc;

use datafusion::common::parsers::CompressionTypeVariant;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Constraint, Constraints, not_impl_err};
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::datasource::physical_plan::{FileScanConfig, FileScanConfigBuilder};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;

use super::{Carried, StandIn, unfit, until};

/// # Errors
/// For such a scan: the format has no place for these columns, and its bytes could not be read.
pub(super) fn refuse(node: &Arc<dyn ExecutionPlan>) -> Result<()> {
    let files = files(node);
    if files.is_none_or(|files| {
        files
            .file_source
            .table_schema()
            .virtual_columns()
            .is_empty()
    }) {
        return Ok(());
    }
    not_impl_err!(
        "DataFusion's format for physical plans has no file_row_index(): use the optimized plan"
    )
}

/// Compressions by their number in a payload.
const COMPRESSIONS: [CompressionTypeVariant; 4] = [
    CompressionTypeVariant::GZIP,
    CompressionTypeVariant::BZIP2,
    CompressionTypeVariant::XZ,
    CompressionTypeVariant::ZSTD,
];

pub(super) fn stand_in(node: &Arc<dyn ExecutionPlan>) -> Option<StandIn> {
    let compression = files(node)?.file_compression_type.get_variant();
    let known = COMPRESSIONS.iter().zip(0_u8..);
    let (_, compression) = { known }.find(|(known, _)| *known == compression)?;
    Some((Carried::Packed { compression }, Arc::clone(node)))
}

pub(super) fn restored(
    compression: u8,
    input: &Arc<dyn ExecutionPlan>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let known = COMPRESSIONS.get(usize::from(compression));
    let (Some(compression), Some(files)) = (known, files(input)) else {
        return unfit("a scan of compressed files");
    };
    let files = FileScanConfigBuilder::from(files.clone())
        .with_file_compression_type(FileCompressionType::from(*compression));
    Ok(DataSourceExec::from_data_source(files.build()))
}

/// `plan` without UNIQUE of the files that it scans: once it is planned, a hint that changes nothing.
///
/// # Errors
/// Those of rebuilding a plan.
pub(crate) fn without_unique(plan: Arc<dyn ExecutionPlan>) -> Result<Arc<dyn ExecutionPlan>> {
    let is_unique = |constraint: &Constraint| matches!(constraint, Constraint::Unique(_));
    let mut needed = false;
    plan.apply(|node| {
        needed = files(node).is_some_and(|files| files.constraints.iter().any(is_unique));
        Ok(until(needed))
    })?;
    if !needed {
        return Ok(plan);
    }
    let without = plan.transform_up(|node| {
        let Some(files) = files(&node).filter(|files| files.constraints.iter().any(is_unique))
        else {
            return Ok(Transformed::no(node));
        };
        let kept = { files.constraints.iter() }.filter(|constraint| !is_unique(constraint));
        let kept = Constraints::new_unverified(kept.cloned().collect());
        let files = FileScanConfigBuilder::from(files.clone()).with_constraints(kept);
        let scan = DataSourceExec::from_data_source(files.build());
        Ok(Transformed::yes(scan as Arc<dyn ExecutionPlan>))
    })?;
    Ok(without.data)
}

fn files(node: &Arc<dyn ExecutionPlan>) -> Option<&FileScanConfig> {
    let scan = node.downcast_ref::<DataSourceExec>()?;
    scan.data_source().downcast_ref::<FileScanConfig>()
}
