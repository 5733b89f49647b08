//! A pipe table of GitHub's Markdown (<https://github.github.com/gfm/#tables-extension->).

use super::cells::Cells;
use super::escape;
use super::row_text::RowText;
use crate::error::Result;
use crate::field::{Field, FieldKind};
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::SchemaRef;

pub(super) struct MarkdownText {
    columns: Vec<Field>,
}

impl MarkdownText {
    pub(super) fn new(schema: &SchemaRef) -> Self {
        Self {
            columns: Field::list(schema),
        }
    }
}

impl RowText for MarkdownText {
    fn start(&self, out: &mut Vec<u8>) {
        if self.columns.is_empty() {
            return;
        }
        let names = self.columns.iter().map(|column| escape::line(&column.name));
        push_row(names, out);
        out.push(b'|');
        for column in &self.columns {
            let rule: &[u8] = match is_number(column.kind) {
                true => b" ---: |",
                false => b" --- |",
            };
            out.extend_from_slice(rule);
        }
        out.push(b'\n');
    }

    fn rows(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        if self.columns.is_empty() {
            return Ok(());
        }
        let mut cells = Cells::new(batch)?;
        for row in 0..batch.num_rows() {
            push_row(cells.row(row).into_iter(), out);
        }
        Ok(())
    }
}

fn push_row(cells: impl Iterator<Item = impl AsRef<str>>, out: &mut Vec<u8>) {
    let mut line = String::from("|");
    for cell in cells {
        line.push(' ');
        push_literal(&mut line, cell.as_ref());
        line.push_str(" |");
    }
    line.push('\n');
    out.extend_from_slice(line.as_bytes());
}

pub(super) fn is_number(kind: FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Integer | FieldKind::Float | FieldKind::Decimal
    )
}

/// Text that Markdown shows as it is: what would be markup gets a backslash. An underscore is
/// markup only at the edge of a word.
fn push_literal(line: &mut String, text: &str) {
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(' ');
        let markup = match c {
            '\\' | '|' | '`' | '*' | '<' | '[' | '~' | '&' => true,
            '_' => !(before.is_alphanumeric() && after.is_alphanumeric()),
            _ => false,
        };
        if markup {
            line.push('\\');
        }
        line.push(c);
        before = c;
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode, people, schema_only, text};
    use super::super::{EncodeOptions, RowFormat};

    fn markdown(batch: &super::RecordBatch) -> String {
        encode(RowFormat::Markdown, batch, &EncodeOptions::default())
    }

    #[test]
    fn numbers_stand_right_and_null_is_named() {
        assert_eq!(
            markdown(&people()),
            "| id | name | score |\n| ---: | --- | ---: |\n| 1 | Ann | 1.5 |\n\
             | 2 | a,\"b\"\\\\nc | NULL |\n| NULL | 東京 | -2.0 |\n"
        );
    }

    #[test]
    fn no_rows_still_have_a_header() {
        assert_eq!(
            markdown(&schema_only()),
            "| id | name | score |\n| ---: | --- | ---: |\n"
        );
    }

    #[test]
    fn data_is_not_markup() {
        assert_eq!(
            markdown(&text("a|b <i> *c* dep_delay _d_ `e` \\ &amp;")),
            "| t |\n| --- |\n| a\\|b \\<i> \\*c\\* dep_delay \\_d\\_ \\`e\\` \\\\ \\&amp; |\n"
        );
    }
}
