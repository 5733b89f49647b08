//! Scans whose faults are told as those of the files they read.
//!
//! Readers of damaged data panic in some places, and in others give errors that name no file. Both
//! are caught where the rows leave the scan, so that a panic in an operator above stays what it is.

use crate::error::{Error, ErrorCode};
use crate::listed::listed;
use crate::watched::watched;
use datafusion::arrow::error::ArrowError;
use datafusion::common::tree_node::{Transformed, TreeNode, TreeNodeRecursion};
use datafusion::common::{DataFusionError, Result, Statistics};
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::metrics::MetricsSet;
use datafusion::physical_plan::statistics::StatisticsArgs;
use datafusion::physical_plan::{
    DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions,
};
use std::any::Any;
use std::fmt;
use std::sync::Arc;

/// What a fault of a reader is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Blame {
    /// The files: the plan was made here.
    Files,
    /// Panics and internal errors stay: a plan of foreign making may cause them on good files.
    Plan,
}

/// How many files an error lists.
const LISTED: usize = 3;

/// Guards every scan of files in `plan`, which is about to run. For whoever looks at the plan the
/// scans are what they were. A scan that is guarded stays as it is.
pub(crate) fn guard(plan: Arc<dyn ExecutionPlan>, blame: Blame) -> Result<Arc<dyn ExecutionPlan>> {
    let guarded = plan.transform_up(|plan| {
        // Asked as what it is: by its own words it is the scan inside.
        if (plan.as_ref() as &dyn Any).is::<GuardedScan>() {
            return Ok(Transformed::no(plan));
        }
        let files = match plan.downcast_ref::<DataSourceExec>() {
            Some(scan) => scan
                .data_source()
                .downcast_ref::<FileScanConfig>()
                .map(files),
            None => None,
        };
        Ok(match files {
            Some(files) => Transformed::yes(Arc::new(GuardedScan {
                scan: plan,
                files: files.into(),
                blame,
            }) as Arc<dyn ExecutionPlan>),
            None => Transformed::no(plan),
        })
    });
    Ok(guarded?.data)
}

/// The files of a scan as a person knows them, each once.
fn files(config: &FileScanConfig) -> Vec<String> {
    let store = config.object_store_url.as_str();
    let names = config.file_groups.iter().flat_map(FileGroup::iter);
    let mut names: Vec<String> = names
        .map(|file| match store.strip_prefix("file://") {
            Some(_) => crate::error::absolute(file.object_meta.location.as_ref()),
            None => format!("{store}{}", file.object_meta.location),
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

/// A scan of files as it runs. It answers as the scan inside wherever it is asked what it is.
#[derive(Debug)]
struct GuardedScan {
    scan: Arc<dyn ExecutionPlan>,
    files: Arc<[String]>,
    blame: Blame,
}

impl GuardedScan {
    fn around(&self, scan: Arc<dyn ExecutionPlan>) -> Arc<dyn ExecutionPlan> {
        Arc::new(Self {
            scan,
            files: Arc::clone(&self.files),
            blame: self.blame,
        })
    }
}

impl DisplayAs for GuardedScan {
    fn fmt_as(&self, format: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        self.scan.fmt_as(format, f)
    }
}

impl ExecutionPlan for GuardedScan {
    fn name(&self) -> &str {
        self.scan.name()
    }

    fn downcast_delegate(&self) -> Option<&dyn ExecutionPlan> {
        Some(self.scan.as_ref())
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.scan.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn replace_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
        _options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(
        self: Arc<Self>,
        _children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.scan.apply_expressions(visit)
    }

    fn reset_state(self: Arc<Self>) -> Result<Arc<dyn ExecutionPlan>> {
        let scan = Arc::clone(&self.scan).reset_state()?;
        Ok(self.around(scan))
    }

    fn with_new_state(&self, state: Arc<dyn Any + Send + Sync>) -> Option<Arc<dyn ExecutionPlan>> {
        Some(self.around(self.scan.with_new_state(state)?))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        self.scan.metrics()
    }

    fn statistics_from_inputs(
        &self,
        inputs: &[Arc<Statistics>],
        arguments: &StatisticsArgs,
    ) -> Result<Arc<Statistics>> {
        self.scan.statistics_from_inputs(inputs, arguments)
    }

    fn fetch(&self) -> Option<usize> {
        self.scan.fetch()
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let (files, blame) = (Arc::clone(&self.files), self.blame);
        watched(
            || self.scan.execute(partition, context),
            move |error| told(error, &files, blame),
        )
    }
}

/// The error of a scan with the files it is about.
fn told(error: DataFusionError, files: &[String], blame: Blame) -> DataFusionError {
    let unfit = is_unfit(&error);
    let error = Error::from(error);
    let fault = match error.code {
        ErrorCode::FileDamaged => true,
        ErrorCode::Panic | ErrorCode::Internal => blame == Blame::Files,
        ErrorCode::ExecutionFailed | ErrorCode::FileUnreadable => unfit,
        _ => false,
    };
    match fault {
        true => damaged(files, error).into(),
        false => error.into(),
    }
}

/// Whether arrow or the store refuses what only wrong bytes in a file can ask for: an array of
/// parts that do not fit, a range beyond the file's end.
fn is_unfit(error: &DataFusionError) -> bool {
    use ArrowError as A;
    // What arrow says of messages; of values it says the same in casts.
    let of_messages = |text: &str| {
        ["IPC", "root as", "metadata length"]
            .iter()
            .any(|words| text.contains(words))
    };
    match error.find_root() {
        DataFusionError::ArrowError(inner, _) => match inner.as_ref() {
            A::ParseError(text) => of_messages(text),
            // Not from the system: a decoder gave up.
            A::IoError(_, inner) => inner.raw_os_error().is_none(),
            A::InvalidArgumentError(_)
            | A::SchemaError(_)
            | A::MemoryError(_)
            | A::OffsetOverflowError(_)
            | A::DictionaryKeyOverflowError
            | A::RunEndIndexOverflowError => true,
            _ => false,
        },
        DataFusionError::IoError(inner) => inner.raw_os_error().is_none(),
        DataFusionError::ObjectStore(inner) => {
            matches!(**inner, datafusion::object_store::Error::Generic { .. })
        }
        _ => false,
    }
}

/// `file_damaged` for the files that were being read.
pub(crate) fn damaged(files: &[String], cause: Error) -> Error {
    let hint = "The file may be damaged or not what its name says; open it again from a good copy.";
    let why = match cause.code {
        ErrorCode::FileDamaged => cause.message.strip_prefix("The data cannot be read: "),
        ErrorCode::ExecutionFailed => Some(cause.message.as_str()),
        _ => None,
    };
    let why = why.unwrap_or("The reader failed over its data.");
    let (message, hint) = match files {
        [file] => {
            let hint = cause.hint.as_deref().unwrap_or(hint);
            (format!("{file} cannot be read: {why}"), hint)
        }
        files => (
            format!("One of {} cannot be read: {why}", named(files)),
            "Open the files one by one to find it, and get a good copy of that one.",
        ),
    };
    Error::new(ErrorCode::FileDamaged, message)
        .with_hint(hint)
        .with_detail(cause.detail.unwrap_or(cause.message))
}

fn named(files: &[String]) -> String {
    let list = listed(files, LISTED);
    match files.len() > LISTED {
        true => format!("{list} files"),
        false => list,
    }
}
