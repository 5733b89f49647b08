//! Characters that would act on a terminal instead of showing there.

use std::borrow::Cow;

/// Whether a character moves the cursor, changes the terminal's state, or reorders the text around it.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// One line of text that shows as it is: `\n`, `\r`, `\t` by name, other such characters as `\u001b`.
pub(super) fn line(text: &str) -> Cow<'_, str> {
    escaped(text, |_| false)
}

/// The same for text whose line breaks and tabs are its own layout. The form is that of JSON strings,
/// so that JSON stays JSON.
pub(super) fn block(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c == '\n' || c == '\t')
}

fn escaped(text: &str, keep: impl Fn(char) -> bool) -> Cow<'_, str> {
    let caught = |c: char| acts(c) && !keep(c);
    if !text.contains(caught) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            c if !caught(c) => out.push(c),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c => out.push_str(&format!("\\u{:04x}", u32::from(c))),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_on_a_terminal_is_spelt_out() {
        assert_eq!(
            line("a\u{1b}[31mb\n\u{7f}\u{9b}c\u{202e}"),
            "a\\u001b[31mb\\n\\u007f\\u009bc\\u202e"
        );
        assert_eq!(block("a\tb\r\nc\u{7}"), "a\tb\\r\nc\\u0007");
    }

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(line("Zürich 東京 👩‍🚀"), Cow::Borrowed(_)));
    }
}
