//! Literals of a serialised plan as text.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

/// A scalar value: numbers and dates as SQL writes them, text in quotes.
pub(super) fn render(scalar: &Value) -> String {
    let Some((kind, value)) = scalar.as_object().and_then(|fields| fields.iter().next()) else {
        return "NULL".to_string();
    };
    match (kind.as_str(), value) {
        ("nullValue", _) => "NULL".to_string(),
        ("decimal32Value" | "decimal64Value" | "decimal128Value" | "decimal256Value", decimal) => {
            decimal_text(decimal).unwrap_or_else(|| "decimal".to_string())
        }
        ("date32Value", days) => days
            .as_i64()
            .and_then(date)
            .unwrap_or_else(|| format!("date {days}")),
        (kind, Value::String(text)) if kind.contains("tf8") => {
            format!("'{}'", text.replace('\'', "''"))
        }
        (_, Value::String(text)) => text.clone(),
        (_, Value::Number(number)) => number.to_string(),
        (_, Value::Bool(truth)) => truth.to_string(),
        (kind, _) => kind.trim_end_matches("Value").to_string(),
    }
}

/// Big-endian two's complement of up to 16 bytes, with its scale.
fn decimal_text(decimal: &Value) -> Option<String> {
    let bytes = BASE64_STANDARD
        .decode(decimal.get("value")?.as_str()?)
        .ok()?;
    if bytes.is_empty() || bytes.len() > 16 {
        return None;
    }
    let fill = if bytes[0] & 0x80 == 0 { 0 } else { -1_i128 };
    let number = bytes
        .iter()
        .fold(fill, |number, byte| number << 8 | i128::from(*byte));
    let scale = decimal.get("s").and_then(Value::as_i64).unwrap_or_default();
    let scale = usize::try_from(scale).ok().filter(|scale| *scale <= 76)?;
    let digits = format!("{:0>width$}", number.unsigned_abs(), width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let sign = if number < 0 { "-" } else { "" };
    Some(if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    })
}

/// `1998-12-01` of the days since 1970, in the proleptic Gregorian calendar
/// (Howard Hinnant, "chrono-compatible low-level date algorithms", `civil_from_days`).
fn date(days: i64) -> Option<String> {
    if days.abs() > 3_000_000 {
        return None;
    }
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn literals_read_like_sql() {
        for (scalar, text) in [
            (json!({"int64Value": "5"}), "5"),
            (json!({"utf8Value": "it's"}), "'it''s'"),
            (json!({"date32Value": 10_561}), "1998-12-01"),
            (json!({"date32Value": -1}), "1969-12-31"),
            (
                json!({"decimal128Value": {"value": "AAAAAAAAAAAAAAAAAAAABQ==", "p": "15", "s": 2}}),
                "0.05",
            ),
            (
                json!({"decimal128Value": {"value": "/////////////////////w==", "s": 1}}),
                "-0.1",
            ),
            (json!({"nullValue": {}}), "NULL"),
        ] {
            assert_eq!(render(&scalar), text);
        }
    }
}
