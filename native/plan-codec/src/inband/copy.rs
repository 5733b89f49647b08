//! The options of COPY. DataFusion's format drops them and writes those of the file format
//! instead, which are not yet set: they come from the session when the statement runs.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use datafusion::common::ScalarValue;
use datafusion::datasource::file_format::arrow::ArrowFormatFactory;
use datafusion::datasource::file_format::csv::CsvFormatFactory;
use datafusion::datasource::file_format::json::JsonFormatFactory;
use datafusion::datasource::file_format::parquet::ParquetFormatFactory;
use datafusion::datasource::file_format::{
    FileFormatFactory, file_type_to_format, format_as_file_type,
};
use datafusion::error::Result;
use datafusion::logical_expr::dml::CopyTo;
use datafusion::logical_expr::{Expr, lit};

use super::payload::Carried;
use super::restore::unfit;

/// True for a COPY that would write something else after its trip: one with options, and one to
/// CSV with none set, which would come back with quotes around every value.
pub(super) fn is_refused(copy: &CopyTo) -> bool {
    let format = file_type_to_format(&copy.file_type).ok();
    let csv = format
        .and_then(|format| Some(format.downcast_ref::<CsvFormatFactory>()?.options.is_none()));
    !copy.options.is_empty() || csv == Some(true)
}

/// The mark of `copy` and its options, in the order of their names.
pub(super) fn carried(copy: &CopyTo) -> Result<(Carried, Vec<Expr>)> {
    let format = file_type_to_format(&copy.file_type)?;
    let plain = is_plain(format.as_ref());
    let options: BTreeMap<_, _> = copy.options.iter().collect();
    let pairs = options
        .into_iter()
        .flat_map(|(key, value)| [lit(key.as_str()), lit(value.as_str())])
        .collect();
    Ok((Carried::Copy { plain }, pairs))
}

/// `copy` with the options in `arguments`.
pub(super) fn restored(mut copy: CopyTo, plain: bool, arguments: &[Expr]) -> Result<CopyTo> {
    copy.options = options(arguments)?;
    if plain {
        let format = file_type_to_format(&copy.file_type)?;
        if let Some(format) = without_options(format.as_ref()) {
            copy.file_type = format_as_file_type(format);
        }
    }
    Ok(copy)
}

fn options(pairs: &[Expr]) -> Result<HashMap<String, String>> {
    let text = |part: &Expr| match part {
        Expr::Literal(ScalarValue::Utf8(Some(text)), _) => Ok(text.clone()),
        _ => unfit("an option of COPY"),
    };
    let (pairs, []) = pairs.as_chunks::<2>() else {
        return unfit("an option of COPY");
    };
    pairs
        .iter()
        .map(|[key, value]| Ok((text(key)?, text(value)?)))
        .collect()
}

fn is_plain(format: &dyn FileFormatFactory) -> bool {
    if let Some(csv) = format.downcast_ref::<CsvFormatFactory>() {
        csv.options.is_none()
    } else if let Some(json) = format.downcast_ref::<JsonFormatFactory>() {
        json.options.is_none()
    } else if let Some(parquet) = format.downcast_ref::<ParquetFormatFactory>() {
        parquet.options.is_none()
    } else {
        format.downcast_ref::<ArrowFormatFactory>().is_some()
    }
}

fn without_options(format: &dyn FileFormatFactory) -> Option<Arc<dyn FileFormatFactory>> {
    if format.downcast_ref::<CsvFormatFactory>().is_some() {
        Some(Arc::new(CsvFormatFactory::new()))
    } else if format.downcast_ref::<JsonFormatFactory>().is_some() {
        Some(Arc::new(JsonFormatFactory::new()))
    } else if format.downcast_ref::<ParquetFormatFactory>().is_some() {
        Some(Arc::new(ParquetFormatFactory::new()))
    } else {
        None
    }
}
