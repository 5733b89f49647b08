//! The C layout behind a handle.
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 8 | `PLNRCODC` |
//! | 8 | 4 | size of the whole envelope in bytes, native order |
//! | 12 | 4 | kind: 1 logical codec, 2 physical codec |
//! | 16 | 16 | version of `datafusion-ffi`, padded with zeros |
//! | 32 | 16 | version of `stabby`, padded with zeros |
//! | 48 | 256 | name of the codec, UTF-8, padded with zeros: the default of its id |
//! | 304 | | the `datafusion-ffi` struct of that kind |

use datafusion_ffi::proto::logical_extension_codec::FFI_LogicalExtensionCodec;
use datafusion_ffi::proto::physical_extension_codec::FFI_PhysicalExtensionCodec;

pub const MAGIC: [u8; 8] = *b"PLNRCODC";
/// Version of `datafusion-ffi`: its structs differ between minor versions, and its own
/// `version()` reports only the major one.
pub const FFI_VERSION: &str = "55.2.0";
/// Version of `stabby`, whose types are the arguments of those structs' functions.
pub const STABBY_VERSION: &str = "72.1.16";

const NAME_BYTES: usize = 256;

/// The kind of codec in an envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Kind {
    Logical = 1,
    Physical = 2,
}

/// A struct of `datafusion-ffi` in an envelope.
pub trait Codec: Clone + Send + Sync + 'static {
    const KIND: Kind;
}

impl Codec for FFI_LogicalExtensionCodec {
    const KIND: Kind = Kind::Logical;
}

impl Codec for FFI_PhysicalExtensionCodec {
    const KIND: Kind = Kind::Physical;
}

/// The header that is read first; its layout never changes.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(crate) struct Head {
    pub magic: [u8; 8],
    pub size: u32,
    pub kind: u32,
    pub ffi: [u8; 16],
    pub stabby: [u8; 16],
    pub name: [u8; NAME_BYTES],
}

/// A codec with the header that an importer checks before using it.
#[repr(C)]
pub struct Envelope<C> {
    pub(crate) head: Head,
    pub(crate) codec: C,
}

impl<C: Codec> Envelope<C> {
    /// A name of more than 255 bytes is cut at a character.
    pub fn new(name: &str, codec: C) -> Self {
        Self {
            head: Head {
                magic: MAGIC,
                size: size::<C>(),
                kind: C::KIND as u32,
                ffi: padded(FFI_VERSION),
                stabby: padded(STABBY_VERSION),
                name: padded(name),
            },
            codec,
        }
    }
}

fn size<C>() -> u32 {
    u32::try_from(size_of::<Envelope<C>>()).unwrap_or(u32::MAX)
}

impl Head {
    /// Checks that an `Envelope<C>` of exactly these versions begins with this head; else the reason.
    pub fn check<C: Codec>(&self) -> Result<(), String> {
        if self.magic != MAGIC {
            return Err("it is no codec, or one that was released".to_string());
        }
        for (what, theirs, ours) in [
            ("datafusion-ffi", &self.ffi, FFI_VERSION),
            ("stabby", &self.stabby, STABBY_VERSION),
        ] {
            if text(theirs) != Some(ours) {
                return Err(format!(
                    "it was built with {what} {}; this is {ours}",
                    text(theirs).unwrap_or("of no readable version")
                ));
            }
        }
        if self.kind != C::KIND as u32 {
            let name = |kind: u32| match kind {
                1 => "a logical codec",
                2 => "a physical codec",
                _ => "of a kind that is not known",
            };
            return Err(format!(
                "it is {}, where {} is needed",
                name(self.kind),
                name(C::KIND as u32)
            ));
        }
        if self.size != size::<C>() {
            return Err(format!(
                "its layout has {} bytes instead of {}",
                self.size,
                size::<C>()
            ));
        }
        Ok(())
    }

    /// Empty when it has none.
    pub fn name(&self) -> &str {
        text(&self.name).unwrap_or_default()
    }
}

