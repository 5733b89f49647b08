//! The lines of a table.

use super::layout::{Column, Layout};
use super::width::fit;

pub(super) fn head(layout: &Layout, columns: &[Column]) -> String {
    let names = columns
        .iter()
        .map(|column| column.name.clone())
        .collect::<Vec<_>>();
    let types = columns
        .iter()
        .map(|column| column.short_type.clone())
        .collect::<Vec<_>>();
    rule(layout, "┌", "┬", "┐")
        + &row(layout, columns, &names)
        + &row(layout, columns, &types)
        + &rule(layout, "├", "┼", "┤")
}

pub(super) fn row(layout: &Layout, columns: &[Column], cells: &[String]) -> String {
    line(layout, "…", |index, width| {
        let (Some(cell), Some(column)) = (cells.get(index), columns.get(index)) else {
            return " ".repeat(width);
        };
        let width = if layout.cut {
            width
        } else {
            width.max(super::width::width(cell))
        };
        fit(cell, width, column.number)
    })
}

/// The line that stands for rows left out.
pub(super) fn gap(layout: &Layout) -> String {
    line(layout, "⋮", |_, width| fit("⋮", width, false))
}

/// The lower edge and the counts, with what is shown of them where that is less.
pub(super) fn foot(layout: &Layout, rows: usize, shown_rows: usize, columns: usize) -> String {
    let mut notes = vec![count(rows, "row", "rows", shown_rows)];
    if layout.gap.is_some() {
        notes.push(count(columns, "column", "columns", layout.columns.len()));
    }
    rule(layout, "└", "┴", "┘") + &notes.join(", ") + "\n"
}

fn count(all: usize, one: &str, many: &str, shown: usize) -> String {
    let noun = if all == 1 { one } else { many };
    let text = format!("{} {noun}", grouped(all));
    if shown < all {
        format!("{text} ({} shown)", grouped(shown))
    } else {
        text
    }
}

/// `1234567` as `1,234,567`.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn line(layout: &Layout, gap: &str, cell: impl Fn(usize, usize) -> String) -> String {
    let mut out = String::from("│");
    for (place, column) in layout.columns.iter().enumerate() {
        if layout.gap == Some(place) {
            out.push_str(&format!(" {gap} │"));
        }
        out.push_str(&format!(" {} │", cell(column.index, column.width)));
    }
    if layout.gap == Some(layout.columns.len()) {
        out.push_str(&format!(" {gap} │"));
    }
    out + "\n"
}

fn rule(layout: &Layout, left: &str, middle: &str, right: &str) -> String {
    let mut widths: Vec<usize> = layout.columns.iter().map(|column| column.width).collect();
    if let Some(place) = layout.gap {
        widths.insert(place, 1);
    }
    let parts: Vec<String> = widths
        .into_iter()
        .map(|width| "─".repeat(width + 2))
        .collect();
    format!("{left}{}{right}\n", parts.join(middle))
}
