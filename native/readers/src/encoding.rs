//! Which encoding text that is not UTF-8 is likely to have.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::Path;

use datafusion::datasource::file_format::file_compression_type::FileCompressionType;

/// Bytes that are judged.
const HEAD: usize = 64 * 1024;

/// How far a file is looked through for the first text that is not UTF-8.
const MOST: u64 = 256 * 1024 * 1024;

/// Encodings by the names that `iconv` takes.
const WESTERN: &str = "WINDOWS-1252";
const JAPANESE: &str = "SHIFT_JIS";
const CYRILLIC: &str = "WINDOWS-1251";

/// The likely encoding of `text`; `None` for data that are none, such as pictures.
pub fn likely(text: &[u8]) -> Option<&'static str> {
    let text = text.get(..HEAD).unwrap_or(text);
    match text {
        [0xff, 0xfe, 0, 0, ..] => return Some("UTF-32LE"),
        [0, 0, 0xfe, 0xff, ..] => return Some("UTF-32BE"),
        [0xff, 0xfe, ..] => return Some("UTF-16LE"),
        [0xfe, 0xff, ..] => return Some("UTF-16BE"),
        _ => {}
    }
    if text.contains(&0) {
        return match () {
            () if is_utf_16(text, u16::from_le_bytes) => Some("UTF-16LE"),
            () if is_utf_16(text, u16::from_be_bytes) => Some("UTF-16BE"),
            () => None,
        };
    }
    let controls = text.iter().filter(|byte| {
        byte.is_ascii_control() && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)
    });
    if controls.count() * 100 > text.len() {
        return None;
    }
    Some(match () {
        () if is_shift_jis(text) => JAPANESE,
        () if is_cyrillic(text) => CYRILLIC,
        () => WESTERN,
    })
}

/// As [`likely`], of the file at `path`, judged from where it stops to be UTF-8.
pub fn of_file(path: &Path, compression: FileCompressionType) -> Option<&'static str> {
    let file = BufReader::new(File::open(path).ok()?);
    let mut content = compression.convert_read(file).ok()?.take(MOST);
    let (mut block, mut kept) = (vec![0; HEAD], 0);
    loop {
        let read = content.read(block.get_mut(kept..)?).ok()?;
        let text = block.get(..kept + read)?;
        match std::str::from_utf8(text) {
            _ if read == 0 => return likely(text),
            Err(error) if error.error_len().is_some() => {
                let start = text.get(..error.valid_up_to())?;
                let line = start.iter().rposition(|byte| *byte == b'\n');
                return likely(text.get(line.map_or(0, |end| end + 1)..)?);
            }
            // A letter that the block cuts.
            Err(error) => {
                let rest = error.valid_up_to()..kept + read;
                kept = rest.len();
                block.copy_within(rest, 0);
            }
            Ok(_) => kept = 0,
        }
    }
}

/// Whether the pairs of bytes are letters, among them some that separate values or lines.
fn is_utf_16(text: &[u8], unit: impl Fn([u8; 2]) -> u16) -> bool {
    let units: Vec<u16> = text
        .chunks_exact(2)
        .filter_map(|pair| Some(unit(pair.try_into().ok()?)))
        .collect();
    // The last one may be half of a letter.
    let whole = units.get(..units.len().saturating_sub(1)).unwrap_or(&units);
    let mut separators = 0;
    let mut letters = char::decode_utf16(whole.iter().copied()).peekable();
    while let Some(letter) = letters.next() {
        match letter {
            Ok('\n' | '\r' | '\t' | ',' | ';' | '|') => separators += 1,
            Ok('\u{e000}'..='\u{f8ff}' | '\u{fffd}') => return false,
            Ok(letter) if letter.is_control() => return false,
            Ok(_) => {}
            Err(_) if letters.peek().is_none() => {}
            Err(_) => return false,
        }
    }
    separators > 0
}

/// Pairs of a lead and a trail byte (JIS X 0208), most of them of the rows that text is made of, and
/// single bytes of half-width katakana.
fn is_shift_jis(text: &[u8]) -> bool {
    let (mut pairs, mut common, mut singles) = (0_usize, 0_usize, 0_usize);
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            0..=0x7f => {}
            0xa1..=0xdf => singles += 1,
            0x81..=0x9f | 0xe0..=0xfc => match bytes.next() {
                Some(0x40..=0x7e | 0x80..=0xfc) => {
                    pairs += 1;
                    common += usize::from(byte < 0xa0);
                }
                // Cut.
                None => {}
                _ => return false,
            },
            _ => return false,
        }
    }
    pairs > 0 && common * 2 >= pairs && pairs >= singles
}

/// Words of letters that Western text has one by one.
fn is_cyrillic(text: &[u8]) -> bool {
    let of_letters = |byte: &u8| *byte >= 0xc0;
    let high = text.iter().filter(|byte| **byte >= 0x80).count();
    let in_words: usize = text
        .split(|byte| !of_letters(byte))
        .map(<[u8]>::len)
        .filter(|letters| *letters >= 3)
        .sum();
    in_words * 2 > high
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf_16(text: &str, bytes: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn encodings_are_told_apart() {
        let cyrillic = "номер,имя\n1,Анна\n2,Борис\n";
        let japanese = b"\x96\xbc\x91O,\x92l\n\x93\x8c\x8b\x9e,1\n\x83e\x83X\x83g,2\n";
        for (text, expected) in [
            (utf_16("id,name\n1,x\n", u16::to_le_bytes), Some("UTF-16LE")),
            (utf_16("id,name\n1,x\n", u16::to_be_bytes), Some("UTF-16BE")),
            (utf_16(cyrillic, u16::to_le_bytes), Some("UTF-16LE")),
            (utf_16(cyrillic, u16::to_be_bytes), Some("UTF-16BE")),
            (utf_16("\u{feff}a\n", u16::to_le_bytes), Some("UTF-16LE")),
            (b"id,name\n1,caf\xe9\n2,\xe9crit\n".to_vec(), Some(WESTERN)),
            (
                b"id,price\n1,\x80 5\n2,\x93so\x94\n".to_vec(),
                Some(WESTERN),
            ),
            (japanese.to_vec(), Some(JAPANESE)),
            (
                b"\xed\xee\xec\xe5\xf0,\xe8\xec\xff\n1,\xc0\xed\xed\xe0\n".to_vec(),
                Some(CYRILLIC),
            ),
            (
                b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01,\x08".to_vec(),
                None,
            ),
        ] {
            assert_eq!(
                likely(&text),
                expected,
                "{:?}",
                String::from_utf8_lossy(&text)
            );
        }
    }

    #[test]
    fn a_file_is_judged_where_it_stops_to_be_utf_8() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let text = ["é,1\n".repeat(50_000).as_bytes(), b"caf\xe9,2\n"].concat();
        std::fs::write(file.path(), text).unwrap();
        let plain = FileCompressionType::UNCOMPRESSED;
        assert_eq!(of_file(file.path(), plain), Some(WESTERN));
    }
}
