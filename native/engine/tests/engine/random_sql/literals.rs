//! Literals of every kind.

use super::generator::{Generator, list};
use super::kinds::Kind;
use super::names::quoted;
use super::values::WORDS;

impl Generator<'_> {
    pub fn literal(&mut self, kind: &Kind) -> String {
        if self.percent(8) {
            self.note("NULL");
            return self.null(kind);
        }
        match kind {
            Kind::Bool => self.random.one(&["true", "false"]).to_string(),
            Kind::Int => self.integer(),
            Kind::Float => self.float(),
            Kind::Decimal => self.decimal(),
            Kind::Text => self.text(),
            Kind::Bytes => self.bytes(),
            Kind::Date | Kind::Time | Kind::Stamp => self.moment(kind),
            Kind::Span => self.span(),
            Kind::Elapsed => {
                let unit = self.random.one(&["s", "ms", "µs", "ns"]);
                format!(
                    "arrow_cast({}, 'Duration({unit})')",
                    self.random.between(-5, 5)
                )
            }
            Kind::List(item) => {
                self.note("list literal");
                let count = 1 + self.random.below(3);
                let items: Vec<String> = (0..count).map(|_| self.literal(item)).collect();
                format!("[{}]", list(items))
            }
            Kind::Struct(fields) => {
                self.note("struct literal");
                let fields: Vec<String> = fields
                    .iter()
                    .map(|(name, kind)| {
                        format!("'{}', {}", name.replace('\'', "''"), self.literal(kind))
                    })
                    .collect();
                format!("named_struct({})", list(fields))
            }
            Kind::Map(_, value) => {
                self.note("map literal");
                format!(
                    "map(['k', 'K'], [{}, {}])",
                    self.literal(value),
                    self.literal(value)
                )
            }
            Kind::Other => "NULL".to_string(),
        }
    }

    fn null(&mut self, kind: &Kind) -> String {
        let named = self.sql_type(kind).filter(|_| self.random.percent(60));
        match named {
            Some(name) => format!("CAST(NULL AS {name})"),
            None => "NULL".to_string(),
        }
    }

    pub fn integer(&mut self) -> String {
        let number = self.random.between(-4, 12);
        match self.random.below(12) {
            0 => "9223372036854775807".to_string(),
            1 => format!("arrow_cast({}, 'UInt8')", number.abs()),
            2 => format!("arrow_cast({number}, 'Int16')"),
            3 => "18446744073709551615".to_string(),
            4 => format!("CAST({} AS INT UNSIGNED)", number.abs()),
            _ => number.to_string(),
        }
    }

    fn float(&mut self) -> String {
        match self.random.below(9) {
            0 => "CAST('NaN' AS DOUBLE)".to_string(),
            1 => "CAST('-Infinity' AS DOUBLE)".to_string(),
            2 => "arrow_cast(1.25, 'Float32')".to_string(),
            3 => "1e300".to_string(),
            4 => "-0.0".to_string(),
            5 => "arrow_cast(0.5, 'Float16')".to_string(),
            _ => format!("{}.{}", self.random.between(-3, 9), self.random.below(100)),
        }
    }

    fn decimal(&mut self) -> String {
        match self.random.below(5) {
            0 => "CAST('123456789012345678901234567890.1234' AS DECIMAL(50, 4))".to_string(),
            1 => "arrow_cast(7, 'Decimal32(5, 1)')".to_string(),
            2 => "arrow_cast(-7, 'Decimal64(15, 3)')".to_string(),
            _ => format!("CAST({}.25 AS DECIMAL(10, 2))", self.random.between(-9, 99)),
        }
    }

    /// A quoted word.
    pub fn word(&mut self) -> String {
        format!("'{}'", self.random.one(&WORDS).replace('\'', "''"))
    }

    fn text(&mut self) -> String {
        let word = self.word();
        match self.random.below(9) {
            0 => format!("arrow_cast({word}, 'LargeUtf8')"),
            1 => format!("arrow_cast({word}, 'Utf8View')"),
            2 => {
                self.note("dictionary");
                format!("arrow_cast({word}, 'Dictionary(Int32, Utf8)')")
            }
            3 => format!("arrow_cast({word}, 'Utf8')"),
            _ => word,
        }
    }

    fn bytes(&mut self) -> String {
        match self.random.below(5) {
            0 => format!("CAST({} AS BYTEA)", self.word()),
            1 => "arrow_cast(X'00ff', 'LargeBinary')".to_string(),
            2 => "arrow_cast(X'0102', 'BinaryView')".to_string(),
            3 => "arrow_cast(X'000055', 'FixedSizeBinary(3)')".to_string(),
            _ => self.random.one(&["X''", "X'00'", "X'61ff'"]).to_string(),
        }
    }

    fn moment(&mut self, kind: &Kind) -> String {
        let date = self.random.one(&[
            "1970-01-01",
            "2020-02-29",
            "2024-10-27",
            "0001-01-01",
            "1969-12-31",
        ]);
        let time = self.random.one(&["00:00:00", "12:34:56.789", "23:59:59"]);
        match (kind, self.random.below(4)) {
            (Kind::Date, 0) => format!("arrow_cast('{date}', 'Date64')"),
            (Kind::Date, _) => format!("DATE '{date}'"),

            (Kind::Time, _) => format!("TIME '{time}'"),
            (_, 0) => {
                self.note("time zone");
                let zone = self.random.one(&["UTC", "+05:30", "Europe/Berlin"]);
                let unit = self.random.one(&["s", "ms", "µs"]);
                format!("arrow_cast('{date}T{time}', 'Timestamp({unit}, \"{zone}\")')")
            }
            (_, 1) => format!("arrow_cast('{date}T{time}', 'Timestamp(ms)')"),
            (_, _) => {
                // Nanoseconds do not reach the year 1.
                let date = if date.starts_with("000") {
                    "2001-09-09"
                } else {
                    date
                };
                format!("TIMESTAMP '{date}T{time}'")
            }
        }
    }

    fn span(&mut self) -> String {
        match self.random.below(6) {
            0 => "arrow_cast('14 months', 'Interval(YearMonth)')".to_string(),
            1 => "arrow_cast('3 days 4 hours', 'Interval(DayTime)')".to_string(),
            2 => "INTERVAL '-1' DAY".to_string(),
            3 => "INTERVAL '1 year 2 months 3 days 4.5 seconds'".to_string(),
            _ => format!("INTERVAL '{} day'", self.random.between(-40, 40)),
        }
    }

    /// A type of `kind` as SQL names it.
    pub fn sql_type(&mut self, kind: &Kind) -> Option<String> {
        let names: &[&str] = match kind {
            Kind::Bool => &["BOOLEAN"],
            Kind::Int => &[
                "TINYINT",
                "SMALLINT",
                "INT",
                "BIGINT",
                "INT UNSIGNED",
                "BIGINT UNSIGNED",
            ],
            Kind::Float => &["REAL", "DOUBLE"],
            Kind::Decimal => &["DECIMAL(10, 2)", "NUMERIC(38, 6)", "DECIMAL(60, 8)"],
            Kind::Text => &["VARCHAR", "TEXT"],
            Kind::Bytes => &["BYTEA"],
            Kind::Date => &["DATE"],
            Kind::Time => &["TIME"],
            Kind::Stamp => &["TIMESTAMP", "TIMESTAMP(0)", "TIMESTAMP(3)"],
            Kind::Span => &["INTERVAL"],
            Kind::List(item) => return Some(format!("{}[]", self.sql_type(item)?)),
            Kind::Struct(fields) => {
                let mut typed = Vec::new();
                for (name, kind) in fields {
                    typed.push(format!("{} {}", quoted(name), self.sql_type(kind)?));
                }
                return Some(format!("STRUCT<{}>", list(typed)));
            }
            _ => return None,
        };
        Some(self.random.one(names).to_string())
    }
}
