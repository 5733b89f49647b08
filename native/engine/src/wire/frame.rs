//! Recognises the payloads that codecs put into plans by the first bytes of them: a mark of
//! [`crate::codec::family`], a version u8, for codec chains the length of an id as u32 LE and the
//! id in UTF-8, and the payload.
//!
//! Recognition is for showing: nothing here decodes a payload, and a frame whose header is
//! cut off is still called by its name.

use std::ops::Range;

use crate::codec::family::Family;

/// Bytes of the length of an id.
const ID_LENGTH: usize = 4;

/// A recognised frame; ranges count from its first byte.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub family: &'static Family,
    pub version: Option<Range<usize>>,
    pub id_length: Option<Range<usize>>,
    /// `None` where there is none or it does not fit.
    pub id: Option<Range<usize>>,
    pub payload: Range<usize>,
}

impl Frame {
    /// Its parts in order with their names; empty ones are left out, and no byte is.
    pub(super) fn parts(&self) -> Vec<(&'static str, Range<usize>)> {
        let magic = 0..self.family.mark.len();
        [
            ("magic", Some(magic)),
            ("version", self.version.clone()),
            ("id length", self.id_length.clone()),
            ("codec id", self.id.clone()),
            ("payload", Some(self.payload.clone())),
        ]
        .into_iter()
        .filter_map(|(name, range)| Some((name, range?)))
        .filter(|(_, range)| !range.is_empty())
        .collect()
    }

    /// The id of the codec that wrote the payload, for showing.
    pub(super) fn codec_id(&self, bytes: &[u8]) -> Option<String> {
        let id = bytes.get(self.id.clone()?)?;
        Some(String::from_utf8_lossy(id).into_owned())
    }
}

/// The frame that `bytes` begin with.
pub(super) fn recognise(bytes: &[u8]) -> Option<Frame> {
    let family = Family::of(bytes)?;
    let mut at = family.mark.len();
    let mut take = |length: usize| {
        let range = at..at.checked_add(length)?;
        bytes.get(range.clone())?;
        at = range.end;
        Some(range)
    };
    let version = take(1);
    let id_length = version
        .as_ref()
        .filter(|_| family.chain)
        .and_then(|_| take(ID_LENGTH));
    let id = id_length.clone().and_then(|range| {
        let length: [u8; ID_LENGTH] = bytes.get(range)?.try_into().ok()?;
        take(usize::try_from(u32::from_le_bytes(length)).ok()?)
    });
    Some(Frame {
        family,
        version,
        id_length,
        id,
        payload: at..bytes.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::recognise;

    #[test]
    fn a_chain_names_the_codec_that_wrote_the_payload() {
        let bytes = b"DFJSCHN\x01\x03\0\0\0geopayload";
        let frame = recognise(bytes).unwrap();
        assert_eq!(frame.codec_id(bytes).as_deref(), Some("geo"));
        assert_eq!(&bytes[frame.payload.clone()], b"payload");
        let names: Vec<&str> = frame.parts().iter().map(|(name, _)| *name).collect();
        assert_eq!(
            names,
            ["magic", "version", "id length", "codec id", "payload"]
        );
    }

    #[test]
    fn the_parts_of_a_cut_frame_still_cover_all_of_it() {
        let whole = b"DFPYCHN\x01\x03\0\0\0geo\x01\x02";
        for length in 7..=whole.len() {
            let frame = recognise(&whole[..length]).unwrap();
            let mut at = 0;
            for (_, range) in frame.parts() {
                assert_eq!(range.start, at);
                at = range.end;
            }
            assert_eq!(at, length);
        }
        assert_eq!(recognise(b"DFPYCH"), None);
        let lies = b"DFJSCHN\x01\xff\xff\xff\xffgeo";
        assert_eq!(recognise(lies).unwrap().codec_id(lies), None);
    }
}
