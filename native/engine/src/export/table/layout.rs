//! Which columns are drawn, and how wide.

use super::Row;
use super::width::width;
use std::collections::VecDeque;

/// What text columns may shrink to before whole columns are left out.
const NARROWEST_TEXT: usize = 8;
/// Columns of a line that each drawn column takes beside its text, and the line's closing edge.
const FRAME: usize = 3;
const EDGE: usize = 1;
/// The column that stands for those left out.
const GAP: usize = 1 + FRAME;

pub(super) struct Column {
    pub(super) name: String,
    pub(super) short_type: String,
    /// Right-aligned, and its values are never cut.
    pub(super) number: bool,
}

/// A drawn column: its place in the row and its width.
pub(super) struct Placed {
    pub(super) index: usize,
    pub(super) width: usize,
}

pub(super) struct Layout {
    pub(super) columns: Vec<Placed>,
    /// Place among `columns` before which some were left out.
    pub(super) gap: Option<usize>,
    /// Whether cells longer than their column are cut; without a line width they are not.
    pub(super) cut: bool,
}

/// Without a line width, columns are padded at least up to here where a cell is as wide.
const PADDED: usize = 200;
/// Beyond it, up to so many times the mean of the cells: what is written grows with the data.
const PADDED_MEANS: usize = 4;

/// What one column wants and what it can do with.
#[derive(Clone, Copy)]
struct Demand {
    natural: usize,
    least: usize,
    /// As [`Self::natural`], but for cells far wider than the others.
    usual: usize,
}

impl Layout {
    /// Fits `columns` with these rows into `line` columns of text, if that is given.
    pub(super) fn of<'a>(
        columns: &[Column],
        rows: impl Iterator<Item = &'a Row>,
        line: Option<usize>,
    ) -> Self {
        let demands = demands(columns, rows);
        let all: Vec<(usize, Demand)> = demands.into_iter().enumerate().collect();
        let Some(line) = line else {
            let placed = all
                .iter()
                .map(|&(index, demand)| Placed {
                    index,
                    width: demand.usual,
                })
                .collect();
            return Self {
                columns: placed,
                gap: None,
                cut: false,
            };
        };
        let (kept, gap) = keep(all, line);
        let room = line.saturating_sub(if gap.is_some() { GAP } else { 0 });
        Self {
            columns: shrink(&kept, room),
            gap,
            cut: true,
        }
    }
}

fn demands<'a>(columns: &[Column], rows: impl Iterator<Item = &'a Row>) -> Vec<Demand> {
    let (mut widest, mut total, mut count) = (vec![0; columns.len()], vec![0; columns.len()], 0);
    for row in rows {
        count += 1;
        for ((most, total), cell) in widest.iter_mut().zip(&mut total).zip(row) {
            let width = width(cell);
            *most = width.max(*most);
            *total += width;
        }
    }
    columns
        .iter()
        .zip(widest.into_iter().zip(total))
        .map(|(column, (data, total))| {
            let most = PADDED.max(PADDED_MEANS * total / count.max(1));
            let natural = data.max(width(&column.name)).max(width(&column.short_type));
            let least = if column.number {
                data.max(width(&column.short_type))
            } else {
                NARROWEST_TEXT
            };
            Demand {
                natural,
                least: least.min(natural),
                usual: natural.min(most),
            }
        })
        .collect()
}

fn line_width(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|width| width + FRAME).sum::<usize>() + EDGE
}

/// The columns that fit at their least width: from both ends towards the middle. At least one stays.
fn keep(all: Vec<(usize, Demand)>, line: usize) -> (Vec<(usize, Demand)>, Option<usize>) {
    let least = |&(_, demand): &(usize, Demand)| demand.least;
    if line_width(all.iter().map(least)) <= line {
        return (all, None);
    }
    let mut rest: VecDeque<_> = all.into();
    let mut left: Vec<_> = rest.pop_front().into_iter().collect();
    let mut right = Vec::new();
    let mut used = line_width(left.iter().map(least)) + GAP;
    loop {
        let from_left = left.len() <= right.len();
        let next = if from_left { rest.front() } else { rest.back() };
        let Some(next) = next.filter(|next| used + least(next) + FRAME <= line) else {
            break;
        };
        used += least(next) + FRAME;
        if from_left {
            left.extend(rest.pop_front());
        } else {
            right.extend(rest.pop_back());
        }
    }
    let gap = (!rest.is_empty()).then_some(left.len());
    left.extend(right.into_iter().rev());
    (left, gap)
}

/// The widest equal cap on text columns under which the line fits.
fn shrink(kept: &[(usize, Demand)], line: usize) -> Vec<Placed> {
    let under = |cap: usize, demand: Demand| demand.natural.min(cap).max(demand.least);
    let widest = kept
        .iter()
        .map(|&(_, demand)| demand.natural)
        .max()
        .unwrap_or(0)
        .min(line);
    let cap = (1..=widest)
        .rev()
        .find(|&cap| line_width(kept.iter().map(|&(_, demand)| under(cap, demand))) <= line)
        .unwrap_or(1);
    kept.iter()
        .map(|&(index, demand)| Placed {
            index,
            width: under(cap, demand),
        })
        .collect()
}
