//! The columns of Parquet and Arrow files, over all files of a table.
//!
//! DataFusion takes two columns of one name in a file for one, and refuses files whose types
//! differ. <https://github.com/apache/datafusion/issues/24381>

use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use datafusion::datasource::listing::ListingOptions;
use datafusion::datasource::physical_plan::parquet::metadata::CachedParquetMetaData;
use datafusion::execution::context::SessionState;
use datafusion::object_store::{ObjectMeta, ObjectStore};

use super::FileFormat;
use planarium_df_patches::duplicate_columns;
use planarium_error::control;
use planarium_error::{Error, ErrorCode, Result, absolute};
use planarium_readers::arrow::arrow_columns;

/// The columns of `objects`, each with a type that holds the values of all files.
///
/// # Errors
/// `file_mismatch` for a name that a file has twice, and for types that no type holds both of.
pub(super) async fn of_files(
    state: &SessionState,
    store: &Arc<dyn ObjectStore>,
    listing: &ListingOptions,
    format: FileFormat,
    objects: &[ObjectMeta],
) -> Result<SchemaRef> {
    let inferred = listing.format.infer_schema(state, store, objects).await;
    let binary = matches!(format, FileFormat::Parquet | FileFormat::Arrow);
    if !binary || inferred.is_err() && objects.len() < 2 {
        return Ok(inferred?);
    }
    if let Ok(schema) = inferred {
        for object in objects {
            control::check()?;
            refuse_twice(state, format, object)?;
        }
        return Ok(match objects {
            [_] => schema,
            _ => nullable(schema.fields()),
        });
    }
    let mut all: Vec<Column> = Vec::new();
    for object in objects {
        let one = std::slice::from_ref(object);
        let schema = listing.format.infer_schema(state, store, one).await?;
        refuse_twice(state, format, object)?;
        for field in schema.fields() {
            match all
                .iter_mut()
                .find(|column| column.field.name() == field.name())
            {
                Some(column) => column.widen(field, object)?,
                None => all.push(Column {
                    field: Arc::clone(field),
                    file: path(object),
                }),
            }
        }
    }
    let fields: Fields = all.into_iter().map(|column| column.field).collect();
    Ok(nullable(&fields))
}

/// A column that one file requires may be missing in another.
fn nullable(fields: &Fields) -> SchemaRef {
    let fields = fields.iter().map(|field| field.as_ref().clone());
    let fields: Vec<Field> = fields.map(|field| field.with_nullable(true)).collect();
    Arc::new(Schema::new(fields))
}

/// A column as the files so far have it.
struct Column {
    field: FieldRef,
    /// The file that its type is of.
    file: String,
}

impl Column {
    fn widen(&mut self, other: &FieldRef, object: &ObjectMeta) -> Result<()> {
        let (here, there) = (self.field.data_type(), other.data_type());
        let Some(both) = wider(here, there) else {
            return Err(Error::new(
                ErrorCode::FileMismatch,
                format!(
                    "The column {} is {here} in {} and {there} in {}.",
                    self.field.name(),
                    self.file,
                    path(object)
                ),
            )
            .with_hint("Write one of them again with the other's type, or open them apart."));
        };
        if both != *here {
            self.file = path(object);
        }
        let nullable = self.field.is_nullable() || other.is_nullable();
        let field = self.field.as_ref().clone();
        self.field = Arc::new(field.with_data_type(both).with_nullable(nullable));
        Ok(())
    }
}

/// The type that holds every value of both; `None` where values would change.
fn wider(a: &DataType, b: &DataType) -> Option<DataType> {
    use DataType as T;
    if a == b {
        return Some(a.clone());
    }
    if let (Some(a), Some(b)) = (integer(a), integer(b)) {
        let bits = match a.signed == b.signed {
            true => a.bits.max(b.bits),
            // A signed type holds an unsigned one of half its bits.
            false => [a, b]
                .map(|of| if of.signed { of.bits } else { of.bits * 2 })
                .into_iter()
                .max()?,
        };
        return of_bits(a.signed || b.signed, bits);
    }
    Some(match (a, b) {
        (T::Null, other) | (other, T::Null) => other.clone(),
        (T::Float16 | T::Float32 | T::Float64, T::Float64)
        | (T::Float64, T::Float16 | T::Float32) => T::Float64,
        (T::Float16, T::Float32) | (T::Float32, T::Float16) => T::Float32,
        // Beyond 32 bits a float does not hold every integer.
        (T::Float64, other) | (other, T::Float64)
            if integer(other).is_some_and(|of| of.bits <= 32) =>
        {
            T::Float64
        }
        (T::Date32, T::Date64) | (T::Date64, T::Date32) => T::Date64,
        (T::Timestamp(a, zone), T::Timestamp(b, other)) if zone == other => {
            T::Timestamp(*a.max(b), zone.clone())
        }
        (T::Decimal128(p, s), T::Decimal128(q, t)) => {
            let scale = *s.max(t);
            let whole = (i16::from(*p) - i16::from(*s)).max(i16::from(*q) - i16::from(*t));
            let digits = u8::try_from(whole + i16::from(scale)).ok()?;
            match digits {
                ..=38 => T::Decimal128(digits, scale),
                39..=76 => T::Decimal256(digits, scale),
                _ => return None,
            }
        }
        (a, b) if is_text(a) && is_text(b) => T::Utf8View,
        (
            T::Binary | T::LargeBinary | T::BinaryView,
            T::Binary | T::LargeBinary | T::BinaryView,
        ) => T::BinaryView,
        (T::Struct(a), T::Struct(b)) => T::Struct(both(a, b)?),
        (T::List(a), T::List(b)) => {
            let nullable = a.is_nullable() || b.is_nullable();
            let item = wider(a.data_type(), b.data_type())?;
            T::List(Arc::new(Field::new(a.name(), item, nullable)))
        }
        _ => return None,
    })
}

