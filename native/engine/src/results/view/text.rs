//! A text that values are searched for.

use memchr::memchr2_iter;

/// Finds a text in others; upper and lower case are the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Needle {
    lower: String,
}

impl Needle {
    pub(super) fn new(text: &str) -> Self {
        Self {
            lower: text.to_lowercase(),
        }
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        match self.lower.is_ascii() {
            true => self.is_in_ascii(text.as_bytes()),
            false => text.to_lowercase().contains(&self.lower),
        }
    }

    /// Without making a copy in lower case of each value.
    fn is_in_ascii(&self, text: &[u8]) -> bool {
        let needle = self.lower.as_bytes();
        let Some(&first) = needle.first() else {
            return true;
        };
        memchr2_iter(first, first.to_ascii_uppercase(), text).any(|at| {
            text.get(at..at + needle.len())
                .is_some_and(|part| part.eq_ignore_ascii_case(needle))
        })
    }

    /// False when no number can hold it, as digits are all that their text has.
    pub(super) fn may_be_in_number(&self) -> bool {
        let of_numbers = |byte: u8| byte.is_ascii_digit() || b"+-.einfa".contains(&byte);
        self.lower.bytes().all(of_numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::Needle;

    #[test]
    fn case_is_ignored_in_all_scripts() {
        for (needle, text, found) in [
            ("AbC", "xxabC", true),
            ("abcd", "xxabc", false),
            ("", "", true),
            ("a", "", false),
            ("äö", "xÄÖ", true),
            ("ß", "strasse", false),
            ("é", "CAFÉ", true),
            ("aab", "aAAB", true),
        ] {
            assert_eq!(Needle::new(needle).is_in(text), found, "{needle} {text}");
        }
    }
}
