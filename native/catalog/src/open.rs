//! Opening files as tables.

use super::info::TableInfo;
use super::made::full_name;
use super::opened::Origin;
use super::provided::Provided;
use super::provider::provider;
use super::source::{Place, Source, local, resolve};
use super::{FileFormat, folder, list, naming};
use crate::Catalog;
use datafusion::catalog::TableProvider;
use datafusion::common::TableReference;
use datafusion::execution::SessionState;
use planarium_df_patches::blocking_poll;
use planarium_error::control;
use planarium_error::{Error, ErrorCode, Result};
use planarium_readers::csv::dialect;
use planarium_readers::csv::noted::Noted;
use planarium_readers::row_count;
use planarium_readers::sniff::sniff;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use ts_rs::TS;

#[derive(Debug, Clone, Default, Deserialize, TS)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[ts(optional_fields)]
pub struct OpenOptions {
    /// Default: made from the file's name.
    pub name: Option<String>,
    /// Default: found out.
    pub format: Option<FileFormat>,
    /// DataFusion's options of the format: `delimiter`, `has_header`, `schema_infer_max_rec`, …; and
    /// ours: `text_columns`, `column_types`, `encoding`, `null_text` (docs/data-files.md).
    #[ts(optional, as = "Option<BTreeMap<String, String>>")]
    pub options: BTreeMap<String, String>,
}

impl OpenOptions {
    /// All but the name, as one list: the format under the name `format`.
    pub(super) fn all(&self) -> BTreeMap<String, String> {
        let mut all = self.options.clone();
        if let Some(format) = self.format {
            all.insert("format".to_owned(), format.option().to_owned());
        }
        all
    }
}

/// Opens the file, folder or pattern `path` as a table and tells what it is. Opening a path
/// again without a name looks at it anew under the name it has.
///
/// Errors: `file_missing`, `file_empty`, `file_unreadable`, `file_damaged`,
/// `file_format_unknown`, `file_mismatch` for a folder of
/// different tables unless its format was named, `table_exists` (only for a name that was asked for), `invalid_request`.
pub async fn open_file(
    session: &(impl AsRef<Catalog> + Sync),
    path: &str,
    options: OpenOptions,
) -> Result<TableInfo> {
    let catalog = session.as_ref();
    let wanted = options.name.clone();
    if options.format.is_none() {
        folder::refuse_several(catalog, path, &options).await?;
    }
    let made = make(&catalog.context().state(), path, options).await?;
    let name = name_for(catalog, wanted.as_deref(), &made.place)?;
    let provider = Arc::clone(&made.provider);
    register(catalog, TableReference::bare(&*name), made)?;
    Ok(list::describe(catalog, &name, &provider))
}

/// A table that is not registered yet.
pub(super) struct Made {
    place: Place,
    /// Options as they were found in the files.
    pub(super) found: BTreeMap<String, String>,
    /// The worksheets of a workbook.
    pub(super) sheets: Vec<String>,
    pub(super) provider: Arc<dyn TableProvider>,
    pub(super) origin: Origin,
}

/// Looks into the files of `path`.
pub(super) async fn make(state: &SessionState, path: &str, options: OpenOptions) -> Result<Made> {
    let path = path.to_owned();
    let format = options.format;
    Noted::given(&options.options)?;
    let given = dialect::given(&options.options);
    let as_usual = dialect::is_as_found(&options.options);
    let look = move || -> Result<(Source, _, _)> {
        // Before the files are looked into: what changes while they are is seen next time.
        let source = resolve(&path)?;
        let first = local::first(&source)?;
        let sniffed = sniff(&first, format, given)?;
        if as_usual {
            sniffed.dialect.refuse_title(&first)?;
        }
        let rows = row_count::count(sniffed.format, &local::paths(&source.files));
        Ok((source, sniffed, rows))
    };
    let (source, sniffed, rows) = control::blocking(look).await?;
    let Provided {
        table: provider,
        held,
        found,
        sheets,
    } = blocking_poll(provider(state, &source, sniffed, &options)).await?;
    let origin = Origin::File {
        source: source.clone(),
        format: sniffed.format,
        rows,
        options,
        _held: held,
    };
    Ok(Made {
        place: source.place,
        found,
        sheets,
        provider,
        origin,
    })
}

fn name_for(catalog: &Catalog, wanted: Option<&str>, place: &Place) -> Result<String> {
    let taken = list::names(catalog);
    match wanted {
        Some(name) if name.trim().is_empty() => Err(Error::new(
            ErrorCode::InvalidRequest,
            "A table needs a name.",
        )),
        Some(name) if taken.iter().any(|other| other == name) => Err(Error::new(
            ErrorCode::TableExists,
            format!("There is already a table {name}."),
        )
        .with_hint("Choose another name, or remove that table first.")),
        Some(name) => Ok(name.to_owned()),
        None => {
            let known = catalog.opened().names_of_place(place);
            let full = |name: &str| full_name(catalog, &TableReference::bare(name));
            let known = taken.iter().find(|name| known.contains(&full(name)));
            let free = || {
                naming::free(&naming::stem(place), |name| {
                    taken.iter().any(|other| other == name)
                })
            };
            Ok(known.cloned().unwrap_or_else(free))
        }
    }
}

/// Puts a table under `name`, in the place of what was there.
pub(super) fn register(catalog: &Catalog, name: TableReference, made: Made) -> Result<()> {
    let Made {
        provider, origin, ..
    } = made;
    let context = catalog.context();
    context.deregister_table(name.clone())?;
    context.register_table(name.clone(), Arc::clone(&provider))?;
    let name = full_name(catalog, &name);
    catalog.opened().note(&name, &provider, origin);
    Ok(())
}
