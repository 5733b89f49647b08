//! Files that a statement names by their path: opened once, and looked at once per statement.

use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::execution::SessionState;

use super::OpenOptions;
use super::open::make;
use super::opened::{OpenedFiles, Origin};
use super::source::resolve;
use planarium_error::Result;
use planarium_error::control::{self, Control};

/// The table of the files at `path`.
///
/// # Errors
/// As [`super::open_file`].
pub(crate) async fn in_place(
    opened: &OpenedFiles,
    state: &SessionState,
    path: &str,
) -> Result<Arc<dyn TableProvider>> {
    let control = Control::current();
    if let Some((table, Origin::File { source, .. })) = opened.in_place(path) {
        if control.looked_at(path) {
            return Ok(table);
        }
        let looked_at = path.to_owned();
        let now = move || Ok(resolve(&looked_at)?.files);
        if control::blocking(now).await? == source.files {
            control.note_look(path);
            return Ok(table);
        }
    }
    let made = make(state, path, OpenOptions::default()).await?;
    opened.keep_in_place(path, &made.provider, made.origin);
    control.note_look(path);
    Ok(made.provider)
}
