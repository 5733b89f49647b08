//! What is wrong with a JSON file, and where.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use datafusion::arrow::error::ArrowError;
use datafusion::error::DataFusionError;

use super::content::content;
use crate::compression;
use crate::encoding;
use crate::guarded_scan::with_files;
use planarium_error::reader;

/// Places are bytes from the start of the file's text.
#[derive(Debug)]
pub enum Wrong {
    Syntax {
        place: u64,
        expected: &'static str,
        /// `None` where the text ends.
        found: Option<char>,
    },
    Encoding {
        place: u64,
    },
    TooDeep {
        place: u64,
    },
    TooManyKeys {
        most: usize,
    },
    /// A value that is not of its column's type.
    Value {
        place: u64,
        shown: String,
        /// Its key, those of the objects around it before it.
        key: String,
        expected: String,
    },
    Other(DataFusionError),
}

impl From<std::io::Error> for Wrong {
    fn from(error: std::io::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<ArrowError> for Wrong {
    fn from(error: ArrowError) -> Self {
        Self::Other(error.into())
    }
}

/// Longest value that is shown.
const SHOWN: usize = 100;

impl Wrong {
    pub fn syntax(place: u64, expected: &'static str, found: Option<char>) -> Self {
        Self::Syntax {
            place,
            expected,
            found,
        }
    }

    pub fn value(place: u64, text: &str, expected: String) -> Self {
        let mut shown: String = text.chars().take(SHOWN).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        Self::Value {
            place,
            shown,
            key: String::new(),
            expected,
        }
    }

    /// The same of a value inside the one of `name`.
    pub fn inside(mut self, name: &str) -> Self {
        if let Self::Value { key, .. } = &mut self {
            *key = match key.as_str() {
                "" => name.to_owned(),
                inner if inner.starts_with('[') => format!("{name}{inner}"),
                inner => format!("{name}.{inner}"),
            };
        }
        self
    }

    /// As an error of the file at `path`. Those of reading name no file.
    pub fn of_file(self, path: &Path) -> DataFusionError {
        let at = |place: u64| position(path, place).unwrap_or_else(|| format!("byte {place}"));
        let error = match self {
            Self::Syntax {
                place,
                expected,
                found,
            } => {
                let found = match found {
                    Some(found) => format!("found {found:?}"),
                    None => "the text ends".to_owned(),
                };
                reader::damaged(&format!("{}: expected {expected}, but {found}", at(place)))
            }
            Self::Encoding { place } => reader::not_utf_8(&at(place), encoding(path)),
            Self::TooDeep { place } => reader::too_deep_at(&at(place)),
            Self::TooManyKeys { most } => reader::too_many_keys(most),
            Self::Value {
                place,
                shown,
                key,
                expected,
            } => reader::late_json_value(&format!(
                "{}: the value {shown} of key {key:?} is not of its type {expected}",
                at(place)
            )),
            Self::Other(error) => return error,
        };
        with_files(&[path.to_string_lossy().into_owned()], error).into()
    }
}

/// The likely encoding of the file at `path`.
fn encoding(path: &Path) -> &'static str {
    let packed = File::open(path).and_then(|mut file| compression::of_open(&mut file));
    let found = packed
        .ok()
        .and_then(|packed| encoding::of_file(path, packed));
    found.unwrap_or(reader::WESTERN)
}

/// Line and position of a place in words, both from 1; positions count characters.
fn position(path: &Path, place: u64) -> Option<String> {
    let mut before = content(path).ok()?.take(place);
    let (mut line, mut column) = (1_u64, 1_u64);
    let mut block = vec![0; 64 * 1024];
    loop {
        let read = before.read(&mut block).ok()?;
        let block = block.get(..read)?;
        if block.is_empty() {
            return Some(format!("line {line}, position {column}"));
        }
        let last = match memchr::memrchr(b'\n', block) {
            Some(end) => {
                line += memchr::memchr_iter(b'\n', block).count() as u64;
                column = 1;
                block.get(end + 1..)?
            }
            None => block,
        };
        // The bytes of a character but its first.
        let inner = |byte: &&u8| **byte & 0xc0 == 0x80;
        column += (last.len() - last.iter().filter(inner).count()) as u64;
    }
}
