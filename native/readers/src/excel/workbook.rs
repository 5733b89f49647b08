//! The cells of a worksheet, one after the other: a range as a whole would make room for every cell
//! between the first and the last, of which a file may say anything.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Sheets, open_workbook_auto};
use datafusion::execution::memory_pool::MemoryReservation;
use zip::ZipArchive;

use super::columns::{Cells, Value};
use super::{damaged, too_large};
use planarium_error::control;
use planarium_error::file::unreadable;
use planarium_error::{Error, Result};

/// Bytes that are reserved at once.
const STEP: usize = 1024 * 1024;

/// Cells between two looks at whether the work was cancelled.
const CELLS: usize = 10_000;

pub struct Workbook {
    path: PathBuf,
    book: Sheets<BufReader<File>>,
}

impl Workbook {
    /// Reserves what the file unpacks to: its texts are kept as a whole.
    ///
    /// # Errors
    /// `file_damaged`, `file_unreadable`, `memory_exceeded`.
    pub fn open(path: &Path, held: &MemoryReservation) -> Result<Self> {
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        held.try_grow(unpacked(file))
            .map_err(|error| too_large(path, &error.strip_backtrace()))?;
        let book = open_workbook_auto(path).map_err(|error| damaged(path, error.to_string()))?;
        Ok(Self {
            path: path.to_owned(),
            book,
        })
    }

    /// The name of each worksheet, and whether it is visible.
    pub fn sheets(&self) -> Vec<(String, bool)> {
        let all = self.book.sheets_metadata().iter();
        all.filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| {
                let visible = sheet.visible == SheetVisible::Visible;
                (sheet.name.clone(), visible)
            })
            .collect()
    }

    /// # Errors
    /// `file_damaged`, `memory_exceeded`, `cancelled`.
    pub fn cells(&mut self, sheet: &str, held: &MemoryReservation) -> Result<Cells> {
        let path = &self.path;
        let mut taken = Taken {
            path,
            held,
            cells: Cells::default(),
            bytes: 0,
        };
        let broken = |error: String| damaged(path, error);
        match &mut self.book {
            Sheets::Xlsx(book) => {
                let reader = book.worksheet_cells_reader(sheet);
                let mut reader = reader.map_err(|error| broken(error.to_string()))?;
                while let Some(cell) = reader
                    .next_cell()
                    .map_err(|error| broken(error.to_string()))?
                {
                    taken.add(cell.get_position(), cell.get_value())?;
                }
            }
            Sheets::Xlsb(book) => {
                let reader = book.worksheet_cells_reader(sheet);
                let mut reader = reader.map_err(|error| broken(error.to_string()))?;
                while let Some(cell) = reader
                    .next_cell()
                    .map_err(|error| broken(error.to_string()))?
                {
                    taken.add(cell.get_position(), cell.get_value())?;
                }
            }
            // At most 65,536 rows of 256 columns.
            book => {
                let range = book.worksheet_range(sheet);
                let range = range.map_err(|error| broken(error.to_string()))?;
                let (top, left) = range.start().unwrap_or_default();
                for (row, column, value) in range.used_cells() {
                    let at =
                        |first: u32, place: usize| u32::try_from(place).map(|place| first + place);
                    if let (Ok(row), Ok(column)) = (at(top, row), at(left, column)) {
                        taken.add((row, column), &reference(value))?;
                    }
                }
            }
        }
        Ok(taken.cells)
    }
}

/// Cells with the memory that they take.
struct Taken<'a> {
    path: &'a Path,
    held: &'a MemoryReservation,
    cells: Cells,
    /// Of it, what is not reserved yet.
    bytes: usize,
}

impl Taken<'_> {
    fn add(&mut self, at: (u32, u32), value: &DataRef<'_>) -> Result<(), Error> {
        let Some(value) = Value::of(value) else {
            return Ok(());
        };
        self.bytes += value.bytes();
        if self.bytes >= STEP {
            self.held
                .try_grow(self.bytes)
                .map_err(|error| too_large(self.path, &error.strip_backtrace()))?;
            self.bytes = 0;
        }
        self.cells.add(at, value);
        match self.cells.count() % CELLS {
            0 => Ok(control::check()?),
            _ => Ok(()),
        }
    }
}

fn reference(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(bool) => DataRef::Bool(*bool),
        Data::DateTime(time) => DataRef::DateTime(*time),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        _ => DataRef::Empty,
    }
}

/// What the parts of a packed workbook say that they unpack to; 0 for files that are not packed.
fn unpacked(file: File) -> usize {
    let Ok(mut archive) = ZipArchive::new(BufReader::new(file)) else {
        return 0;
    };
    let sizes = (0..archive.len()).map(|part| {
        let size = archive.by_index_raw(part).map_or(0, |part| part.size());
        usize::try_from(size).unwrap_or(usize::MAX)
    });
    sizes.fold(0, usize::saturating_add)
}
