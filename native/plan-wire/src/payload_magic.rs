//! Magic bytes at the head of what codecs put into plans, as the crate of the codecs lists them.

/// A kind of payload.
#[derive(Debug, PartialEq, Eq)]
pub struct PayloadMagic {
    pub magic: &'static [u8],
    /// What it is, in words.
    pub what: &'static str,
    pub writer: Writer,
    /// The id of a codec stands between version and payload.
    pub chain: bool,
    /// A codec of this version reads it.
    pub readable: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    Planarium,
    DatafusionPython,
}

/// What an extension codec wrote, with its id.
pub const CHAIN: &[u8] = b"DFJSCHN";
/// What DataFusion's format refuses.
pub const INBAND: &[u8] = b"DFJSSQ";
/// The rows of a table.
pub const MEMORY_TABLE: &[u8] = b"DFJSMT";

/// A table function.
pub const TABLE_FUNCTION: &[u8] = b"DFJSTF";
/// A function that was built for a time zone.
pub const TIME_ZONE: &[u8] = b"DFJSTZ";

/// All of them; none begins with another.
pub static PAYLOADS: [PayloadMagic; 13] = [
    ours(CHAIN, "codec chain").in_chain().read_here(),
    ours(INBAND, "subqueries").read_here(),
    ours(MEMORY_TABLE, "memory table").read_here(),
    ours(TABLE_FUNCTION, "table function").read_here(),
    ours(TIME_ZONE, "function with a time zone").read_here(),
    ours(b"DFJSUDF", "JavaScript scalar function"),
    ours(b"DFJSUDA", "JavaScript aggregate function"),
    ours(b"DFJSUDW", "JavaScript window function"),
    ours(b"DFJSEX", "expression"),
    pythons(b"DFPYCHN", "datafusion-python codec chain").in_chain(),
    pythons(b"DFPYUDF", "Python scalar function"),
    pythons(b"DFPYUDA", "Python aggregate function"),
    pythons(b"DFPYUDW", "Python window function"),
];

const fn ours(magic: &'static [u8], what: &'static str) -> PayloadMagic {
    PayloadMagic {
        magic,
        what,
        writer: Writer::Planarium,
        chain: false,
        readable: false,
    }
}

const fn pythons(magic: &'static [u8], what: &'static str) -> PayloadMagic {
    PayloadMagic {
        writer: Writer::DatafusionPython,
        ..ours(magic, what)
    }
}

impl PayloadMagic {
    const fn in_chain(self) -> Self {
        Self {
            chain: true,
            ..self
        }
    }

    const fn read_here(self) -> Self {
        Self {
            readable: true,
            ..self
        }
    }

    /// The kind whose magic bytes `payload` begins with.
    pub fn of(payload: &[u8]) -> Option<&'static Self> {
        PAYLOADS.iter().find(|kind| payload.starts_with(kind.magic))
    }
}
