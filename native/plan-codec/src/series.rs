//! Table functions that generate their rows, in logical plans: DataFusion's format has no message
//! for them.
//!
//! Payload (`custom_table_data` of a `CustomTableScanNode`):
//!
//! | bytes | content |
//! |---|---|
//! | 6 | `DFJSTF` |
//! | 1 | version: 1 |
//! | 1 | function: 0 `generate_series`, 1 `range` |
//! | 1 | rows: 0 none, because an argument is NULL; 1 integers; 2 timestamps in nanoseconds |
//! | 8, 8 | first and last value, i64 |
//! | 8 | of integers: step, i64 |
//! | 4, 4, 8 | of timestamps: step in months i32, days i32 and nanoseconds i64 |
//! | 1 | 1 if the last value is one of the rows |
//! | rest | of timestamps: the time zone as UTF-8, empty for none |
//!
//! Numbers are little endian. The column is in the message's schema.

use std::sync::Arc;

use datafusion::arrow::datatypes::{DataType, IntervalMonthDayNano, SchemaRef, TimeUnit};
use datafusion::catalog::TableProvider;
use datafusion::common::{internal_err, plan_err};
use datafusion::error::Result;
use datafusion::functions_table::generate_series::{
    Empty, GenSeriesArgs, GenerateSeriesTable, GenericSeriesState, TimestampValue,
};

use planarium_plan_wire::payload_magic::TABLE_FUNCTION as MAGIC;

const VERSION: u8 = 1;
const NAMES: [&str; 2] = ["generate_series", "range"];

/// Writes the payload of `provider` if it is a table function that generates rows.
pub(super) fn encode(provider: &dyn TableProvider, payload: &mut Vec<u8>) -> Option<Result<()>> {
    let table = provider.downcast_ref::<GenerateSeriesTable>()?;
    Some(write(table, payload))
}

/// The arguments have no accessor; the generator made of them has.
fn write(table: &GenerateSeriesTable, payload: &mut Vec<u8>) -> Result<()> {
    let generator = table.as_generator(1)?;
    let generator = generator.read();
    let rows = generator.as_any();
    payload.extend_from_slice(MAGIC);
    payload.push(VERSION);
    if let Some(empty) = rows.downcast_ref::<Empty>() {
        payload.extend([function(empty.name())?, 0]);
    } else if let Some(series) = rows.downcast_ref::<GenericSeriesState<i64>>() {
        payload.extend([function(series.name())?, 1]);
        for number in [series.start(), series.end(), series.step()] {
            payload.extend(number.to_le_bytes());
        }
        payload.push(u8::from(series.include_end()));
    } else if let Some(series) = rows.downcast_ref::<GenericSeriesState<TimestampValue>>() {
        payload.extend([function(series.name())?, 2]);
        payload.extend(series.start().value().to_le_bytes());
        payload.extend(series.end().value().to_le_bytes());
        let step = series.step();
        payload.extend(step.months.to_le_bytes());
        payload.extend(step.days.to_le_bytes());
        payload.extend(step.nanoseconds.to_le_bytes());
        payload.push(u8::from(series.include_end()));
        let zone = series.start().tz_str();
        payload.extend(zone.map(|zone| zone.as_bytes()).unwrap_or_default());
    } else {
        return internal_err!("DFJSTF: a table function of an unknown kind");
    }
    Ok(())
}

fn function(name: &str) -> Result<u8> {
    match NAMES.iter().zip(0_u8..).find(|(known, _)| **known == name) {
        Some((_, place)) => Ok(place),
        None => internal_err!("DFJSTF: the table function {name} is unknown"),
    }
}

/// The table that `payload` describes; `None` for the payload of another codec.
pub(super) fn decode(payload: &[u8], schema: &SchemaRef) -> Option<Result<Arc<dyn TableProvider>>> {
    payload.starts_with(MAGIC).then(|| {
        let args = read(payload, schema)?;
        let table = GenerateSeriesTable::new(Arc::clone(schema), args);
        Ok(Arc::new(table) as Arc<dyn TableProvider>)
    })
}

/// What the first bytes of a payload say, as [`super::memory::recognise`].
pub fn recognise(head: &[u8]) -> Option<Result<()>> {
    head.starts_with(MAGIC).then(|| version(head))
}

fn version(payload: &[u8]) -> Result<()> {
    match payload.get(MAGIC.len()) {
        Some(&VERSION) => Ok(()),
        Some(version) => plan_err!(
            "DFJSTF: version {version} of table functions; this program reads version {VERSION}"
        ),
        None => cut(),
    }
}

fn read(payload: &[u8], schema: &SchemaRef) -> Result<GenSeriesArgs> {
    version(payload)?;
    let mut rest = payload.get(MAGIC.len() + 1..).unwrap_or_default();
    let [function, kind] = take(&mut rest)?;
    let Some(name) = NAMES.get(usize::from(function)).copied() else {
        return plan_err!("DFJSTF: unknown function {function}");
    };
    let mut types = schema.fields().iter().map(|field| field.data_type());
    let (Some(column), None) = (types.next(), types.next()) else {
        return plan_err!("DFJSTF: a table function has one column");
    };
    let args = match (kind, column) {
        (0, _) => GenSeriesArgs::ContainsNull { name },
        (1, DataType::Int64) => integers(&mut rest, name)?,
        (2, DataType::Timestamp(TimeUnit::Nanosecond, zone)) => {
            let (args, found) = timestamps(&mut rest, name)?;
            if found.as_deref() != zone.as_deref() {
                return plan_err!("DFJSTF: the time zone is not that of the column");
            }
            args
        }
        _ => return plan_err!("DFJSTF: rows of kind {kind} do not fit the column"),
    };
    match rest.len() {
        0 => Ok(args),
        more => plan_err!("DFJSTF: {more} bytes too many in a payload"),
    }
}

