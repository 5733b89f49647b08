//! The columns that an expression may name.

use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::common::{DFSchema, DataFusionError, TableReference};
use serde::Deserialize;
use ts_rs::TS;

use crate::error::{catch_panic, similar_names};
use crate::{Error, ErrorCode, Result, Session, catalog};

/// A table's name, or columns.
#[derive(Debug, Clone, Deserialize, TS)]
#[serde(untagged)]
pub enum ExprSchema {
    Table(String),
    Columns(Vec<ExprColumn>),
}

#[derive(Debug, Clone, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(optional_fields)]
pub struct ExprColumn {
    pub name: String,
    /// Arrow's own name of the type: `Int64`, `Utf8`, `Timestamp(ns)`.
    #[serde(rename = "type")]
    pub data_type: String,
    /// True by default.
    #[serde(default)]
    pub nullable: Option<bool>,
}

/// The schema itself; columns of a table go by the table's name as well.
///
/// # Errors
/// `table_unknown`; `invalid_request` for a type that Arrow does not know and for two columns of one name.
pub(super) async fn resolve(session: &Session, schema: &ExprSchema) -> Result<DFSchema> {
    match schema {
        ExprSchema::Table(name) => table(session, name).await,
        ExprSchema::Columns(columns) => {
            let fields = columns.iter().map(field).collect::<Result<Vec<_>>>()?;
            DFSchema::try_from(Schema::new(fields)).map_err(|error| {
                Error::new(ErrorCode::InvalidRequest, "These columns make no schema.")
                    .with_detail(error.strip_backtrace())
            })
        }
    }
}

/// The name as it is in the list of tables, or as SQL writes it.
async fn table(session: &Session, name: &str) -> Result<DFSchema> {
    let context = session.context();
    let exact = TableReference::bare(name);
    let (reference, provider) = match context.table_provider(exact.clone()).await {
        Ok(provider) => (exact, provider),
        Err(_) => {
            let parsed = TableReference::parse_str(name);
            let provider = context
                .table_provider(parsed.clone())
                .await
                .map_err(|error| unknown(session, name, &error))?;
            (parsed, provider)
        }
    };
    Ok(DFSchema::try_from_qualified_schema(
        reference,
        &provider.schema(),
    )?)
}

fn unknown(session: &Session, name: &str, error: &DataFusionError) -> Error {
    let known = catalog::names(session);
    let similar = similar_names(name, known.iter().map(String::as_str));
    let hint = match similar.first() {
        Some(similar) => format!("Did you mean {similar}?"),
        None => "Open the file it is in, or give the columns themselves.".to_owned(),
    };
    Error::new(
        ErrorCode::TableUnknown,
        format!("There is no table {name}."),
    )
    .with_hint(hint)
    .with_detail(error.strip_backtrace())
}

fn field(column: &ExprColumn) -> Result<Field> {
    let data_type = catch_panic(|| {
        column.data_type.parse::<DataType>().map_err(|error| {
            Error::new(
                ErrorCode::InvalidRequest,
                format!(
                    "The type of the column {} is not one of Arrow: {}.",
                    column.name, column.data_type
                ),
            )
            .with_hint("Use Arrow's names, such as Int64, Float64, Utf8, Date32 or Timestamp(ns).")
            .with_detail(error.to_string())
        })
    })?;
    Ok(Field::new(
        &column.name,
        data_type,
        column.nullable.unwrap_or(true),
    ))
}
