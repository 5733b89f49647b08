//! Worksheets of Excel workbooks as tables: their rows are read once, and kept in memory.

use std::sync::Arc;

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::common::TableReference;
use datafusion::datasource::MemTable;
use datafusion::execution::SessionState;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{Statement as Ast, TableObject};

use super::opened::Origin;
use super::provided::Provided;
use super::source::{Source, local};
use super::{FileFormat, OpenOptions, column_types, provider_of};
use crate::Catalog;
use planarium_error::control;
use planarium_error::{Error, ErrorCode, Result, similar_names};
use planarium_readers::csv::dialect::option;
use planarium_readers::excel::{self, Wanted};
use planarium_sql as sql;

/// What the reader takes.
const OPTIONS: [&str; 4] = [
    "sheet",
    "has_header",
    column_types::TEXT,
    column_types::TYPES,
];

/// The table of a worksheet.
///
/// # Errors
/// Those of [`excel::read`]; `file_mismatch` for several workbooks, and for a value that is not of
/// the type that its column is given; `invalid_request` for options that do not suit.
pub(super) async fn provider(
    state: &SessionState,
    source: &Source,
    options: &OpenOptions,
) -> Result<Provided> {
    if source.files.len() > 1 {
        return Err(Error::new(
            ErrorCode::FileMismatch,
            format!("{} holds several Excel workbooks.", source.place),
        )
        .with_hint("Open each as a table of its own."));
    }
    refuse_unknown(options)?;
    let path = local::first(source)?;
    let sheet = option(&options.options, "sheet").filter(|name| !name.is_empty());
    let sheet = sheet.map(str::to_owned);
    let has_header = option(&options.options, "has_header")
        .map(is_true)
        .transpose()?;
    let pool = Arc::clone(&state.runtime_env().memory_pool);
    let read = move || {
        let wanted = Wanted {
            sheet: sheet.as_deref(),
            has_header,
        };
        excel::read(&path, wanted, &pool)
    };
    let worksheet = control::blocking(read).await?;
    let schema = worksheet.rows.schema();
    let wanted = column_types::apply(schema, FileFormat::Excel, &options.options, state).await?;
    let strict = CastOptions {
        safe: false,
        ..CastOptions::default()
    };
    let columns = worksheet.rows.columns().iter().zip(wanted.fields());
    let columns: Vec<_> = columns
        .map(|(column, field)| {
            cast_with_options(column, field.data_type(), &strict).map_err(|error| {
                Error::new(
                    ErrorCode::FileMismatch,
                    format!(
                        "A value of the column {:?} in {} is not of the type {}.",
                        field.name(),
                        source.place,
                        field.data_type()
                    ),
                )
                .with_hint("Give the column another type, or leave it to what is found.")
                .with_detail(error.to_string())
            })
        })
        .collect::<Result<_>>()?;
    let rows = RecordBatch::try_new(Arc::clone(&wanted), columns)
        .map_err(|error| Error::new(ErrorCode::Internal, error.to_string()))?;
    let batches = state.config().batch_size();
    let parts = (0..rows.num_rows()).step_by(batches);
    let parts = parts.map(|start| rows.slice(start, batches.min(rows.num_rows() - start)));
    let table = MemTable::try_new(wanted, vec![parts.collect()])?;
    let found = [
        ("sheet".to_owned(), worksheet.sheet),
        ("has_header".to_owned(), worksheet.has_header.to_string()),
    ];
    Ok(Provided {
        table: Arc::new(table),
        held: Some(worksheet.held),
        found: found.into(),
        sheets: worksheet.sheets,
    })
}

fn is_true(value: &str) -> Result<bool> {
    value.parse().map_err(|_| {
        Error::new(
            ErrorCode::InvalidRequest,
            format!("has_header is true or false, not {value:?}."),
        )
    })
}

fn refuse_unknown(options: &OpenOptions) -> Result<()> {
    let names = options.options.keys();
    let mut names = names.map(|key| key.strip_prefix("format.").unwrap_or(key));
    let Some(unknown) = names.find(|name| !OPTIONS.contains(name)) else {
        return Ok(());
    };
    let similar = similar_names(unknown, OPTIONS);
    Err(Error::new(
        ErrorCode::InvalidRequest,
        format!("The reader of Excel files has no option {unknown}."),
    )
    .with_hint(match similar.is_empty() {
        true => format!("Its options are {}.", OPTIONS.join(", ")),
        false => format!("Did you mean {}?", similar.join(" or ")),
    }))
}

/// Refuses a statement that changes the rows of a worksheet: they would change in memory alone.
///
/// # Errors
/// `unsupported_statement`.
pub(super) async fn refuse_writes(catalog: &Catalog, statement: &Statement) -> Result<()> {
    let Statement::Statement(inner) = statement else {
        return Ok(());
    };
    let written: Vec<TableReference> = match &**inner {
        Ast::Insert(insert) => match &insert.table {
            TableObject::TableName(name) => vec![TableReference::from(name.to_string())],
            _ => Vec::new(),
        },
        Ast::Update(_) | Ast::Delete(_) => sql::tables(catalog, statement),
        _ => return Ok(()),
    };
    for name in written {
        let Some(provider) = provider_of(catalog, &name).await else {
            continue;
        };
        if let Some(Origin::File {
            format: FileFormat::Excel,
            ..
        }) = catalog.opened().of(&provider)
        {
            return Err(Error::new(
                ErrorCode::UnsupportedStatement,
                format!("{name} is read from an Excel file, which cannot be written."),
            )
            .with_hint(format!(
                "Change a copy of its rows: CREATE TABLE copy AS SELECT * FROM {name}"
            )));
        }
    }
    Ok(())
}
