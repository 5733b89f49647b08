//! Paths inside plans. DataFusion's readers take what is no URL for a path of this system, and look
//! up there whether it is a folder.

use std::sync::LazyLock;

use crate::schema::Root;

const FIELDS: [(&str, u32); 2] = [("ListingTableScanNode", 2), ("FileSinkConfig", 3)];

/// Place of the message type, number of the field.
static PLACES: LazyLock<Vec<(u16, u32)>> = LazyLock::new(|| {
    let found = FIELDS.iter();
    found
        .filter_map(|(name, number)| Some((Root::Logical.place(name)?, *number)))
        .collect()
});

/// True for the content of field `number` of a message of the type `kind` if it is such a path.
pub(super) fn is_looked_up(kind: u16, number: u32, content: &[u8]) -> bool {
    PLACES.contains(&(kind, number)) && !has_scheme(content)
}

/// `file://`, but not `c://`, a path of Windows.
fn has_scheme(content: &[u8]) -> bool {
    let scheme = content.iter().take_while(|byte| byte.is_ascii_alphabetic());
    let length = scheme.count();
    length > 1 && content.get(length..length + 3) == Some(b"://")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_urls() {
        assert_eq!(PLACES.len(), FIELDS.len());
        let (kind, number) = PLACES[0];
        for path in [
            "/data/a.csv",
            "a.csv",
            "C:/a.csv",
            "c://a.csv",
            "",
            "a b://c",
            "file:/a",
        ] {
            assert!(is_looked_up(kind, number, path.as_bytes()), "{path}");
        }
        for url in ["file:///data/a.csv", "s3x://bucket/a", "https://host/a"] {
            let url = url.replace("s3x", "gs");
            assert!(!is_looked_up(kind, number, url.as_bytes()), "{url}");
        }
        assert!(!is_looked_up(kind, number + 1, b"/data/a.csv"));
    }
}
