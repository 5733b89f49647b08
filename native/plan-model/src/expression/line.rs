//! A line of text that ends where it is long enough, whatever is written to it.

use super::Source;

/// Most bytes of a line: what is shown is for reading, and expressions can be endless.
const BYTES: usize = 2_000;
/// Most expressions inside one another: deeper ones are written on any thread's stack.
const DEPTH: u16 = 100;

#[derive(Default)]
pub struct Line {
    text: String,
    depth: u16,
}

impl Line {
    pub fn push(&mut self, text: &str) {
        // One more than fits, so that finishing sees that something was left out.
        let room = (BYTES + 4).saturating_sub(self.text.len());
        let end = text.floor_char_boundary(room);
        self.text.push_str(text.get(..end).unwrap_or_default());
    }

    pub fn is_full(&self) -> bool {
        self.text.len() > BYTES
    }

    /// Writes a part of the expression that is being written.
    pub fn part<S: Source>(&mut self, source: &S, within: u8) {
        self.nested(|line| source.write(within, line));
    }

    /// Writes one level deeper.
    pub fn nested(&mut self, write: impl FnOnce(&mut Self)) {
        if self.is_full() {
            return;
        }
        if self.depth == DEPTH {
            return self.push("…");
        }
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    /// Writes something of the rank `own`, in parentheses where `within` needs them.
    pub fn grouped(&mut self, own: u8, within: u8, write: impl FnOnce(&mut Self)) {
        let parentheses = own < within;
        if parentheses {
            self.push("(");
        }
        write(self);
        if parentheses {
            self.push(")");
        }
    }

    /// Writes a list with `between` between its parts.
    pub fn join<T>(
        &mut self,
        parts: impl IntoIterator<Item = T>,
        between: &str,
        mut write: impl FnMut(T, &mut Self),
    ) {
        for (index, part) in parts.into_iter().enumerate() {
            if self.is_full() {
                return;
            }
            if index > 0 {
                self.push(between);
            }
            write(part, self);
        }
    }

    /// Writes expressions with commas between them.
    pub fn list<S: Source>(&mut self, parts: impl IntoIterator<Item = S>) {
        self.join(parts, ", ", |part, line| line.part(&part, 0));
    }

    pub fn finish(mut self) -> String {
        if self.is_full() {
            self.text.truncate(self.text.floor_char_boundary(BYTES));
            self.text.push('…');
        }
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_at_its_bound() {
        let mut line = Line::default();
        line.push(&"é".repeat(10_000));
        line.push("more");
        let text = line.finish();
        assert_eq!(
            (text.len(), text.chars().last()),
            (BYTES + '…'.len_utf8(), Some('…'))
        );
    }
}
