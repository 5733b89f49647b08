//! From a path to the bytes of one plan.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::super::container::{self, damaged, foreign, is_zip, too_large};
use super::super::manifest::{Manifest, PlanKind};
use super::super::raw;
use planarium_error::unreadable;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_wire::limits::PLAN_BYTES;
use planarium_plan_wire::{TreeRoot, guess_root};

/// One plan of a file.
pub(crate) struct Loaded {
    /// Size of the file.
    pub file_bytes: usize,
    pub manifest: Option<Manifest>,
    pub kinds: Vec<PlanKind>,
    pub kind: PlanKind,
    pub plan: Vec<u8>,
    /// The optimized plan of a file whose physical plan this is.
    pub optimized: Option<Vec<u8>>,
}

/// What runs unless another kind is asked for.
const PREFERRED: [PlanKind; 3] = [PlanKind::Optimized, PlanKind::Logical, PlanKind::Physical];

/// Reads the file and picks the plan of `kind`. Call it inside [`planarium_plan_codec::with_deep_stack`].
pub(crate) fn load(path: &Path, kind: Option<PlanKind>) -> Result<Loaded> {
    let bytes = read(path)?;
    if is_zip(&bytes) {
        from_container(&bytes, kind)
    } else {
        from_bytes(bytes, kind)
    }
}

/// The bytes of a file that is neither empty nor too large.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| unreadable(&path.display().to_string(), &error);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    file.take(PLAN_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(failed)?;
    if bytes.len() as u64 > PLAN_BYTES {
        return Err(too_large(format!("more than {} MiB", PLAN_BYTES >> 20)));
    }
    if bytes.is_empty() {
        return Err(Error::new(
            ErrorCode::FileEmpty,
            format!("{} is empty.", path.display()),
        )
        .with_hint("Open a file that holds a plan."));
    }
    Ok(bytes)
}

pub(crate) fn from_container(bytes: &[u8], kind: Option<PlanKind>) -> Result<Loaded> {
    let container::Container {
        manifest,
        mut entries,
    } = container::unpack(bytes)?;
    let kinds: Vec<PlanKind> = PlanKind::ALL
        .into_iter()
        .filter(|kind| entries.contains_key(kind.entry()))
        .collect();
    let kind = match kind {
        Some(kind) => kind,
        None => PREFERRED
            .into_iter()
            .find(|kind| kinds.contains(kind))
            .ok_or_else(|| foreign("it holds no plan"))?,
    };
    let plan = entries
        .remove(kind.entry())
        .ok_or_else(|| missing(kind, &manifest))?;
    Ok(Loaded {
        file_bytes: bytes.len(),
        manifest: Some(manifest),
        kinds,
        kind,
        plan,
        optimized: entries.remove(PlanKind::Optimized.entry()),
    })
}

fn missing(kind: PlanKind, manifest: &Manifest) -> Error {
    let reason = manifest
        .not_serialized
        .iter()
        .find(|entry| entry.kind == kind);
    let error = Error::new(
        ErrorCode::PlanKindMissing,
        format!("The file holds no {} plan.", kind.as_str()),
    );
    match reason {
        Some(entry) => error.with_hint(format!("It could not be saved: {}", entry.reason)),
        None => error.with_hint("Choose another kind, or save the plan again with that stage."),
    }
}

/// Raw bytes do not say what they are: a plan of the right kind decodes and has an
/// operator. A physical plan that happens to read as a logical one cannot be told
/// apart, hence the option to say which it is.
fn from_bytes(bytes: Vec<u8>, kind: Option<PlanKind>) -> Result<Loaded> {
    let kind = match kind {
        Some(kind) => of_kind(&bytes, kind)?,
        None => detect(&bytes)?,
    };
    Ok(Loaded {
        file_bytes: bytes.len(),
        manifest: None,
        kinds: vec![kind],
        kind,
        plan: bytes,
        optimized: None,
    })
}

/// `kind`, unless the bytes are whole as a plan of the other sort only.
fn of_kind(bytes: &[u8], kind: PlanKind) -> Result<PlanKind> {
    let other = match guess_root(bytes) {
        TreeRoot::Logical => kind.is_physical(),
        TreeRoot::Physical => !kind.is_physical(),
        TreeRoot::Foreign | TreeRoot::Opaque => false,
    };
    let reads = || raw::parse(bytes, kind).is_ok_and(|value| is_most(kept(&value, kind), bytes));
    if !other || reads() {
        return Ok(kind);
    }
    match detect(bytes) {
        Ok(found) if found.is_physical() != kind.is_physical() => {
            let [holds, wanted] = match found.is_physical() {
                true => ["physical", "logical"],
                false => ["logical", "physical"],
            };
            Err(Error::new(
                ErrorCode::PlanKindMissing,
                format!("The bytes hold a {holds} plan, not a {wanted} one."),
            )
            .with_hint("Open them without asking for a kind."))
        }
        // What is damaged is told where it is read.
        _ => Ok(kind),
    }
}

pub(crate) fn detect(bytes: &[u8]) -> Result<PlanKind> {
    let candidates = [PlanKind::Optimized, PlanKind::Physical];
    let results = candidates.map(|kind| (kind, raw::parse(bytes, kind)));
    // Unknown fields are skipped by decoders: the reading that keeps more of the bytes is the right one.
    let best = results
        .iter()
        .filter_map(|(kind, value)| value.as_ref().ok().map(|value| (*kind, kept(value, *kind))))
        .max_by_key(|(_, kept)| *kept);
    match best {
        Some((kind, kept)) if is_most(kept, bytes) => Ok(kind),
        _ => {
            let deep = results.into_iter().filter_map(|(_, value)| value.err());
            let telling = [ErrorCode::PlanTooDeep, ErrorCode::PlanFileTooLarge];
            Err(deep
                .into_iter()
                .find(|error| telling.contains(&error.code))
                .unwrap_or_else(|| match guess_root(bytes) {
                    TreeRoot::Foreign | TreeRoot::Opaque => {
                        foreign("its bytes are neither a ZIP file nor a DataFusion plan")
                    }
                    _ => damaged("a part of the plan is missing or altered", &""),
                }))
        }
    }
}

fn kept(value: &serde_json::Value, kind: PlanKind) -> usize {
    raw::to_bytes(value.clone(), kind).map_or(0, |bytes| bytes.len())
}

fn is_most(kept: usize, bytes: &[u8]) -> bool {
    kept * 2 > bytes.len()
}
