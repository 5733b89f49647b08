//! Text measured in terminal columns: wide characters take two, combining ones none.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.width()
    }
}

/// `text` in exactly `columns` columns, cut with `…` where it is longer.
pub(super) fn fit(text: &str, columns: usize, right: bool) -> String {
    let text = cut(text, columns);
    let space = " ".repeat(columns.saturating_sub(width(&text)));
    if right { space + &text } else { text + &space }
}

fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for grapheme in text.graphemes(true) {
        let wide = width(grapheme);
        if used + wide >= columns {
            break;
        }
        used += wide;
        out.push_str(grapheme);
    }
    out + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(fit("東京", 6, false), "東京  ");
        assert_eq!(fit("東京都庁", 6, false), "東京… ");
        assert_eq!(fit("abcdef", 4, false), "abc…");
    }

    #[test]
    fn a_grapheme_is_never_split() {
        assert_eq!(fit("e\u{301}e\u{301}e\u{301}", 2, false), "e\u{301}…");
    }

    #[test]
    fn numbers_stand_right() {
        assert_eq!(fit("42", 5, true), "   42");
    }
}
