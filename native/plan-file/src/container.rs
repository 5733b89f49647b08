//! The ZIP container, read without trusting what it says about itself.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use sha2::{Digest, Sha256};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::manifest::{FORMAT_VERSION, Manifest};
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_wire::limits::PLAN_BYTES;

pub(super) const MANIFEST: &str = "manifest.json";
/// Most entries of a file.
const ENTRIES: usize = 1_000;

/// An opened plan file: every entry is whole and matches its checksum.
pub(super) struct Container {
    pub manifest: Manifest,
    pub entries: BTreeMap<String, Vec<u8>>,
}

/// True for bytes that begin like a ZIP.
pub(super) fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Packs `entries` with a manifest that holds their checksums.
///
/// # Errors
/// `plan_file_too_large` for what [`unpack`] would refuse as such.
pub(super) fn pack(mut manifest: Manifest, entries: &[(&str, Vec<u8>)]) -> Result<Vec<u8>> {
    manifest.entries = entries
        .iter()
        .map(|(name, bytes)| ((*name).to_string(), sha256(bytes)))
        .collect();
    let text = serde_json::to_vec_pretty(&manifest)?;
    let parts = entries.iter().map(|(_, bytes)| bytes.len() as u64);
    if parts.sum::<u64>() + text.len() as u64 > PLAN_BYTES {
        return Err(unopenable("plan file"));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .unix_permissions(0o644);
    let failed = |error: &dyn std::fmt::Display| {
        Error::new(
            ErrorCode::Internal,
            "The plan file could not be put together.",
        )
        .with_detail(error.to_string())
    };
    let all = std::iter::once((MANIFEST, &text));
    for (name, bytes) in all.chain(entries.iter().map(|(name, bytes)| (*name, bytes))) {
        zip.start_file(name, options)
            .map_err(|error| failed(&error))?;
        zip.write_all(bytes).map_err(|error| failed(&error))?;
    }
    Ok(zip.finish().map_err(|error| failed(&error))?.into_inner())
}

/// Opens a plan file.
///
/// # Errors
/// `plan_file_foreign` for other ZIP files, `plan_file_too_new`,
/// `plan_file_too_large` beyond 1,000 entries or 256 MiB unpacked,
/// `plan_file_damaged` for everything that does not add up.
pub(super) fn unpack(bytes: &[u8]) -> Result<Container> {
    let mut zip = ZipArchive::new(Cursor::new(bytes))
        .map_err(|error| damaged("its ZIP directory is broken", &error))?;
    if zip.has_duplicate_names() {
        return Err(damaged("two entries have the same name", &""));
    }
    if zip.len() > ENTRIES {
        return Err(too_large(format!("more than {ENTRIES} entries")));
    }
    let mut room = PLAN_BYTES;
    let text = read(&mut zip, MANIFEST, &mut room)?;
    let manifest = parse_manifest(&text)?;
    let mut entries = BTreeMap::new();
    for index in 0..zip.len() {
        let name = checked_name(&mut zip, index)?;
        if name == MANIFEST {
            continue;
        }
        let expected = manifest
            .entries
            .get(&name)
            .ok_or_else(|| mismatch(&name))?
            .clone();
        let content = read(&mut zip, &name, &mut room)?;
        if sha256(&content) != expected {
            return Err(mismatch(&name));
        }
        entries.insert(name, content);
    }
    match manifest
        .entries
        .keys()
        .find(|name| !entries.contains_key(*name))
    {
        Some(missing) => Err(mismatch(missing)),
        None => Ok(Container { manifest, entries }),
    }
}

/// The name of an entry, refused when it could mean anything but a plain file in the container.
fn checked_name(zip: &mut ZipArchive<Cursor<&[u8]>>, index: usize) -> Result<String> {
    let entry = zip
        .by_index_raw(index)
        .map_err(|error| damaged("an entry is broken", &error))?;
    let name = entry
        .name()
        .map_err(|error| damaged("an entry's name is broken", &error))?
        .to_string();
    let odd = entry.is_symlink()
        || entry.is_dir()
        || name.starts_with('/')
        || name.contains(['\\', ':', '\0'])
        || name.split('/').any(|part| part == ".." || part.is_empty());
    if odd {
        Err(damaged(
            "an entry has a name or type that plan files do not have",
            &name,
        ))
    } else {
        Ok(name)
    }
}

/// Reads an entry whole; sizes in the directory are not trusted.
fn read(zip: &mut ZipArchive<Cursor<&[u8]>>, name: &str, room: &mut u64) -> Result<Vec<u8>> {
    let entry = match zip.by_name(name) {
        Ok(entry) => entry,
        Err(zip::result::ZipError::FileNotFound) => {
            return Err(foreign("it is a ZIP file without a manifest"));
        }
        Err(error) => return Err(damaged("an entry cannot be read", &error)),
    };
    let mut content = Vec::new();
    entry
        .take(*room + 1)
        .read_to_end(&mut content)
        .map_err(|error| damaged("an entry cannot be unpacked", &error))?;
    *room = room
        .checked_sub(content.len() as u64)
        .ok_or_else(|| too_large(format!("more than {} MiB unpacked", PLAN_BYTES >> 20)))?;
    Ok(content)
}

fn parse_manifest(text: &[u8]) -> Result<Manifest> {
    let value: serde_json::Value = serde_json::from_slice(text)
        .map_err(|error| damaged("its manifest is not JSON", &error))?;
    let version = value
        .get("formatVersion")
        .and_then(serde_json::Value::as_u64);
    match version {
        None => return Err(foreign("its manifest names no format version")),
        Some(version) if version > u64::from(FORMAT_VERSION) => {
            return Err(Error::new(
                ErrorCode::PlanFileTooNew,
                format!(
                    "The plan file has format version {version}; this Planarium reads up to {FORMAT_VERSION}."
                ),
            )
            .with_hint("Open it with a newer Planarium, or have it saved again with this one."));
        }
        Some(_) => {}
    }
    serde_json::from_value(value).map_err(|error| damaged("its manifest is incomplete", &error))
}

/// For what nobody could open again.
pub(super) fn unopenable(what: &str) -> Error {
    Error::new(
        ErrorCode::PlanFileTooLarge,
        format!(
            "The {what} would be too large to be opened again: more than {} MiB.",
            PLAN_BYTES >> 20
        ),
    )
    .with_hint(
        "Save fewer kinds of plan (--stage logical), or write long lists of values and the rows \
         of tables in memory to a file and open that as a table.",
    )
}

pub(super) fn foreign(why: &str) -> Error {
    Error::new(
        ErrorCode::PlanFileForeign,
        format!("This is not a plan file: {why}."),
    )
    .with_hint("Plan files end in .dfplan or hold the bytes of a DataFusion plan.")
}

pub(super) fn too_large(why: String) -> Error {
    Error::new(
        ErrorCode::PlanFileTooLarge,
        format!("The plan file is too large to be opened: {why}."),
    )
}

pub(super) fn damaged(why: &str, detail: &dyn std::fmt::Display) -> Error {
    Error::new(
        ErrorCode::PlanFileDamaged,
        format!("The plan file is damaged: {why}."),
    )
    .with_hint("Copy it again from where it came from, or save the plan again.")
    .with_detail(detail.to_string())
}

fn mismatch(name: &str) -> Error {
    let printable: String = name
        .chars()
        .filter(|letter| !letter.is_control())
        .take(60)
        .collect();
    damaged(
        "an entry does not match the manifest's checksum",
        &printable,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Was written, and could not be opened.
    #[test]
    fn what_could_not_be_opened_is_not_packed() {
        let golden = include_bytes!("../../engine/tests/golden/v1/filter-sort.dfplan");
        let manifest = unpack(golden).unwrap().manifest;
        let plan = vec![0; usize::try_from(PLAN_BYTES).unwrap()];
        let error = pack(manifest, &[("optimized.pb", plan)]).unwrap_err();
        assert_eq!(error.code, ErrorCode::PlanFileTooLarge);
    }
}
