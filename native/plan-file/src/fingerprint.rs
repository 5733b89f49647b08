//! What a source looked like, to notice later that it changed.

use datafusion::datasource::listing::ListingTableUrl;
use datafusion::object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use futures::TryStreamExt;

use super::container::sha256;
use super::inspect::number;
use super::manifest::Fingerprint;
use super::urls;
use planarium_error::Result;
use planarium_plan_codec::PlanSession;

/// A Parquet file ends in the length of its footer (4 bytes, little-endian) and `PAR1`.
const TAIL: u64 = 8;
/// A longer footer is not read: its length is most likely a lie.
const LONGEST_FOOTER: u64 = 256 * 1024 * 1024;

/// Fingerprints of the files behind `url`, at most one for a plain file.
///
/// # Errors
/// Those of the object store, when it cannot be listed.
pub(super) async fn take(
    session: &impl PlanSession,
    url: &ListingTableUrl,
    extension: &str,
) -> Result<Vec<Fingerprint>> {
    let state = session.context().state();
    let store = state.runtime_env().object_store(url)?;
    let base = url.object_store();
    let metas: Vec<ObjectMeta> = if url.is_collection() {
        url.list_all_files(&state, store.as_ref(), extension)
            .await?
            .try_collect()
            .await?
    } else {
        vec![
            store
                .head(url.prefix())
                .await
                .map_err(datafusion::error::DataFusionError::from)?,
        ]
    };
    let mut prints = Vec::with_capacity(metas.len());
    for meta in metas {
        let footer_sha256 = footer(store.as_ref(), &meta).await;
        prints.push(Fingerprint {
            url: urls::of(base.as_str(), meta.location.as_ref()),
            bytes: number(usize::try_from(meta.size).unwrap_or(usize::MAX)),
            modified: Some(meta.last_modified.to_rfc3339()),
            footer_sha256,
        });
    }
    Ok(prints)
}

/// SHA-256 of a Parquet footer; `None` for other files.
async fn footer(store: &dyn ObjectStore, meta: &ObjectMeta) -> Option<String> {
    let start = meta.size.checked_sub(TAIL)?;
    let tail = store
        .get_range(&meta.location, start..meta.size)
        .await
        .ok()?;
    let length = u64::from(u32::from_le_bytes(tail.get(..4)?.try_into().ok()?));
    if tail.get(4..)? != b"PAR1" || length > LONGEST_FOOTER {
        return None;
    }
    let footer = store
        .get_range(&meta.location, start.checked_sub(length)?..start)
        .await
        .ok()?;
    Some(sha256(&footer))
}

/// True when a source is not what it was: another size or footer, or where there
/// is no footer another time of modification.
pub(super) fn differs(saved: &Fingerprint, now: &Fingerprint) -> bool {
    if saved.bytes != now.bytes {
        return true;
    }
    match (&saved.footer_sha256, &now.footer_sha256) {
        (Some(saved), Some(now)) => saved != now,
        (None, None) => saved.modified != now.modified,
        _ => true,
    }
}