fn padded<const N: usize>(text: &str) -> [u8; N] {
    let mut bytes = [0; N];
    // The last byte stays zero.
    let mut length = text.len().min(N - 1);
    while !text.is_char_boundary(length) {
        length -= 1;
    }
    for (byte, letter) in bytes.iter_mut().zip(text.bytes().take(length)) {
        *byte = letter;
    }
    bytes
}

/// The text up to the first zero; `None` without one, or if it is not UTF-8.
fn text(bytes: &[u8]) -> Option<&str> {
    let end = bytes.iter().position(|byte| *byte == 0)?;
    std::str::from_utf8(bytes.get(..end)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    type Logical = FFI_LogicalExtensionCodec;
    type Physical = FFI_PhysicalExtensionCodec;

    fn head() -> Head {
        Head {
            magic: MAGIC,
            size: size::<Logical>(),
            kind: 1,
            ffi: padded(FFI_VERSION),
            stabby: padded(STABBY_VERSION),
            name: padded("geo"),
        }
    }

    fn refusal(change: impl FnOnce(&mut Head)) -> String {
        let mut head = head();
        change(&mut head);
        head.check::<Logical>().unwrap_err()
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        assert_eq!(size_of::<Head>(), 304);
        assert_eq!(std::mem::offset_of!(Envelope<Logical>, codec), 304);
        assert!(head().check::<Logical>().is_ok());
        assert_eq!(head().name(), "geo");
    }

    #[test]
    fn every_field_is_checked() {
        assert!(refusal(|head| head.magic[0] = 0).contains("released"));
        assert!(refusal(|head| head.size += 8).contains("layout"));
        assert!(refusal(|head| head.kind = 9).contains("not known"));
        assert!(refusal(|head| head.ffi = padded("55.1.0")).contains("datafusion-ffi 55.1.0"));
        assert!(refusal(|head| head.stabby = [255; 16]).contains("stabby of no readable version"));
        let physical = head().check::<Physical>().unwrap_err();
        assert_eq!(
            physical,
            "it is a logical codec, where a physical codec is needed"
        );
    }

    /// Flips every bit of a head: only changes of the name are accepted, whatever its content.
    #[test]
    fn a_head_with_any_bit_turned_is_refused() {
        let name = std::mem::offset_of!(Head, name);
        for bit in 0..size_of::<Head>() * 8 {
            let mut bytes = to_bytes(&head());
            bytes[bit / 8] ^= 1 << (bit % 8);
            let turned = from_bytes(&bytes);
            // Bytes after the terminating zero of a version are not checked.
            let behind =
                [(16, FFI_VERSION), (32, STABBY_VERSION)]
                    .iter()
                    .any(|(start, version)| {
                        (start + version.len() + 1..start + 16).contains(&(bit / 8))
                    });
            let accepted = turned.check::<Logical>().is_ok();
            assert_eq!(accepted, behind || bit / 8 >= name, "bit {bit}");
            assert!(turned.name().len() < NAME_BYTES);
        }
    }

    fn to_bytes(head: &Head) -> Vec<u8> {
        let mut bytes = head.magic.to_vec();
        bytes.extend(head.size.to_ne_bytes());
        bytes.extend(head.kind.to_ne_bytes());
        bytes.extend(head.ffi);
        bytes.extend(head.stabby);
        bytes.extend(head.name);
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Head {
        Head {
            magic: bytes[..8].try_into().unwrap(),
            size: u32::from_ne_bytes(bytes[8..12].try_into().unwrap()),
            kind: u32::from_ne_bytes(bytes[12..16].try_into().unwrap()),
            ffi: bytes[16..32].try_into().unwrap(),
            stabby: bytes[32..48].try_into().unwrap(),
            name: bytes[48..].try_into().unwrap(),
        }
    }

    #[test]
    fn long_names_are_cut_at_a_character() {
        let head = Head {
            name: padded(&"é".repeat(200)),
            ..head()
        };
        assert_eq!(head.name(), "é".repeat(127));
    }

    #[test]
    fn versions_are_those_of_the_lock_file() {
        let lock = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"));
        let lock = lock.unwrap();
        for (name, version) in [("datafusion-ffi", FFI_VERSION), ("stabby", STABBY_VERSION)] {
            let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
            assert!(lock.contains(&entry), "{entry}");
        }
    }
}
