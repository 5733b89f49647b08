//! Compression of a whole file of text.

use super::options::Codec;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::{self, Write};

/// zstd's own default.
const ZSTD_LEVEL: i32 = 3;

/// Bytes on their way to `W`.
pub(super) enum Compressor<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
    Zstd(zstd::Encoder<'static, W>),
}

impl<W: Write> Compressor<W> {
    /// Any codec but `gzip` and `zstd` leaves the bytes as they are.
    pub(super) fn new(codec: Option<&Codec>, to: W) -> io::Result<Self> {
        let Some(codec) = codec else {
            return Ok(Self::Plain(to));
        };
        Ok(match codec.name.as_str() {
            "gzip" => {
                let level = codec.level.map_or(Compression::default(), Compression::new);
                Self::Gzip(GzEncoder::new(to, level))
            }
            "zstd" => {
                let level = codec.level.and_then(|level| i32::try_from(level).ok());
                Self::Zstd(zstd::Encoder::new(to, level.unwrap_or(ZSTD_LEVEL))?)
            }
            _ => Self::Plain(to),
        })
    }

    pub(super) fn inner(&mut self) -> &mut W {
        match self {
            Self::Plain(to) => to,
            Self::Gzip(encoder) => encoder.get_mut(),
            Self::Zstd(encoder) => encoder.get_mut(),
        }
    }

    /// Writes what ends the format; nothing may be written after it.
    pub(super) fn end(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Gzip(encoder) => encoder.try_finish(),
            Self::Zstd(encoder) => encoder.do_finish(),
        }
    }
}

impl<W: Write> Write for Compressor<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(to) => to.write(bytes),
            Self::Gzip(encoder) => encoder.write(bytes),
            Self::Zstd(encoder) => encoder.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(to) => to.flush(),
            Self::Gzip(encoder) => encoder.flush(),
            Self::Zstd(encoder) => encoder.flush(),
        }
    }
}
