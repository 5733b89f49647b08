//! The payload of an embedded table; its layout is in the head of [`super`].

use std::io::Write;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::plan_err;
use datafusion::error::Result;

use super::super::constraint_note::without_note;
use super::embed::Embedded;
use super::stream;
use planarium_plan_wire::payload_magic::MEMORY_TABLE as MAGIC;

const VERSION: u8 = 1;
/// As many as any operator may have.
const PARTITIONS: usize = 1_024;

pub(super) fn owns(payload: &[u8]) -> bool {
    payload.starts_with(MAGIC)
}

/// # Errors
/// For a version that cannot be read here.
pub(super) fn version(payload: &[u8]) -> Result<()> {
    match payload.get(MAGIC.len()) {
        Some(&VERSION) => Ok(()),
        Some(version) => plan_err!(
            "DFJSMT: version {version} of embedded tables; this program reads version {VERSION}"
        ),
        None => cut(),
    }
}

pub(super) fn write(table: &Embedded, out: &mut impl Write) -> Result<()> {
    if table.len() > PARTITIONS {
        return plan_err!(
            "DFJSMT: a table of {} partitions, at most {PARTITIONS} can be embedded",
            table.len()
        );
    }
    out.write_all(MAGIC)?;
    out.write_all(&[VERSION])?;
    out.write_all(&u32::try_from(table.len()).unwrap_or(u32::MAX).to_le_bytes())?;
    let schema = without_note(&datafusion::catalog::TableProvider::schema(table));
    for batches in table.partitions() {
        let mut length = stream::Counter::default();
        stream::write(&schema, &batches, &mut length)?;
        out.write_all(&length.0.to_le_bytes())?;
        stream::write(&schema, &batches, out)?;
    }
    Ok(())
}

/// The batches of each partition.
///
/// # Errors
/// Naming `DFJSMT`, for another version, lengths that do not fit, and rows that are damaged or of
/// another schema.
pub(super) fn read(payload: &[u8], schema: &SchemaRef) -> Result<Vec<Vec<RecordBatch>>> {
    version(payload)?;
    let rest = payload.get(MAGIC.len() + 1..).unwrap_or_default();
    let Some((count, mut rest)) = rest.split_first_chunk::<4>() else {
        return cut();
    };
    let count = usize::try_from(u32::from_le_bytes(*count)).unwrap_or(usize::MAX);
    if count == 0 || count > PARTITIONS {
        return plan_err!("DFJSMT: {count} partitions, 1 to {PARTITIONS} are accepted");
    }
    let mut partitions = Vec::with_capacity(count);
    for _ in 0..count {
        let Some((length, after)) = rest.split_first_chunk::<8>() else {
            return cut();
        };
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let Some((rows, after)) = after.split_at_checked(length) else {
            return cut();
        };
        partitions.push(stream::read(rows, schema)?);
        rest = after;
    }
    if rest.is_empty() {
        Ok(partitions)
    } else {
        plan_err!("DFJSMT: {} bytes too many in a payload", rest.len())
    }
}

fn cut<T>() -> Result<T> {
    plan_err!("DFJSMT: the payload is cut off")
}
