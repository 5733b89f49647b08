//! Types of columns that are given instead of found: options of our own, `column_types`, columns as
//! SQL declares them (`id VARCHAR, price DECIMAL(10, 2)`), and `text_columns`, names of columns that
//! are text whatever their values look like, as a line of CSV.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::execution::SessionState;
use datafusion::logical_expr::{DdlStatement, LogicalPlan};

use super::FileFormat;
use planarium_df_patches::blocking_poll;
use planarium_error::{Error, ErrorCode, Result};
use planarium_readers::csv::dialect::option;
use planarium_readers::csv::noted::values;

/// The options' names.
pub(super) const TEXT: &str = "text_columns";
pub(super) const TYPES: &str = "column_types";

/// `schema` with the types that `options` give its columns.
///
/// # Errors
/// `invalid_request` for a column that is not there, a type that is not read from text, and for files
/// that tell the types of their columns themselves.
pub(super) async fn apply(
    schema: SchemaRef,
    format: FileFormat,
    options: &BTreeMap<String, String>,
    state: &SessionState,
) -> Result<SchemaRef> {
    let (text, types) = (option(options, TEXT), option(options, TYPES));
    let given = match (text, types) {
        (None, None) => return Ok(schema),
        (Some(_), _) => TEXT,
        (None, Some(_)) => TYPES,
    };
    if !matches!(format, FileFormat::Csv | FileFormat::Excel) {
        return Err(Error::new(
            ErrorCode::InvalidRequest,
            format!("{given} does not suit a {} file.", format.label()),
        )
        .with_hint(format!("Leave it out: {given} is for CSV and Excel files.")));
    }
    let mut wanted: HashMap<String, DataType> = HashMap::new();
    for field in declared(types.unwrap_or_default(), state).await? {
        let name = column(&schema, field.name()).ok_or_else(|| unknown(TYPES, field.name()))?;
        wanted.insert(name, of_text(&field)?);
    }
    let names: BTreeSet<String> = text.map(values).unwrap_or_default().into_iter().collect();
    for name in names {
        if schema.field_with_name(&name).is_err() {
            return Err(unknown(TEXT, &name));
        }
        wanted.insert(name, DataType::Utf8);
    }
    let fields = schema.fields().iter().map(|field| {
        let wanted = wanted.get(field.name()).cloned();
        wanted.map_or_else(
            || Arc::clone(field),
            |wanted| Arc::new(field.as_ref().clone().with_data_type(wanted)),
        )
    });
    let fields: Vec<Arc<Field>> = fields.collect();
    let metadata = schema.metadata().clone();
    Ok(Arc::new(Schema::new_with_metadata(fields, metadata)))
}

/// The column that SQL means by `name`: names without quotes are in lower case.
fn column(schema: &Schema, name: &str) -> Option<String> {
    let all = || schema.fields().iter().map(|field| field.name());
    let mut alike = all().filter(|column| column.to_lowercase() == *name);
    all()
        .find(|column| *column == name)
        .or_else(|| alike.next().filter(|_| alike.next().is_none()))
        .cloned()
}

fn unknown(option: &str, name: &str) -> Error {
    let hint = match option {
        TEXT => "text_columns lists columns, separated by commas.",
        _ => EXAMPLE,
    };
    Error::new(
        ErrorCode::InvalidRequest,
        format!("There is no column {name:?}."),
    )
    .with_hint(hint)
}

const EXAMPLE: &str = "column_types lists columns with their types as SQL does: id VARCHAR, \"Unit price\" DECIMAL(10, 2).";

/// The location of a table that is planned for its columns alone.
const NOWHERE: &str = "none";

/// The columns that `text` declares.
async fn declared(text: &str, state: &SessionState) -> Result<Vec<Field>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let refused = |detail: String| {
        Error::new(
            ErrorCode::InvalidRequest,
            format!("column_types cannot be read: {text}."),
        )
        .with_hint(EXAMPLE)
        .with_detail(detail)
    };
    let sql = format!("CREATE EXTERNAL TABLE t ({text}) STORED AS CSV LOCATION '{NOWHERE}'");
    let dialect = state.config_options().sql_parser.dialect;
    let plan = blocking_poll(async {
        let statement = state.sql_to_statement(&sql, &dialect)?;
        state.statement_to_plan(statement).await
    });
    match plan.await {
        Ok(LogicalPlan::Ddl(DdlStatement::CreateExternalTable(table)))
            if table.locations == [NOWHERE] =>
        {
            let fields = table.schema.fields().iter();
            Ok(fields.map(|field| field.as_ref().clone()).collect())
        }
        Ok(_) => Err(refused("it declares more than columns".to_owned())),
        Err(error) => Err(refused(error.strip_backtrace())),
    }
}

/// The type of a declared column, which the values of text can have.
fn of_text(field: &Field) -> Result<DataType> {
    match field.data_type() {
        DataType::Utf8View => Ok(DataType::Utf8),
        found if found.is_primitive() || *found == DataType::Boolean || *found == DataType::Utf8 => {
            Ok(found.clone())
        }
        other => Err(Error::new(
            ErrorCode::InvalidRequest,
            format!(
                "The column {:?} cannot have the type {other}: its values are text, numbers, booleans, \
                 dates or times.",
                field.name()
            ),
        )
        .with_hint(EXAMPLE)),
    }
}
