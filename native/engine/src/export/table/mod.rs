//! Rows in a box, for reading.
//!
//! With a row limit the encoder keeps the first and the last rows only. Without one it settles the
//! widths on the first rows and then draws as rows arrive: a later, wider cell is never cut for that,
//! its line is longer. Memory stays bounded both ways.

mod draw;
mod layout;
mod width;

use super::cells::Cells;
use super::{EncodeOptions, RowEncoder, Sink, escape};
use crate::error::Result;
use crate::field::Field;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;
use layout::{Column, Layout};
use std::collections::VecDeque;

/// Rows, and bytes of their text, that widths are settled on.
const SAMPLE_ROWS: usize = 10_000;
const SAMPLE_BYTES: usize = 8 << 20;

type Row = Vec<String>;

pub(super) struct TableEncoder {
    columns: Vec<Column>,
    width: Option<usize>,
    max_rows: usize,
    /// Rows that wait to be drawn: those from the start, or the sample.
    first: Vec<Row>,
    first_bytes: usize,
    /// The latest batches, which hold at least the rows to draw from the end.
    last: VecDeque<RecordBatch>,
    last_rows: usize,
    /// Rows taken so far.
    rows: usize,
    /// Set once drawing began.
    layout: Option<Layout>,
    sink: Sink,
}

impl TableEncoder {
    pub(super) fn new(schema: &SchemaRef, options: &EncodeOptions, sink: Sink) -> Self {
        let columns = Field::list(schema)
            .into_iter()
            .map(|field| Column {
                name: escape::line(&field.name).into_owned(),
                short_type: field.short_type,
                number: super::markdown::is_number(field.kind),
            })
            .collect();
        Self {
            columns,
            width: options.width,
            max_rows: options.max_rows,
            first: Vec::new(),
            first_bytes: 0,
            last: VecDeque::new(),
            last_rows: 0,
            rows: 0,
            layout: None,
            sink,
        }
    }

    fn keep_ends(&mut self, batch: &RecordBatch) -> Result<()> {
        let from_start = self.max_rows.div_ceil(2);
        let from_end = self.max_rows - from_start;
        let taken = batch.num_rows().min(from_start - self.first.len());
        let mut cells = Cells::new(batch)?;
        self.first.extend((0..taken).map(|row| cells.row(row)));
        if taken < batch.num_rows() && from_end > 0 {
            self.last
                .push_back(batch.slice(taken, batch.num_rows() - taken));
            self.last_rows += batch.num_rows() - taken;
        }
        while let Some(oldest) = self.last.front() {
            if self.last_rows - oldest.num_rows() < from_end {
                break;
            }
            self.last_rows -= oldest.num_rows();
            self.last.pop_front();
        }
        Ok(())
    }

    fn stream(&mut self, batch: &RecordBatch) -> Result<()> {
        let mut cells = Cells::new(batch)?;
        for row in 0..batch.num_rows() {
            let row = cells.row(row);
            match &self.layout {
                Some(layout) => self.sink.text(&draw::row(layout, &self.columns, &row)),
                None => {
                    self.first_bytes += row.iter().map(String::len).sum::<usize>();
                    self.first.push(row);
                    if self.first.len() == SAMPLE_ROWS || self.first_bytes > SAMPLE_BYTES {
                        self.begin(Vec::new());
                    }
                }
            }
        }
        Ok(())
    }

    /// Settles the widths and draws the head and the rows at hand; `last` are those of the end.
    fn begin(&mut self, last: Vec<Row>) {
        let first = std::mem::take(&mut self.first);
        let layout = Layout::of(&self.columns, first.iter().chain(&last), self.width);
        let left_out = self.max_rows > 0 && self.rows > first.len() + last.len();
        self.sink.text(&draw::head(&layout, &self.columns));
        for row in &first {
            self.sink.text(&draw::row(&layout, &self.columns, row));
        }
        if left_out {
            self.sink.text(&draw::gap(&layout));
        }
        for row in &last {
            self.sink.text(&draw::row(&layout, &self.columns, row));
        }
        self.layout = Some(layout);
    }

    /// The rows to draw from the end.
    fn ending(&self) -> Result<Vec<Row>> {
        let wanted = self.max_rows / 2;
        let mut skip = self.last_rows.saturating_sub(wanted);
        let mut rows = Vec::new();
        for batch in &self.last {
            let mut cells = Cells::new(batch)?;
            rows.extend((skip.min(batch.num_rows())..batch.num_rows()).map(|row| cells.row(row)));
            skip = skip.saturating_sub(batch.num_rows());
        }
        Ok(rows)
    }
}

impl RowEncoder for TableEncoder {
    fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        if self.columns.is_empty() {
            return Ok(());
        }
        self.rows += batch.num_rows();
        if self.max_rows > 0 {
            self.keep_ends(batch)
        } else {
            self.stream(batch)
        }
    }

    fn finish(&mut self) -> Result<()> {
        if self.columns.is_empty() {
            return Ok(());
        }
        if self.layout.is_none() {
            let ending = self.ending()?;
            self.begin(ending);
        }
        if let Some(layout) = &self.layout {
            let shown = if self.max_rows > 0 {
                self.rows.min(self.max_rows)
            } else {
                self.rows
            };
            self.sink
                .text(&draw::foot(layout, self.rows, shown, self.columns.len()));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
