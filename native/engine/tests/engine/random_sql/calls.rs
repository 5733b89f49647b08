//! Operators and functions of several families, by the kind they give.

use super::generator::{Generator, Scope};
use super::kinds::Kind;

impl Generator<'_> {
    /// A call that gives `kind`.
    pub fn call(&mut self, kind: &Kind, scope: &Scope, depth: usize) -> String {
        match kind {
            Kind::Bool => self.condition(&scope.without_tests(), depth),
            Kind::Int => self.int_call(scope, depth),
            Kind::Float => self.float_call(scope, depth),
            Kind::Decimal => self.decimal_call(scope, depth),
            Kind::Text => self.text_call(scope, depth),
            Kind::Bytes => self.bytes_call(scope, depth),
            Kind::Date => self.date_call(scope, depth),
            Kind::Time => self.leaf(kind, scope),
            Kind::Stamp => self.stamp_call(scope, depth),
            Kind::Span | Kind::Elapsed => {
                let (a, b) = (self.leaf(kind, scope), self.leaf(kind, scope));
                let operator = self.random.one(&["+", "-"]);
                format!("({a} {operator} {b})")
            }
            Kind::List(item) => self.list_call(item, scope, depth),
            Kind::Struct(_) | Kind::Map(..) | Kind::Other => self.leaf(kind, scope),
        }
    }

    /// The text of one of `forms`, with `{i}`, `{t}`, ... replaced by expressions of the kind.
    fn fill(&mut self, forms: &[&str], scope: &Scope, depth: usize) -> String {
        let mut rest = self.random.one(forms);
        let mut filled = String::new();
        while let Some((before, after)) = rest.split_once('{') {
            let (letter, after) = after.split_once('}').unwrap();
            let kind = match letter {
                "b" => Kind::Bool,
                "i" => Kind::Int,
                "f" => Kind::Float,
                "d" => Kind::Decimal,
                "t" => Kind::Text,
                "x" => Kind::Bytes,
                "day" => Kind::Date,
                "time" => Kind::Time,
                "s" => Kind::Stamp,
                "span" => Kind::Span,
                "li" => Kind::List(Box::new(Kind::Int)),
                "lt" => Kind::List(Box::new(Kind::Text)),
                "any" => self.kind(scope),
                other => panic!("no kind is called {other}"),
            };
            filled += before;
            filled += &self.expression(&kind, scope, depth);
            rest = after;
        }
        filled + rest
    }

    fn int_call(&mut self, scope: &Scope, depth: usize) -> String {
        self.note("integer function");
        let forms = [
            "({i} + {i})",
            "({i} - {i})",
            "({i} * 3)",
            "({i} / 7)",
            "({i} % 5)",
            "(0 - {i})",
            "({i} & 7)",
            "({i} | 1)",
            "({i} ^ 5)",
            "({i} << 2)",
            "({i} >> 1)",
            "({i} / nullif({i}, 0))",
            "character_length({t})",
            "octet_length({t})",
            "strpos({t}, 'b')",
            "ascii({t})",
            "levenshtein({t}, 'abc')",
            "extract(year FROM {day})",
            "date_part('doy', {s})",
            "extract(second FROM {s})",
            "array_length({li})",
            "cardinality({lt})",
            "array_position({li}, 2)",
            "gcd(6, 4)",
            "signum({i})",
            "CAST({b} AS INT)",
            "regexp_count({t}, 'a')",
            "bit_length({t})",
            "position('a' IN {t})",
            "array_ndims({li})",
            "find_in_set({t}, 'a,b')",
            "to_unixtime({s})",
            "array_max({li})",
            "regexp_instr({t}, 'b')",
            "abs({i})",
        ];
        self.fill(&forms, scope, depth)
    }

    fn float_call(&mut self, scope: &Scope, depth: usize) -> String {
        self.note("float function");
        let forms = [
            "({f} + {f})",
            "({f} - {i})",
            "({f} * {f})",
            "({f} / 2.5)",
            "({f} % 3.0)",
            "(-({f}))",
            "sqrt({f})",
            "ln({f})",
            "log(2.0, {f})",
            "exp({f})",
            "power({f}, 2)",
            "sin({f})",
            "atan2({f}, 1.5)",
            "round({f}, 1)",
            "trunc({f})",
            "ceil({f})",
            "floor({f})",
            "nanvl({f}, 0.5)",
            "abs({f})",
            "degrees({f})",
            "cbrt({f})",
            "signum({f})",
            "CAST({i} AS DOUBLE)",
            "pi()",
            "array_distance([1.0, 2.0], [{f}, 0.5])",
        ];
        self.fill(&forms, scope, depth)
    }

    fn decimal_call(&mut self, scope: &Scope, depth: usize) -> String {
        self.note("decimal arithmetic");
        let forms = [
            "({d} + {d})",
            "({d} - {d})",
            "({d} * CAST(1.5 AS DECIMAL(3, 1)))",
            "({d} / CAST(2 AS DECIMAL(3, 0)))",
            "(-({d}))",
            "abs({d})",
            "round({d}, 1)",
            "({d} % CAST(3 AS DECIMAL(5, 0)))",
            "({d} + {i})",
        ];
        self.fill(&forms, scope, depth)
    }

    fn text_call(&mut self, scope: &Scope, depth: usize) -> String {
        self.note("text function");
        let forms = [
            "({t} || {t})",
            "lower({t})",
            "upper({t})",
            "initcap({t})",
            "reverse({t})",
            "btrim({t})",
            "ltrim({t}, 'a')",
            "trim(BOTH 'b' FROM {t})",
            "substr({t}, 2)",
            "substring({t} FROM 1 FOR 2)",
            "left({t}, 2)",
            "right({t}, -1)",
            "lpad({t}, 5, 'xy')",
            "rpad({t}, 4)",
            "repeat({t}, 2)",
            "replace({t}, 'a', {t})",
            "translate({t}, 'ab', 'xy')",
            "split_part({t}, ' ', 1)",
            "concat({t}, {i}, {any})",
            "concat_ws('-', {t}, {t}, NULL)",
            "regexp_replace({t}, '[ab]', 'c', 'g')",
            "md5({t})",
            "to_hex({i})",
            "chr(97)",
            "overlay({t} PLACING 'zz' FROM 2 FOR 1)",
            "substr_index({t}, ' ', 1)",
            "to_char({day}, '%Y')",
            "array_to_string({lt}, '+')",
            "encode({x}, 'hex')",
            "arrow_typeof({any})",
            "CAST({any} AS VARCHAR)",
            "nullif({t}, '')",
        ];
        self.fill(&forms, scope, depth)
    }

    fn bytes_call(&mut self, scope: &Scope, depth: usize) -> String {
        self.note("binary function");
        let forms = [
            "sha256({t})",
            "digest({t}, 'md5')",
            "decode('6162', 'hex')",
            "sha224({x})",
            "decode(encode({x}, 'base64'), 'base64')",
        ];
        self.fill(&forms, scope, depth)
    }

    fn date_call(&mut self, scope: &Scope, depth: usize) -> String {
        self.note("date function");
        let forms = [
            "make_date(2020, 2, 29)",
            "CAST({s} AS DATE)",
            "({day} + INTERVAL '1 day')",
            "to_date('2021-03-04')",
            "({day} - INTERVAL '2 months')",
        ];
        self.fill(&forms, scope, depth)
    }

    fn stamp_call(&mut self, scope: &Scope, depth: usize) -> String {
        self.note("timestamp function");
        let forms = [
            "date_trunc('month', {s})",
            "date_trunc('hour', {s})",
            "({s} + {span})",
            "({s} - INTERVAL '1 hour')",
            "date_bin(INTERVAL '15 minutes', {s}, TIMESTAMP '2001-01-01T00:00:00')",
            "to_timestamp('2020-09-08T12:00:00Z')",
            "to_timestamp_millis(1600000000000)",
            "CAST({day} AS TIMESTAMP)",
            "to_timestamp_seconds({i})",
            "({s} AT TIME ZONE 'Europe/Berlin')",
            "from_unixtime(1600000000)",
            "to_local_time({s})",
        ];
        self.fill(&forms, scope, depth)
    }

    /// A function that gives true or false.
    pub fn bool_call(&mut self, scope: &Scope, depth: usize) -> String {
        let forms = [
            "starts_with({t}, 'a')",
            "ends_with({t}, 'c')",
            "contains({t}, 'b')",
            "array_has({li}, {i})",
            "array_has_any({lt}, ['a', 'b'])",
            "array_has_all({li}, [1])",
            "empty({li})",
            "isnan({f})",
            "iszero({f})",
            "regexp_like({t}, '^a')",
            "({day} < {s})",
            "({time} >= TIME '10:00:00')",
            "({x} = X'00')",
            "({li} @> [1])",
        ];
        self.fill(&forms, scope, depth)
    }

    fn list_call(&mut self, item: &Kind, scope: &Scope, depth: usize) -> String {
        self.note("list function");
        let kind = Kind::List(Box::new(item.clone()));
        let (a, b) = (self.leaf(&kind, scope), self.leaf(&kind, scope));
        let value = self.expression(item, scope, depth);
        match self.random.below(14) {
            0 => format!("array_append({a}, {value})"),
            1 => format!("array_prepend({value}, {a})"),
            2 => format!("array_concat({a}, {b})"),
            3 => format!("array_sort({a})"),
            4 => format!("array_distinct({a})"),
            5 => format!("array_slice({a}, 1, 2)"),
            6 => format!("array_union({a}, {b})"),
            7 => format!("array_intersect({a}, {b})"),
            8 => format!("array_remove({a}, {value})"),
            9 => format!("array_reverse({a})"),
            10 => format!("{a}[1:2]"),
            11 | 12 if self.database.lambdas => self.lambda(item, &a, scope),
            _ => format!("make_array({value}, {value})"),
        }
    }

    fn lambda(&mut self, item: &Kind, list: &str, scope: &Scope) -> String {
        self.note("lambda");
        let mut inner = scope.alone();
        inner.columns.push(super::generator::Column {
            sql: "x".to_string(),
            kind: item.clone(),
        });
        match self.percent(50) {
            true => format!(
                "array_transform({list}, x -> {})",
                self.expression(item, &inner, 1)
            ),
            false => format!(
                "array_filter({list}, x -> x IS NOT NULL AND {})",
                self.condition(&inner, 0)
            ),
        }
    }
}