fn integers(rest: &mut &[u8], name: &'static str) -> Result<GenSeriesArgs> {
    let mut number = || take(rest).map(i64::from_le_bytes);
    let (start, end, step) = (number()?, number()?, number()?);
    moves(step != 0)?;
    let [include_end] = take(rest)?;
    Ok(GenSeriesArgs::Int64Args {
        start,
        end,
        step,
        include_end: flag(include_end)?,
        name,
    })
}

fn timestamps(rest: &mut &[u8], name: &'static str) -> Result<(GenSeriesArgs, Option<Arc<str>>)> {
    let start = take(rest).map(i64::from_le_bytes)?;
    let end = take(rest).map(i64::from_le_bytes)?;
    let months = take(rest).map(i32::from_le_bytes)?;
    let days = take(rest).map(i32::from_le_bytes)?;
    let step = IntervalMonthDayNano::new(months, days, take(rest).map(i64::from_le_bytes)?);
    moves(step != IntervalMonthDayNano::ZERO)?;
    let [include_end] = take(rest)?;
    let include_end = flag(include_end)?;
    let Ok(zone) = std::str::from_utf8(std::mem::take(rest)) else {
        return plan_err!("DFJSTF: the time zone is no UTF-8");
    };
    if zone.is_empty() {
        // Without a zone, dates and timestamps give the same rows.
        let args = GenSeriesArgs::DateArgs {
            start,
            end,
            step,
            include_end,
            name,
        };
        return Ok((args, None));
    }
    let tz: Option<Arc<str>> = Some(zone.into());
    let args = GenSeriesArgs::TimestampArgs {
        start,
        end,
        step,
        tz: tz.clone(),
        include_end,
        name,
    };
    Ok((args, tz))
}

/// A series that stands still would have rows without end.
fn moves(moves: bool) -> Result<()> {
    match moves {
        true => Ok(()),
        false => plan_err!("DFJSTF: the step is zero"),
    }
}

fn flag(byte: u8) -> Result<bool> {
    match byte {
        0 => Ok(false),
        1 => Ok(true),
        other => plan_err!("DFJSTF: {other} is neither true nor false"),
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N]> {
    let Some((taken, after)) = rest.split_first_chunk::<N>() else {
        return cut();
    };
    *rest = after;
    Ok(*taken)
}

fn cut<T>() -> Result<T> {
    plan_err!("DFJSTF: the payload is cut off")
}

#[cfg(test)]
mod tests {
    use datafusion::arrow::datatypes::{Field, Schema};

    use super::*;

    fn column(data_type: DataType) -> SchemaRef {
        Arc::new(Schema::new(vec![Field::new("value", data_type, false)]))
    }

    fn integers_of(start: i64, step: i64) -> GenSeriesArgs {
        GenSeriesArgs::Int64Args {
            start,
            end: 9,
            step,
            include_end: true,
            name: "range",
        }
    }

    fn all() -> Vec<(SchemaRef, GenSeriesArgs)> {
        let zoned = |zone: Option<&str>| {
            let tz: Option<Arc<str>> = zone.map(Into::into);
            let column = column(DataType::Timestamp(TimeUnit::Nanosecond, tz.clone()));
            let args = GenSeriesArgs::TimestampArgs {
                start: -5,
                end: i64::MAX,
                step: IntervalMonthDayNano::new(1, -2, 3),
                tz,
                include_end: false,
                name: "generate_series",
            };
            (column, args)
        };
        let name = "generate_series";
        vec![
            (column(DataType::Int64), integers_of(i64::MIN, -2)),
            (
                column(DataType::Int64),
                GenSeriesArgs::ContainsNull { name },
            ),
            zoned(None),
            zoned(Some("+02:00")),
        ]
    }

    fn written(schema: &SchemaRef, args: GenSeriesArgs) -> Vec<u8> {
        let mut payload = Vec::new();
        let table = GenerateSeriesTable::new(Arc::clone(schema), args);
        encode(&table, &mut payload).unwrap().unwrap();
        payload
    }

    #[test]
    fn every_kind_is_read_as_it_was_written() {
        for (schema, args) in all() {
            let payload = written(&schema, args);
            let table = decode(&payload, &schema).unwrap().unwrap();
            let mut again = Vec::new();
            encode(table.as_ref(), &mut again).unwrap().unwrap();
            assert_eq!(again, payload);
        }
    }

    #[test]
    fn whatever_is_cut_off_too_long_or_unfit_is_refused_by_name() {
        for (schema, args) in all() {
            let payload = written(&schema, args);
            let refused = |bytes: &[u8], schema: &SchemaRef| {
                let error = decode(bytes, schema).unwrap().unwrap_err().to_string();
                assert!(error.contains("DFJSTF"), "{error}");
            };
            // The zone at the end of a payload is compared with that of the column.
            for end in MAGIC.len()..payload.len() {
                refused(&payload[..end], &schema);
            }
            refused(&[payload.as_slice(), b"x"].concat(), &schema);
            if payload[8] != 0 {
                refused(&payload, &column(DataType::Utf8));
            }
        }
        let still = written(&column(DataType::Int64), integers_of(1, 0));
        let error = decode(&still, &column(DataType::Int64)).unwrap();
        assert!(error.unwrap_err().to_string().contains("step is zero"));
    }
}
