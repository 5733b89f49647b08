//! Which type holds all the numbers of a column without changing one.

use datafusion::arrow::datatypes::{DECIMAL128_MAX_PRECISION, DECIMAL256_MAX_PRECISION, DataType};

use super::cursor::Number;

/// What the numbers of a column have in common.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    integers: bool,
    floats: bool,
    /// Most digits before and behind the point.
    whole: usize,
    fraction: usize,
    negative: bool,
    beyond_i64: bool,
    beyond_u64: bool,
    /// An integer of which an f64 does not give back the digits.
    inexact: bool,
    /// A number with an exponent, or none.
    special: bool,
    /// A number that is infinite or zero as an f64 though it is not.
    unfit: bool,
}

/// Digits that fit an i64 and an f64 in any case.
const FIT: usize = 15;

impl Numbers {
    pub fn note(&mut self, number: &Number<'_>) {
        self.whole = self.whole.max(number.whole);
        self.fraction = self.fraction.max(number.fraction);
        if number.integer {
            self.integers = true;
            self.negative |= number.text.starts_with('-');
            if number.whole > FIT {
                self.beyond_i64 |= number.text.parse::<i64>().is_err();
                self.beyond_u64 |= number.text.parse::<u64>().is_err();
                self.inexact |= !gives_back(number.text);
            }
        } else {
            self.floats = true;
            self.special |= number.special;
            if number.special || number.whole + number.fraction > f64::MAX_10_EXP as usize {
                self.unfit |= !fits_f64(number.text);
            }
        }
    }

    pub fn merge(&mut self, other: Self) {
        self.integers |= other.integers;
        self.floats |= other.floats;
        self.whole = self.whole.max(other.whole);
        self.fraction = self.fraction.max(other.fraction);
        self.negative |= other.negative;
        self.beyond_i64 |= other.beyond_i64;
        self.beyond_u64 |= other.beyond_u64;
        self.inexact |= other.inexact;
        self.special |= other.special;
        self.unfit |= other.unfit;
    }

    pub fn data_type(&self) -> DataType {
        match self.floats {
            false if !self.beyond_i64 => DataType::Int64,
            false if !self.negative && !self.beyond_u64 => DataType::UInt64,
            true if self.unfit => DataType::Utf8,
            true if !self.inexact => DataType::Float64,
            true if self.special => DataType::Utf8,
            _ => self.decimal(),
        }
    }

    fn decimal(&self) -> DataType {
        let fits = |most: u8| self.whole + self.fraction <= usize::from(most);
        let scale = i8::try_from(self.fraction).unwrap_or(i8::MAX);
        if fits(DECIMAL128_MAX_PRECISION) {
            DataType::Decimal128(DECIMAL128_MAX_PRECISION, scale)
        } else if fits(DECIMAL256_MAX_PRECISION) {
            DataType::Decimal256(DECIMAL256_MAX_PRECISION, scale)
        } else {
            DataType::Utf8
        }
    }
}

/// Whether the shortest decimal form of the nearest f64 is the integer as it is written: so are all
/// that programs write which hold their numbers as f64.
fn gives_back(integer: &str) -> bool {
    integer
        .parse::<f64>()
        .is_ok_and(|value| value.to_string() == integer)
}

fn fits_f64(text: &str) -> bool {
    let Ok(value) = text.parse::<f64>() else {
        return false;
    };
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let mantissa = text.split(['e', 'E']).next().unwrap_or_default();
    let is_zero = !mantissa.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    value.is_finite() && (value != 0.0 || is_zero)
}

#[cfg(test)]
mod tests {
    use super::super::cursor::{Cursor, Token};
    use super::*;

    fn data_type(numbers: &[&str]) -> DataType {
        let mut noted = Numbers::default();
        for number in numbers {
            match Cursor::new(number, 0).token() {
                Ok(Token::Number(number)) => noted.note(&number),
                _ => panic!("{number}"),
            }
        }
        noted.data_type()
    }

    #[test]
    fn no_type_loses_digits() {
        use DataType::{Decimal128, Decimal256, Float64, Int64, UInt64, Utf8};
        let forty = "1234567890123456789012345678901234567890";
        let eighty = format!("{forty}{forty}");
        for (numbers, expected) in [
            (
                vec!["0", "-9223372036854775808", "9223372036854775807"],
                Int64,
            ),
            (vec!["9223372036854775808", "7"], UInt64),
            (vec!["18446744073709551615"], UInt64),
            (vec!["18446744073709551616"], Decimal128(38, 0)),
            (vec!["18446744073709551615", "-1"], Decimal128(38, 0)),
            (vec!["-9223372036854775809"], Decimal128(38, 0)),
            (vec![forty, "1"], Decimal256(76, 0)),
            (vec![&eighty], Utf8),
            (vec!["1", "0.5"], Float64),
            (vec!["1e3"], Float64),
            // As JavaScript writes 2^57 and 1e20.
            (
                vec!["144115188075855870", "100000000000000000000", "0.5"],
                Float64,
            ),
            (vec!["12345678901234567", "0.25"], Decimal128(38, 2)),
            (vec!["12345678901234567", "2.5e-1"], Utf8),
            (vec!["1e400"], Utf8),
            (vec!["1e-400"], Utf8),
            (vec!["0e-400", "-0.0"], Float64),
            (vec!["NaN", "-Infinity", "1"], Float64),
        ] {
            assert_eq!(data_type(&numbers), expected, "{numbers:?}");
        }
    }
}
