//! What is said of a folder whose files cannot be one table.

use futures::future::BoxFuture;

use super::{FolderContents, FolderTable, look_with};
use crate::catalog::OpenOptions;
use crate::error::{Error, ErrorCode, Result};
use crate::session::Session;
use planarium_error::listed;

/// How many tables an error lists.
const LISTED: usize = 5;

/// Refuses a folder whose files cannot be one table: they have several formats, or columns that are
/// not those of its widest file.
///
/// # Errors
/// `file_mismatch`, and those of [`super::look_into_folder`].
pub(in crate::catalog) async fn refuse_several(
    session: &Session,
    path: &str,
    options: &OpenOptions,
) -> Result<()> {
    let Some(contents) = boxed(session, path, options).await? else {
        return Ok(());
    };
    let widest = contents
        .tables
        .iter()
        .max_by_key(|table| table.columns.len());
    let within = |table: &FolderTable| {
        widest.is_some_and(|widest| {
            let mut columns = table.columns.iter();
            columns.all(|column| widest.columns.contains(column))
        })
    };
    if contents.one_format && contents.tables.iter().all(within) {
        return Ok(());
    }
    Err(several(path, options.name.as_deref(), &contents))
}

/// Looking makes tables, which may look in turn as far as the compiler knows.
fn boxed<'a>(
    session: &'a Session,
    path: &'a str,
    options: &'a OpenOptions,
) -> BoxFuture<'a, Result<Option<FolderContents>>> {
    Box::pin(look_with(session, path, options))
}

fn several(path: &str, name: Option<&str>, contents: &FolderContents) -> Error {
    let tables = &contents.tables;
    let all: Vec<String> = tables
        .iter()
        .map(|table| format!("{} ({})", table.name, table.format.label()))
        .collect();
    let each: Vec<String> = tables
        .iter()
        .take(LISTED)
        .map(|table| format!("-t {}={}", table.name, in_shell(&table.path)))
        .collect();
    let more = match tables.len() > LISTED {
        true => " …",
        false => "",
    };
    let mut hint = format!("Open each as a table: {}{more}", each.join(" "));
    if contents.one_format {
        let format = tables.first().map_or("csv", |table| table.format.option());
        let name = name.unwrap_or("NAME");
        hint.push_str(&format!(
            "\nTo read them as one table all the same: --opt {name}.format={format}"
        ));
    }
    Error::new(
        ErrorCode::FileMismatch,
        match tables.len() {
            1 => format!(
                "{path} contains one table, {}, and files that cannot be opened: {}",
                listed(&all, LISTED),
                contents
                    .faults
                    .first()
                    .map_or("", |fault| fault.error.message.as_str())
            ),
            count => format!(
                "{path} contains {count} different tables: {}.",
                listed(&all, LISTED)
            ),
        },
    )
    .with_hint(hint)
}

/// A path as a POSIX shell reads it.
fn in_shell(path: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || "/._-+=:,@%".contains(sign);
    match path.chars().all(plain) {
        true => path.to_owned(),
        false => format!("'{}'", path.replace('\'', r"'\''")),
    }
}
