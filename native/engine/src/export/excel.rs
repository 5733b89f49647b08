//! Excel workbooks (Office Open XML), written to a temporary file row by row.
//!
//! | value | cell |
//! |---|---|
//! | NULL, empty text | empty |
//! | text | text, also where it looks like a formula or a link |
//! | integer up to 2^53, decimal of up to 15 digits, finite float | number |
//! | date from 1900-03-01 to 9999, timestamp without a zone in whole milliseconds, time of day | date and time |
//! | boolean | boolean |
//! | everything else | text, as in CSV |
//!
//! Excel's limits: <https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3>.

use super::cells::as_text;
use super::excel_cells::{Cell, cells};
use super::options::FormatOptions;
use super::{RowEncoder, Sink, error, far_times, json_values};
use crate::error::{Error, Result, unwritable};
use datafusion::arrow::array::{ArrayRef, RecordBatch};
use datafusion::arrow::datatypes::SchemaRef;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

const MOST_ROWS: u32 = 1_048_576;
const MOST_COLUMNS: usize = 16_384;
/// UTF-16 code units of one cell.
const MOST_TEXT: usize = 32_767;

pub(super) struct ExcelEncoder {
    workbook: Workbook,
    schema: SchemaRef,
    name: String,
    has_header: bool,
    split: bool,
    formats: Formats,
    /// Sheets made so far, and rows of the last.
    sheets: usize,
    row: u32,
    sink: Sink,
}

struct Formats {
    header: Format,
    date: Format,
    timestamp: Format,
    time: Format,
}

impl ExcelEncoder {
    /// Errors: `unsupported_statement` for more columns than a sheet has, `invalid_request` for a
    /// name that a sheet cannot have.
    pub(super) fn new(schema: &SchemaRef, options: &FormatOptions, sink: Sink) -> Result<Self> {
        let columns = schema.fields().len();
        if columns > MOST_COLUMNS {
            return Err(error::unfit(
                format!("An Excel sheet holds up to 16,384 columns; the result has {columns}."),
                "Select fewer columns, or choose another format.",
            ));
        }
        let mut encoder = Self {
            workbook: Workbook::new(),
            schema: SchemaRef::clone(schema),
            name: options.sheet.clone(),
            has_header: options.has_header,
            split: options.split_sheets,
            formats: Formats {
                header: Format::new().set_bold(),
                date: Format::new().set_num_format("yyyy-mm-dd"),
                timestamp: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss.000"),
                time: Format::new().set_num_format("hh:mm:ss.000"),
            },
            sheets: 0,
            row: 0,
            sink,
        };
        encoder.add_sheet()?;
        Ok(encoder)
    }

    fn add_sheet(&mut self) -> Result<()> {
        self.sheets += 1;
        let name = match self.sheets {
            1 => self.name.clone(),
            number => format!("{} {number}", self.name),
        };
        let sheet = self
            .workbook
            .add_worksheet_with_constant_memory()
            .map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        self.row = 0;
        if self.has_header && !self.schema.fields().is_empty() {
            for (column, field) in (0_u16..).zip(self.schema.fields()) {
                sheet
                    .write_string_with_format(0, column, field.name(), &self.formats.header)
                    .map_err(failed)?;
            }
            sheet.set_freeze_panes(1, 0).map_err(failed)?;
            self.row = 1;
        }
        Ok(())
    }

    fn row(&mut self, columns: &[Vec<Cell>], row: usize) -> Result<()> {
        if self.row == MOST_ROWS {
            if !self.split {
                let most = MOST_ROWS - u32::from(self.has_header);
                return Err(error::unfit(
                    format!("An Excel sheet holds up to {most} rows; the result has more."),
                    "Set split_sheets=true to continue on further sheets, add a LIMIT, or choose CSV or Parquet.",
                ));
            }
            self.add_sheet()?;
        }
        let at = self.row;
        let sheet = self
            .workbook
            .worksheet_from_index(self.sheets - 1)
            .map_err(failed)?;
        for ((place, cells), field) in (0_u16..).zip(columns).zip(self.schema.fields()) {
            let Some(cell) = cells.get(row) else { continue };
            put(sheet, (at, place), cell, &self.formats)
                .map_err(|error| in_cell(error, field.name(), at))?;
        }
        self.row += 1;
        Ok(())
    }
}

impl RowEncoder for ExcelEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        if batch.num_columns() == 0 {
            return Ok(());
        }
        let columns = batch.columns().iter().map(column);
        let columns = columns.collect::<Result<Vec<_>>>()?;
        (0..batch.num_rows()).try_for_each(|row| self.row(&columns, row))
    }

    fn finish(&mut self) -> Result<()> {
        let sink = self.sink.clone();
        self.workbook.save_to_writer(sink).map_err(failed)
    }
}

