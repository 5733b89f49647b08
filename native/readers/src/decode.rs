//! Text of other encodings as UTF-8, while it is read. The encodings and their names are those of
//! <https://encoding.spec.whatwg.org/>.

use std::io::{self, Read};

use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::error::DataFusionError;
use encoding_rs::{Decoder, DecoderResult};
pub use encoding_rs::{Encoding, UTF_8};

use planarium_error::reader::not_decoded;
use planarium_error::{Error, ErrorCode, Result};

/// Bytes that are decoded at once.
const BLOCK: usize = 64 * 1024;

/// The encoding that `label` names in any of its spellings, such as `latin1`; `None` for UTF-8, which
/// needs no decoding.
///
/// # Errors
/// `invalid_request` for an unknown name.
pub fn named(label: &str) -> Result<Option<&'static Encoding>> {
    match Encoding::for_label_no_replacement(label.as_bytes()) {
        Some(found) if found == UTF_8 => Ok(None),
        Some(found) => Ok(Some(found)),
        None => Err(Error::new(
            ErrorCode::InvalidRequest,
            format!("There is no encoding {label:?}."),
        )
        .with_hint(
            "Use a name such as utf-8, utf-16le, windows-1252, iso-8859-2, windows-1251, shift_jis or gbk.",
        )),
    }
}

/// The UTF-16 that `head`, the start of a file, is by its byte order mark or its bytes.
pub fn utf_16(head: &[u8]) -> Option<&'static Encoding> {
    let likely = crate::encoding::likely(head)?;
    likely
        .starts_with("UTF-16")
        .then(|| Encoding::for_label(likely.as_bytes()))
        .flatten()
}

/// How the text of a file is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stored {
    pub compression: FileCompressionType,
    /// `None` for UTF-8.
    pub encoding: Option<&'static Encoding>,
}

impl Stored {
    /// The text of `content` in UTF-8.
    ///
    /// # Errors
    /// Those of decompression; reading gives `file_unsupported` where bytes are not of the encoding.
    pub fn text(
        self,
        content: impl Read + Send + 'static,
    ) -> Result<Box<dyn Read + Send>, DataFusionError> {
        let content = self.compression.convert_read(content)?;
        Ok(match self.encoding {
            None => content,
            Some(encoding) => Box::new(Decoded::new(content, encoding)),
        })
    }
}

/// A reader's bytes as UTF-8, without their byte order mark.
struct Decoded<R> {
    content: R,
    decoder: Decoder,
    encoding: &'static Encoding,
    /// Bytes that are not decoded yet.
    raw: Vec<u8>,
    /// Where they begin in the content.
    at: u64,
    ended: bool,
    /// Decoded text, and how much of it was given on.
    text: Vec<u8>,
    given: usize,
}

impl<R: Read> Decoded<R> {
    fn new(content: R, encoding: &'static Encoding) -> Self {
        Self {
            content,
            decoder: encoding.new_decoder(),
            encoding,
            raw: Vec::with_capacity(BLOCK),
            at: 0,
            ended: false,
            text: Vec::new(),
            given: 0,
        }
    }

    /// Decodes a block; leaves no text at the end of the content.
    fn fill(&mut self) -> io::Result<()> {
        (self.given, self.text) = (0, Vec::new());
        while self.text.is_empty() && !self.ended {
            let mut block = self.content.by_ref().take(BLOCK as u64);
            self.ended = block.read_to_end(&mut self.raw)? == 0;
            // Three bytes stand for a letter at most; the decoder wants that room from the start.
            self.text.resize(self.raw.len() * 3 + 16, 0);
            let decoded = self.decoder.decode_to_utf8_without_replacement(
                &self.raw,
                &mut self.text,
                self.ended,
            );
            let (DecoderResult::InputEmpty, read, written) = decoded else {
                return Err(io::Error::other(self.malformed(decoded.1)));
            };
            self.at += read as u64;
            self.raw.drain(..read);
            self.text.truncate(written);
        }
        Ok(())
    }

    fn malformed(&self, read: usize) -> Error {
        not_decoded(&format!(
            "it is not valid {} at byte {}",
            self.encoding.name(),
            self.at + read as u64
        ))
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.text.len() {
            self.fill()?;
        }
        let left = self.text.get(self.given..).unwrap_or_default();
        let size = left.len().min(buffer.len());
        if let (Some(into), Some(from)) = (buffer.get_mut(..size), left.get(..size)) {
            into.copy_from_slice(from);
        }
        self.given += size;
        Ok(size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], label: &str) -> io::Result<String> {
        let encoding = named(label).unwrap().unwrap();
        let mut text = String::new();
        // One byte at a time, so that letters are cut.
        struct Slow<'a>(&'a [u8]);
        impl Read for Slow<'_> {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                let size = buffer.len().min(1);
                self.0.read(&mut buffer[..size])
            }
        }
        Decoded::new(Slow(bytes), encoding).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn text_is_decoded_and_loses_its_byte_order_mark() {
        let utf_16 =
            |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
        let long = "a😀é,".repeat(40_000);
        assert_eq!(
            decoded(&utf_16(&format!("\u{feff}{long}")), "utf-16le").unwrap(),
            long
        );
        assert_eq!(decoded(b"\x80 caf\xe9", "latin1").unwrap(), "€ café");
        assert_eq!(decoded(b"\x93\xfa\x96{", "shift_jis").unwrap(), "日本");
        assert_eq!(decoded(b"", "latin1").unwrap(), "");
    }

    #[test]
    fn bytes_of_another_encoding_are_an_error_with_their_place() {
        let error = decoded(b"ab\x00\xd8x\x00", "utf-16le").unwrap_err();
        assert!(error.to_string().contains("UTF-16LE at byte"), "{error}");
        assert!(decoded(b"a", "utf-16le").is_err());
        assert!(named("klingon").is_err());
        assert_eq!(named("UTF8").unwrap(), None);
    }
}
