//! An HTML page with one table. Text is escaped: nothing in the data is markup.

use super::cells::Cells;
use super::escape;
use super::markdown::is_number;
use super::row_text::RowText;
use crate::error::Result;
use crate::field::Field;
use datafusion::arrow::array::{Array, RecordBatch};
use datafusion::arrow::datatypes::SchemaRef;

const START: &str = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
<title>Rows</title>\n<style>\n\
:root { color-scheme: light dark; font: 13px system-ui, sans-serif; }\n\
table { border-collapse: collapse; }\n\
th, td { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 3px 8px; text-align: left; white-space: pre-wrap; }\n\
th { position: sticky; top: 0; background: Canvas; }\n\
.n { text-align: right; font-variant-numeric: tabular-nums; }\n\
.null { opacity: 0.5; }\n\
</style>\n</head>\n<body>\n<table>\n<thead>\n";
const END: &str = "</tbody>\n</table>\n</body>\n</html>\n";

pub(super) struct HtmlText {
    columns: Vec<Field>,
}

impl HtmlText {
    pub(super) fn new(schema: &SchemaRef) -> Self {
        Self {
            columns: Field::list(schema),
        }
    }
}

impl RowText for HtmlText {
    fn start(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(START.as_bytes());
        out.extend_from_slice(b"<tr>");
        for column in &self.columns {
            let class = if is_number(column.kind) {
                " class=\"n\""
            } else {
                ""
            };
            let name = escape::line(&column.name);
            out.extend_from_slice(format!("<th scope=\"col\"{class}>").as_bytes());
            push_literal(&name, out);
            out.extend_from_slice(b"</th>");
        }
        out.extend_from_slice(b"</tr>\n</thead>\n<tbody>\n");
    }

    fn rows(&self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<()> {
        if batch.num_columns() == 0 {
            return Ok(());
        }
        let nulls: Vec<_> = batch.columns().iter().map(|c| c.logical_nulls()).collect();
        let mut cells = Cells::new(batch)?;
        for row in 0..batch.num_rows() {
            out.extend_from_slice(b"<tr>");
            let columns = cells.row(row).into_iter().zip(&self.columns).zip(&nulls);
            for ((text, column), nulls) in columns {
                let null = nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
                let class = match (is_number(column.kind), null) {
                    (false, false) => "",
                    (true, false) => " class=\"n\"",
                    (false, true) => " class=\"null\"",
                    (true, true) => " class=\"n null\"",
                };
                out.extend_from_slice(format!("<td{class}>").as_bytes());
                push_literal(&text, out);
                out.extend_from_slice(b"</td>");
            }
            out.extend_from_slice(b"</tr>\n");
        }
        Ok(())
    }

    fn end(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(END.as_bytes());
    }
}

fn push_literal(text: &str, out: &mut Vec<u8>) {
    for byte in text.bytes() {
        match byte {
            b'&' => out.extend_from_slice(b"&amp;"),
            b'<' => out.extend_from_slice(b"&lt;"),
            b'>' => out.extend_from_slice(b"&gt;"),
            other => out.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test_data::{encode, people, text};
    use super::super::{EncodeOptions, RowFormat};

    fn body(batch: &super::RecordBatch) -> String {
        let page = encode(RowFormat::Html, batch, &EncodeOptions::default());
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
        let (_, rest) = page.split_once("<thead>\n").unwrap();
        rest.split_once("</tbody>").unwrap().0.to_owned()
    }

    #[test]
    fn rows_are_a_table() {
        assert_eq!(
            body(&people()),
            "<tr><th scope=\"col\" class=\"n\">id</th><th scope=\"col\">name</th>\
             <th scope=\"col\" class=\"n\">score</th></tr>\n</thead>\n<tbody>\n\
             <tr><td class=\"n\">1</td><td>Ann</td><td class=\"n\">1.5</td></tr>\n\
             <tr><td class=\"n\">2</td><td>a,\"b\"\\nc</td><td class=\"n null\">NULL</td></tr>\n\
             <tr><td class=\"n null\">NULL</td><td>東京</td><td class=\"n\">-2.0</td></tr>\n"
        );
    }

    #[test]
    fn data_is_not_markup() {
        let page = body(&text("<script>alert(1)</script> &amp;"));
        assert!(page.contains("<td>&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp;</td>"));
    }
}
