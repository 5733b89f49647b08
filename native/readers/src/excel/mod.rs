//! Worksheets of Excel workbooks: `.xlsx`, `.xlsm`, `.xlsb` and `.xls`.
//!
//! Cells hold values of their own types, so that all of them decide about the type of a column, and
//! a worksheet is read as a whole. Formulas are never evaluated: what was saved of them counts.

mod columns;
mod workbook;

use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryPool, MemoryReservation};

use columns::Cells;
use planarium_error::{Error, ErrorCode, Result, catch_panic, listed};
use workbook::Workbook;

/// Names that an error lists.
const LISTED: usize = 20;

/// What is said of a workbook; the rest is found.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Default: the first visible one that holds cells.
    pub sheet: Option<&'a str>,
    /// Whether the first row names the columns. Default: it does where all of its cells are text.
    pub has_header: Option<bool>,
}

/// A worksheet that was read.
pub struct Worksheet {
    pub sheet: String,
    /// The names of all worksheets, in their order.
    pub sheets: Vec<String>,
    pub has_header: bool,
    pub rows: RecordBatch,
    /// The memory of the rows, reserved for as long as this lives.
    pub held: Arc<MemoryReservation>,
}

/// Reads a worksheet of the workbook at `path`.
///
/// # Errors
/// `file_damaged`, `file_unreadable`, `file_empty` for a workbook without cells, `file_mismatch` for a
/// name that stands twice in the header, `invalid_request` for a worksheet that is not there,
/// `memory_exceeded`, `cancelled`.
pub fn read(path: &Path, wanted: Wanted<'_>, pool: &Arc<dyn MemoryPool>) -> Result<Worksheet> {
    // The reader indexes what a file says: one that lies makes it panic.
    let read = catch_panic(|| look(path, wanted, pool));
    read.map_err(|error| match error.code {
        ErrorCode::Panic => damaged(path, error.detail.unwrap_or_default()),
        _ => error,
    })
}

fn look(path: &Path, wanted: Wanted<'_>, pool: &Arc<dyn MemoryPool>) -> Result<Worksheet> {
    let name = path.display().to_string();
    let held = MemoryConsumer::new(format!("rows of {name}")).register(pool);
    let mut workbook = Workbook::open(path, &held)?;
    let sheets = workbook.sheets();
    let (sheet, cells) = match wanted.sheet {
        Some(sheet) if sheets.iter().all(|(other, _)| other != sheet) => {
            let names: Vec<String> = sheets.into_iter().map(|(name, _)| name).collect();
            return Err(Error::new(
                ErrorCode::InvalidRequest,
                format!("{name} has no worksheet {sheet:?}."),
            )
            .with_hint(format!("It has {}.", listed(&names, LISTED))));
        }
        Some(sheet) => (sheet.to_owned(), workbook.cells(sheet, &held)?),
        None => first(&mut workbook, &sheets, &held)?,
    };
    if cells.is_empty() {
        return Err(planarium_error::file::empty(path));
    }
    let has_header = wanted
        .has_header
        .unwrap_or_else(|| cells.begins_with_names());
    let rows = cells.rows(path, has_header)?;
    held.try_resize(rows.get_array_memory_size())
        .map_err(|error| too_large(path, &error.strip_backtrace()))?;
    Ok(Worksheet {
        sheet,
        sheets: sheets.into_iter().map(|(name, _)| name).collect(),
        has_header,
        rows,
        held: Arc::new(held),
    })
}

/// The first visible worksheet that holds cells.
fn first(
    workbook: &mut Workbook,
    sheets: &[(String, bool)],
    held: &MemoryReservation,
) -> Result<(String, Cells)> {
    let mut found = (String::new(), Cells::default());
    for (sheet, _) in sheets.iter().filter(|(_, visible)| *visible) {
        let cells = workbook.cells(sheet, held)?;
        let empty = cells.is_empty();
        found = (sheet.clone(), cells);
        if !empty {
            break;
        }
    }
    Ok(found)
}

fn damaged(path: &Path, detail: String) -> Error {
    Error::new(
        ErrorCode::FileDamaged,
        format!(
            "{} cannot be read: it is no Excel workbook, or damaged.",
            path.display()
        ),
    )
    .with_hint("Open it in Excel, save it again as .xlsx, and open that.")
    .with_detail(detail)
}

fn too_large(path: &Path, detail: &str) -> Error {
    Error::new(
        ErrorCode::MemoryExceeded,
        format!(
            "{} cannot be read within the memory limit: a worksheet is read as a whole.",
            path.display()
        ),
    )
    .with_hint(
        "Save the worksheet as CSV, then open that; or raise the limit: SET datafusion.runtime.memory_limit = '16G'.",
    )
    .with_detail(detail)
}