fn column(array: &ArrayRef) -> Result<Vec<Cell>> {
    let array = far_times::as_text(array).map_err(error::arrow)?;
    if array.data_type().is_nested() {
        return Ok(cells(&json_values::as_json_text(&array)?).unwrap_or_default());
    }
    match cells(&array) {
        Some(cells) => Ok(cells),
        None => Ok(cells(&as_text(&array)?).unwrap_or_default()),
    }
}

fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string(row, column, text)?,
        Cell::Number(value) => sheet.write_number(row, column, *value)?,
        Cell::Bool(value) => sheet.write_boolean(row, column, *value)?,
        Cell::Date(days) => sheet.write_number_with_format(row, column, *days, &formats.date)?,
        Cell::Timestamp(days) => {
            sheet.write_number_with_format(row, column, *days, &formats.timestamp)?
        }
        Cell::Time(days) => sheet.write_number_with_format(row, column, *days, &formats.time)?,
    };
    Ok(())
}

fn in_cell(error: XlsxError, column: &str, row: u32) -> Error {
    match error {
        XlsxError::MaxStringLengthExceeded => super::error::unfit(
            format!(
                "An Excel cell holds up to {MOST_TEXT} characters; column {column}, row {} has more.",
                row + 1
            ),
            "Cut the text with left(), or choose another format.",
        ),
        other => failed(other),
    }
}

fn failed(error: XlsxError) -> Error {
    match error {
        XlsxError::IoError(error) => unwritable("The Excel file", &error),
        XlsxError::SheetnameCannotBeBlank(_)
        | XlsxError::SheetnameLengthExceeded(_)
        | XlsxError::SheetnameContainsInvalidCharacter(_)
        | XlsxError::SheetnameStartsOrEndsWithApostrophe(_)
        | XlsxError::SheetnameReused(_) => Error::new(
            crate::ErrorCode::InvalidRequest,
            "An Excel sheet cannot have this name.",
        )
        .with_hint(
            "Use up to 31 characters, without [ ] : * ? / \\ and without an apostrophe at an end.",
        )
        .with_detail(error.to_string()),
        other => Error::new(
            crate::ErrorCode::ExecutionFailed,
            "The Excel file could not be written.",
        )
        .with_detail(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode_bytes, text};
    use super::super::{EncodeOptions, RowFormat};
    use super::*;
    use std::io::{Cursor, Read};

    fn sheet(bytes: Vec<u8>, number: usize) -> String {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let name = format!("xl/worksheets/sheet{number}.xml");
        let mut xml = String::new();
        archive
            .by_name(&name)
            .unwrap()
            .read_to_string(&mut xml)
            .unwrap();
        xml
    }

    #[test]
    fn text_is_never_a_formula_or_a_link() {
        for value in ["=1+1", "+A1", "@SUM(A1)", "http://h.example/", "{=A1}"] {
            let bytes = encode_bytes(RowFormat::Xlsx, &text(value), &EncodeOptions::default());
            let xml = sheet(bytes, 1);
            assert!(xml.contains(&format!("<is><t>{value}</t></is>")), "{xml}");
            assert!(!xml.contains("<f>") && !xml.contains("<hyperlink"), "{xml}");
        }
    }

    #[test]
    fn text_that_is_too_long_is_named() {
        let schema = text("").schema();
        let options = FormatOptions::parse(RowFormat::Xlsx, &Default::default()).unwrap();
        let mut encoder = ExcelEncoder::new(&schema, &options, Sink::default()).unwrap();
        encoder.write(&text(&"x".repeat(MOST_TEXT))).unwrap();
        let error = encoder
            .write(&text(&"x".repeat(MOST_TEXT + 1)))
            .unwrap_err();
        assert_eq!(
            error.message,
            "An Excel cell holds up to 32767 characters; column t, row 3 has more."
        );
    }

    #[test]
    fn a_name_that_a_sheet_cannot_have_is_refused() {
        let options = EncodeOptions {
            options: [("sheet".to_owned(), "a/b".to_owned())].into(),
            ..EncodeOptions::default()
        };
        let options = FormatOptions::parse(RowFormat::Xlsx, &options.options).unwrap();
        let made = ExcelEncoder::new(&text("").schema(), &options, Sink::default());
        assert_eq!(made.err().unwrap().code, crate::ErrorCode::InvalidRequest);
    }
}
