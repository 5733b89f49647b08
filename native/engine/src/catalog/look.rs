//! What a path would be as a table, without opening it.

use super::provider::provider;
use super::sniff::sniff;
use super::source::resolve;
use super::{FileFormat, OpenOptions};
use crate::error::catch_panic;
use crate::{Error, Result, Session};

/// What the first file of `path` is by its content and name.
///
/// # Errors
/// As [`super::open_file`].
pub(crate) async fn format_of(session: &Session, path: &str) -> Result<FileFormat> {
    let path = path.to_owned();
    let look = move || Ok(sniff(&resolve(&path)?.files[0], None)?.format);
    let looking = session.runtime().spawn_blocking(|| catch_panic(look));
    looking.await.map_err(Error::from)?
}

/// Names of the columns that the files of `path` hold, read with `options`, in their order.
///
/// # Errors
/// As [`super::open_file`].
pub(crate) async fn columns_of(
    session: &Session,
    path: &str,
    options: OpenOptions,
) -> Result<Vec<String>> {
    let (given, format) = (path.to_owned(), options.format);
    let look = move || {
        let source = resolve(&given)?;
        let sniffed = sniff(&source.files[0], format)?;
        Ok((source, sniffed))
    };
    let looking = session.runtime().spawn_blocking(|| catch_panic(look));
    let (source, sniffed) = looking.await.map_err(Error::from)??;
    let table = provider(session, &source, sniffed, &options).await?;
    let fields = table.schema();
    let names = fields.fields().iter().map(|field| field.name().clone());
    Ok(names.collect())
}
