//! A plan as its bytes: opened even where it cannot be decoded, and read piece by piece.

mod constant;
mod nodes;
mod zip_fault;

use std::path::Path;

use memchr::memmem;
use serde::Serialize;
use ts_rs::TS;

use super::container::{is_zip, sha256};
use super::inspect::{ContainerKind, InspectOptions, detect, from_container, read};
use super::manifest::PlanKind;
use super::raw;
use planarium_error::{Error, ErrorCode, Result};
use planarium_plan_codec::with_deep_stack;
use planarium_plan_wire::view::NoSuchField;
use planarium_plan_wire::{
    PlanNodeBytes, PlanPart, TreeRoot, WireChildren, WireFault, WireField, WireTree, attribute,
    find_fault, guess_root, offset,
};

/// Most bytes of one slice, and most fields of one answer.
const SLICE: usize = 64 * 1024;
const FIELDS: usize = 1_000;

/// What the bytes are, and what can be told of all of them.
#[derive(Debug, Clone, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct BytesSummary {
    pub path: String,
    pub container: ContainerKind,
    /// Plans of the file.
    pub kinds: Vec<PlanKind>,
    /// What the bytes are read as; `None` for bytes that are no plan.
    pub kind: Option<PlanKind>,
    /// Number of bytes.
    pub bytes: u32,
    /// SHA-256 of the bytes, hex: as in the plan's inspection.
    pub sha256: String,
    /// In the order of their bytes.
    pub nodes: Vec<PlanNodeBytes>,
    /// The first 10,000.
    pub parts: Vec<PlanPart>,
    /// Where decoding fails.
    pub fault: Option<WireFault>,
    /// Why the plan cannot be shown as one.
    pub error: Option<Error>,
}

/// The bytes of one plan, or of a file that is none.
#[derive(Debug)]
pub struct BytesView {
    bytes: Vec<u8>,
    root: TreeRoot,
    summary: BytesSummary,
}

struct Opened {
    container: ContainerKind,
    kinds: Vec<PlanKind>,
    kind: Option<PlanKind>,
    bytes: Vec<u8>,
    error: Option<Error>,
    fault: Option<WireFault>,
    root: TreeRoot,
}

impl BytesView {
    /// Opens the plan that [`super::inspect()`] shows, or what is in its place.
    ///
    /// # Errors
    /// `file_missing`, `file_unreadable`, `file_empty`, `plan_file_too_large`,
    /// `plan_kind_missing`. Bytes that are no plan are no error here: the summary tells.
    pub fn open(path: &Path, options: &InspectOptions) -> Result<Self> {
        with_deep_stack(|| {
            let opened = open(read(path)?, options.kind)?;
            let Opened { bytes, root, .. } = opened;
            let mut found = attribute(&bytes, root);
            let mut error = opened.error;
            let mut fault = opened.fault;
            if let Some(kind) = opened.kind {
                match raw::parse(&bytes, kind) {
                    Ok(value) => nodes::name(&mut found.nodes, &bytes, &value, kind),
                    Err(reason) => error = error.or(Some(reason)),
                }
            }
            if error.is_some() {
                fault = fault.or_else(|| find_fault(&bytes, root));
            }
            let summary = BytesSummary {
                path: path.to_string_lossy().into_owned(),
                container: opened.container,
                kinds: opened.kinds,
                kind: opened.kind,
                bytes: offset(bytes.len()),
                sha256: sha256(&bytes),
                nodes: found.nodes,
                parts: found.parts,
                fault,
                error,
            };
            Ok(Self {
                bytes,
                root,
                summary,
            })
        })
    }

    pub fn summary(&self) -> &BytesSummary {
        &self.summary
    }

    /// Up to 64 KiB from `start`; fewer at the end.
    pub fn slice(&self, start: usize, length: usize) -> &[u8] {
        let start = start.min(self.bytes.len());
        let end = (start + length.min(SLICE)).min(self.bytes.len());
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// As [`WireTree::children`], up to 1,000 at once.
    ///
    /// # Errors
    /// `invalid_request` for a path that leads nowhere.
    pub fn children(&self, path: &[u32], from: usize, limit: usize) -> Result<WireChildren> {
        self.tree()
            .children(path, from, limit.min(FIELDS))
            .map_err(|NoSuchField(start)| {
                Error::new(
                    ErrorCode::InvalidRequest,
                    format!("There is no field at byte {start}."),
                )
            })
    }

    /// As [`WireTree::locate`].
    pub fn locate(&self, start: usize, end: usize) -> Vec<WireField> {
        self.tree().locate(start, end)
    }

    fn tree(&self) -> WireTree<'_> {
        WireTree::new(&self.bytes, self.root).with_constants(constant::text)
    }

    /// Where `pattern` is next, from `from` on and then from the start.
    pub fn find(&self, pattern: &[u8], from: usize) -> Option<u32> {
        if pattern.is_empty() {
            return None;
        }
        let from = from.min(self.bytes.len());
        let finder = memmem::Finder::new(pattern);
        let (_, behind) = self.bytes.split_at(from);
        // One that begins before `from` may end behind it.
        let before = self.bytes.get(..from + pattern.len() - 1);
        finder
            .find(behind)
            .map(|at| from + at)
            .or_else(|| finder.find(before.unwrap_or(&self.bytes)))
            .map(offset)
    }
}

fn open(file: Vec<u8>, wanted: Option<PlanKind>) -> Result<Opened> {
    if !is_zip(&file) {
        return Ok(open_bytes(file, wanted));
    }
    match from_container(&file, wanted) {
        Ok(loaded) => Ok(Opened {
            container: ContainerKind::Dfplan,
            kinds: loaded.kinds,
            kind: Some(loaded.kind),
            root: root_of(loaded.kind),
            bytes: loaded.plan,
            error: None,
            fault: None,
        }),
        Err(error) if error.code == ErrorCode::PlanKindMissing => Err(error),
        Err(error) => Ok(Opened {
            container: ContainerKind::Dfplan,
            kinds: Vec::new(),
            kind: None,
            fault: zip_fault::find(&file),
            bytes: file,
            error: Some(error),
            root: TreeRoot::Opaque,
        }),
    }
}

fn open_bytes(bytes: Vec<u8>, wanted: Option<PlanKind>) -> Opened {
    let (kind, error) = match wanted.map_or_else(|| detect(&bytes), Ok) {
        Ok(kind) => (Some(kind), None),
        Err(error) => {
            let kind = match guess_root(&bytes) {
                TreeRoot::Logical => Some(PlanKind::Optimized),
                TreeRoot::Physical => Some(PlanKind::Physical),
                TreeRoot::Foreign | TreeRoot::Opaque => None,
            };
            (kind, Some(error))
        }
    };
    Opened {
        container: ContainerKind::Bytes,
        kinds: kind.into_iter().collect(),
        kind,
        root: kind.map_or(TreeRoot::Foreign, root_of),
        bytes,
        error,
        fault: None,
    }
}

fn root_of(kind: PlanKind) -> TreeRoot {
    if kind.is_physical() {
        TreeRoot::Physical
    } else {
        TreeRoot::Logical
    }
}
