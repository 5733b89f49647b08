//! Numbers as they are written in JSON.

use std::str::FromStr;

use arrow::compute::kernels::cast_utils::parse_decimal;
use arrow::datatypes::DecimalType;

/// An integer, also one that is written as `1.0` or `1e3`.
pub fn integer<T: FromStr + TryFrom<i64>>(text: &str) -> Option<T> {
    if let Ok(value) = text.parse() {
        return Some(value);
    }
    if !text.contains(['.', 'e', 'E']) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    if value.fract() != 0.0 || value.abs() > EXACT {
        return None;
    }
    // Exact: see above.
    T::try_from(value as i64).ok()
}

/// Up to this an f64 holds every integer: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A decimal number, unless its integer part does not fit.
pub fn decimal<T: DecimalType>(text: &str, precision: u8, scale: i8) -> Option<T::Native> {
    parse_decimal::<T>(text, precision, scale).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_keep_their_value() {
        assert_eq!(integer::<i64>("-12"), Some(-12));
        assert_eq!(integer::<i32>("1e3"), Some(1_000));
        assert_eq!(integer::<u64>("18446744073709551615"), Some(u64::MAX));
        for wrong in ["1.5", "9223372036854775808", "1e19", "NaN", "x", ""] {
            assert_eq!(integer::<i64>(wrong), None, "{wrong}");
        }
        assert_eq!(integer::<u8>("-1"), None);
        assert_eq!(integer::<u8>("256.0"), None);
    }
}
