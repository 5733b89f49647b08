//! The scalar function that stands in a plan for what is carried.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::internal_err;
use datafusion::error::Result;
use datafusion::logical_expr::expr::{Placeholder, ScalarFunction};
use datafusion::logical_expr::{
    ColumnarValue, Expr, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature,
    Volatility,
};

use super::payload::Carried;

/// Has the name, type and nullability of what it stands for, and is never run.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct Marker {
    carried: Carried,
    signature: Signature,
}

impl Marker {
    fn new(carried: Carried) -> Self {
        Self {
            carried,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    /// The call of a marker.
    pub(super) fn call(carried: Carried, arguments: Vec<Expr>) -> Expr {
        Expr::ScalarFunction(ScalarFunction::new_udf(Self::function(carried), arguments))
    }

    /// The marker as a function, for physical plans.
    pub(crate) fn function(carried: Carried) -> Arc<ScalarUDF> {
        Arc::new(ScalarUDF::from(Self::new(carried)))
    }

    /// What `function` stands for, if it is a marker.
    pub(crate) fn of(function: &ScalarUDF) -> Option<&Carried> {
        let marker = function.inner().downcast_ref::<Self>()?;
        Some(&marker.carried)
    }

    /// Writes the payload of `function` if it is a marker.
    pub(crate) fn encode(function: &ScalarUDF, payload: &mut Vec<u8>) -> bool {
        Self::of(function).is_some_and(|carried| {
            carried.write(payload);
            true
        })
    }

    /// The marker that `payload` describes; `None` for the payload of another codec.
    pub(crate) fn decode(payload: &[u8]) -> Option<Result<Arc<ScalarUDF>>> {
        Carried::owns(payload).then(|| {
            let carried = Carried::read(payload)?;
            Ok(Self::function(carried))
        })
    }
}

impl ScalarUDFImpl for Marker {
    fn name(&self) -> &str {
        self.carried.function_name()
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.to_vec())
    }

    fn schema_name(&self, arguments: &[Expr]) -> Result<String> {
        Ok(match (&self.carried, arguments) {
            (Carried::Comparison { .. }, [value, ..]) => {
                let words = self.carried.words().unwrap_or_default();
                format!("{} {words}", value.schema_name())
            }
            (Carried::Outer { field, column }, _) => {
                let field = Arc::new(Field::new(field, DataType::Null, true));
                Expr::OuterReferenceColumn(field, column.clone())
                    .schema_name()
                    .to_string()
            }
            (Carried::Alias { name, .. }, _) => name.clone(),
            (Carried::Noted { .. }, [value]) => value.schema_name().to_string(),
            (Carried::Half, [Expr::Cast(cast)]) => half_name(&cast.expr)?,
            (carried, _) => carried
                .words()
                .unwrap_or_else(|| carried.function_name().to_string()),
        })
    }

    fn return_type(&self, _types: &[DataType]) -> Result<DataType> {
        internal_err!("DFJSSQ: the type of a marker depends on its payload")
    }

    fn return_field_from_args(&self, arguments: ReturnFieldArgs) -> Result<FieldRef> {
        let first = arguments.arg_fields.first();
        let nullable = match &self.carried {
            Carried::Outer { field: name, .. } | Carried::Alias { name, .. } => {
                return match first {
                    Some(field) => Ok(Arc::new(field.as_ref().clone().with_name(name))),
                    None => internal_err!("DFJSSQ: a mark without the argument that has its type"),
                };
            }
            Carried::Noted { metadata } => {
                let Some(field) = first else {
                    return internal_err!("DFJSSQ: a constant with metadata without its value");
                };
                let metadata = metadata.iter().cloned().collect();
                return Ok(Arc::new(field.as_ref().clone().with_metadata(metadata)));
            }
            Carried::Half => {
                let nullable = first.is_none_or(|field| field.is_nullable());
                let field = Field::new(self.name(), DataType::Float16, nullable);
                return Ok(Arc::new(field));
            }
            Carried::In { nullable, .. } => *nullable || first.is_some_and(|f| f.is_nullable()),
            Carried::Comparison { .. } => true,
            _ => false,
        };
        let field = Field::new(self.name(), DataType::Boolean, nullable);
        Ok(Arc::new(field))
    }

    fn invoke_with_args(&self, _arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        internal_err!("DFJSSQ: a marker was left in a plan")
    }
}

/// The name of a column that holds the half float of a `REAL` literal.
fn half_name(single: &Expr) -> Result<String> {
    let Expr::Literal(value, _) = single else {
        return internal_err!("DFJSSQ: a half float without its number");
    };
    let half = Expr::Literal(value.cast_to(&DataType::Float16)?, None);
    Ok(half.schema_name().to_string())
}

/// The type, nullability and metadata of an outer field as an argument.
pub(super) fn type_argument(field: &FieldRef) -> Expr {
    let field = field.as_ref().clone().with_name("");
    Expr::Placeholder(Placeholder::new_with_field(
        "$outer".to_string(),
        Some(Arc::new(field)),
    ))
}
