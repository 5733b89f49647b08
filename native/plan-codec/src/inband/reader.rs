//! Bounded reading of a payload's fields.

use datafusion::common::plan_err;
use datafusion::error::Result;

/// What is left of a payload.
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8]> {
        match self.rest.split_at_checked(length) {
            Some((taken, rest)) => {
                self.rest = rest;
                Ok(taken)
            }
            None => plan_err!("DFJSSQ: the payload is cut off"),
        }
    }

    pub(super) fn byte(&mut self) -> Result<u8> {
        Ok(self.take(1)?.first().copied().unwrap_or_default())
    }

    pub(super) fn flag(&mut self) -> Result<bool> {
        match self.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            other => plan_err!("DFJSSQ: {other} is neither true nor false"),
        }
    }

    pub(super) fn number(&mut self) -> Result<u32> {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(self.take(4)?);
        Ok(u32::from_le_bytes(bytes))
    }

    pub(super) fn text(&mut self) -> Result<String> {
        let length = usize::try_from(self.number()?).unwrap_or(usize::MAX);
        match std::str::from_utf8(self.take(length)?) {
            Ok(text) => Ok(text.to_string()),
            Err(_) => plan_err!("DFJSSQ: a text is no UTF-8"),
        }
    }

    /// A count, then so many items. Each takes at least one byte, so that a count which the
    /// payload cannot hold reserves nothing.
    pub(super) fn list<T>(&mut self, item: impl Fn(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let count = self.number()?;
        (0..count).map(|_| item(self)).collect()
    }

    /// Nothing may follow the last field.
    pub(super) fn end(self) -> Result<()> {
        match self.rest.len() {
            0 => Ok(()),
            more => plan_err!("DFJSSQ: {more} bytes too many in a payload"),
        }
    }
}