fn both(a: &Fields, b: &Fields) -> Option<Fields> {
    let mut all: Vec<Field> = a.iter().map(|field| field.as_ref().clone()).collect();
    for other in b {
        match all.iter_mut().find(|field| field.name() == other.name()) {
            Some(field) => {
                let data_type = wider(field.data_type(), other.data_type())?;
                let nullable = field.is_nullable() || other.is_nullable();
                *field = field
                    .clone()
                    .with_data_type(data_type)
                    .with_nullable(nullable);
            }
            None => all.push(other.as_ref().clone().with_nullable(true)),
        }
    }
    Some(all.into())
}

#[derive(Clone, Copy)]
struct Integer {
    signed: bool,
    bits: u32,
}

fn integer(data_type: &DataType) -> Option<Integer> {
    let bits = u32::try_from(data_type.primitive_width()? * 8).ok()?;
    let signed = data_type.is_signed_integer();
    data_type.is_integer().then_some(Integer { signed, bits })
}

fn of_bits(signed: bool, bits: u32) -> Option<DataType> {
    Some(match (signed, bits) {
        (true, 8) => DataType::Int8,
        (true, 16) => DataType::Int16,
        (true, 32) => DataType::Int32,
        (true, 64) => DataType::Int64,
        (false, 8) => DataType::UInt8,
        (false, 16) => DataType::UInt16,
        (false, 32) => DataType::UInt32,
        (false, 64) => DataType::UInt64,
        (true, 128) => DataType::Decimal128(20, 0),
        _ => return None,
    })
}

fn is_text(data_type: &DataType) -> bool {
    match data_type {
        DataType::Dictionary(_, values) => is_text(values),
        _ => data_type.is_string(),
    }
}

fn path(object: &ObjectMeta) -> String {
    absolute(object.location.as_ref())
}

/// For a file whose columns were read before, which is thus sound.
fn refuse_twice(state: &SessionState, format: FileFormat, object: &ObjectMeta) -> Result<()> {
    let twice = match format {
        FileFormat::Parquet => twice_in_parquet(state, object),
        _ => twice_in_arrow(object),
    };
    match twice {
        Some(name) => Err(named_twice(&path(object), &name)),
        None => Ok(()),
    }
}

/// Of the metadata that were read just now.
fn twice_in_parquet(state: &SessionState, object: &ObjectMeta) -> Option<String> {
    let cache = state.runtime_env().cache_manager.get_file_metadata_cache();
    let kept = cache.get(&object.location)?.file_metadata;
    let kept = kept.as_any().downcast_ref::<CachedParquetMetaData>()?;
    duplicate_columns::in_parquet(kept.parquet_metadata())
}

fn twice_in_arrow(object: &ObjectMeta) -> Option<String> {
    duplicate_columns::in_schema(&arrow_columns(Path::new(&path(object)))?.schema)
}

fn named_twice(path: &str, name: &str) -> Error {
    duplicate_columns::error(format!("{path} has two columns called {name:?}."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::arrow::datatypes::TimeUnit;

    #[test]
    fn a_type_that_holds_the_values_of_both() {
        use DataType as T;
        let time = |unit| T::Timestamp(unit, None);
        let cases = [
            (T::Int32, T::Int64, Some(T::Int64)),
            (T::UInt32, T::Int8, Some(T::Int64)),
            (T::UInt64, T::Int8, Some(T::Decimal128(20, 0))),
            (T::Int32, T::Float64, Some(T::Float64)),
            (T::Int64, T::Float64, None),
            (
                T::Decimal128(5, 2),
                T::Decimal128(10, 0),
                Some(T::Decimal128(12, 2)),
            ),
            (T::Null, T::Boolean, Some(T::Boolean)),
            (T::Utf8, T::Int64, None),
            (
                time(TimeUnit::Second),
                time(TimeUnit::Nanosecond),
                Some(time(TimeUnit::Nanosecond)),
            ),
        ];
        for (a, b, expected) in cases {
            assert_eq!(wider(&a, &b), expected, "{a} {b}");
            assert_eq!(wider(&b, &a), expected, "{b} {a}");
        }
    }
}
