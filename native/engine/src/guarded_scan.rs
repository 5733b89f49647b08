//! Scans whose errors name the files they read.
//!
//! Readers of damaged data panic in some places, and in others give errors that name no file. Both
//! are caught where the rows leave the scan, so that a panic in an operator above stays what it is.
//! A scan also ends in an error when its files are not the same at its end as at its start.

use crate::error::reader::CANNOT_BE_READ;
use crate::error::{self, Error, ErrorCode};
use crate::file_watch::FileWatch;
use crate::stand_in::{Change, Role, StandIn};
use crate::watched::watched;
use datafusion::arrow::error::ArrowError;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfig, FileSource, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::expressions::{Column, Literal};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use futures::{StreamExt, stream};
use planarium_error::listed;
use std::path::PathBuf;
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
        if StandIn::<GuardedScan>::is(plan.as_ref()) {
            return Ok(Transformed::no(plan));
        }
        let config = plan
            .downcast_ref::<DataSourceExec>()
            .and_then(|scan| scan.data_source().downcast_ref::<FileScanConfig>());
        let Some(config) = config else {
            return Ok(Transformed::no(plan));
        };
        let files = files(config);
        let local = config.object_store_url.as_str().starts_with("file://");
        let watched = files.iter().filter(|_| local).map(PathBuf::from).collect();
        let is_text = ["csv", "json"].contains(&config.file_source().file_type());
        let blame = match computes(config) {
            false => blame,
            true => Blame::Plan,
        };
        let guard = GuardedScan {
            files: files.into(),
            watch: FileWatch::new(watched, is_text),
            blame,
        };
        Ok(Transformed::yes(StandIn::put(plan, guard)))
    });
    Ok(guarded?.data)
}

/// Whether the scan computes something of its own: a fault may then be that of an expression.
fn computes(config: &FileScanConfig) -> bool {
    let computed = |expr: &Arc<dyn PhysicalExpr>| !expr.is::<Column>() && !expr.is::<Literal>();
    let projected = config.file_source().projection();
    let filters = config
        .file_source()
        .downcast_ref::<ParquetSource>()
        .is_some_and(|parquet| {
            parquet.table_parquet_options().global.pushdown_filters && parquet.filter().is_some()
        });
    filters || projected.is_some_and(|all| all.iter().any(|one| computed(&one.expr)))
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

/// A scan of files as it runs.
struct GuardedScan {
    files: Arc<[String]>,
    watch: Arc<FileWatch>,
    blame: Blame,
}

impl Role for GuardedScan {
    fn execute(
        &self,
        scan: &dyn ExecutionPlan,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let (files, blame) = (Arc::clone(&self.files), self.blame);
        let running = self.watch.start();
        let watch = Arc::clone(&self.watch);
        let rows = watched(
            || scan.execute(partition, context),
            move |error| told(error, &files, &watch, blame),
        )?;
        let schema = rows.schema();
        let last = stream::once(async move { running.end() });
        let rows = rows.chain(last.filter_map(|changed| async move { Some(Err(changed?.into())) }));
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, rows)))
    }

    fn again(&self, _change: Change) -> Result<Self> {
        Ok(Self {
            files: Arc::clone(&self.files),
            watch: self.watch.again(),
            blame: self.blame,
        })
    }
}

/// The error of a scan with the files it is about.
fn told(
    error: DataFusionError,
    files: &[String],
    watch: &FileWatch,
    blame: Blame,
) -> DataFusionError {
    let unfit = is_unfit(&error);
    let refused = error::system_error(&error).map(|reason| unreadable(files, reason));
    let error = Error::from(error);
    if matches!(
        error.code,
        ErrorCode::Cancelled
            | ErrorCode::MemoryExceeded
            | ErrorCode::FileChanged
            | ErrorCode::WriteFailed
    ) {
        return error.into();
    }
    if let Some(changed) = watch.changed() {
        return changed.into();
    }
    if let Some(refused) = refused
        && !matches!(error.code, ErrorCode::FileMissing)
    {
        return refused.into();
    }
    let fault = match error.code {
        ErrorCode::FileDamaged | ErrorCode::FileMismatch | ErrorCode::FileUnsupported => true,
        ErrorCode::Panic | ErrorCode::Internal => blame == Blame::Files,
        ErrorCode::ExecutionFailed | ErrorCode::FileUnreadable => unfit && blame == Blame::Files,
        _ => false,
    };
    match fault {
        true => with_files(files, error).into(),
        false => error.into(),
    }
}

fn unreadable(files: &[String], reason: &std::io::Error) -> Error {
    match files {
        [file] => error::unreadable(file, reason),
        files => error::unreadable(&format!("One of {}", named(files)), reason),
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

/// `cause` as an error of the files that were being read; `file_damaged` where it is none of files.
pub(crate) fn with_files(files: &[String], cause: Error) -> Error {
    if names_file(&cause) {
        return cause;
    }
    let code = match cause.code {
        ErrorCode::FileMismatch | ErrorCode::FileUnsupported => cause.code,
        // What a reader has no code for at all.
        ErrorCode::Panic if is_unimplemented(&cause) => ErrorCode::FileUnsupported,
        _ => ErrorCode::FileDamaged,
    };
    let why = match cause.code {
        ErrorCode::ExecutionFailed | ErrorCode::FileDamaged => Some(
            cause
                .message
                .strip_prefix(CANNOT_BE_READ)
                .unwrap_or(&cause.message),
        ),
        _ => cause.message.strip_prefix(CANNOT_BE_READ),
    };
    let why = why.unwrap_or(match code {
        ErrorCode::FileUnsupported => "It holds what this version does not read.",
        _ => "The reader failed over its data.",
    });
    let general = match code {
        ErrorCode::FileUnsupported => "Write the file again with other types.",
        _ => {
            "The file may be truncated or have the wrong extension; open it again from a good copy."
        }
    };
    let hint = match (&cause.hint, cause.code) {
        (
            Some(hint),
            ErrorCode::FileDamaged | ErrorCode::FileMismatch | ErrorCode::FileUnsupported,
        ) => hint.as_str(),
        _ => general,
    };
    let (message, hint) = match files {
        [file] => (format!("{file} cannot be read: {why}"), hint.to_owned()),
        files => (
            format!("One of {} cannot be read: {why}", named(files)),
            format!("Open the files one by one to find it. {hint}"),
        ),
    };
    let error = Error::new(code, message)
        .with_hint(hint)
        .with_reopen_of(files, cause.reopen);
    let told = cause.message.strip_prefix(CANNOT_BE_READ);
    match cause.detail {
        Some(detail) => error.with_detail(detail),
        // It says no more than the message.
        None if told.is_some_and(|told| error.message.ends_with(told)) => error,
        None => error.with_detail(cause.message),
    }
}

/// Whether `error` is one of a file, and names it already.
fn names_file(error: &Error) -> bool {
    let of_file = matches!(
        error.code,
        ErrorCode::FileDamaged | ErrorCode::FileMismatch | ErrorCode::FileUnsupported
    );
    of_file && !error.message.starts_with(CANNOT_BE_READ)
}

fn is_unimplemented(panic: &Error) -> bool {
    panic
        .detail
        .as_deref()
        .is_some_and(|text| text.starts_with("not implemented"))
}

fn named(files: &[String]) -> String {
    let list = listed(files, LISTED);
    match files.len() > LISTED {
        true => format!("{list} files"),
        false => list,
    }
}
