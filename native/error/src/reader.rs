//! Classifies the errors of readers of data files: a file may be damaged, unsupported by this build,
//! or contain values that do not fit the inferred types of its columns.
//!
//! These errors name no file; the guarded scan adds it.

use super::message::plain;
use super::{Error, ErrorCode, Fix};

/// Start of the message of each of these errors; replaced by the file's name.
pub const CANNOT_BE_READ: &str = "The data cannot be read: ";

const GOOD_COPY: &str =
    "The file may be truncated or have the wrong extension; open it again from a good copy.";

fn fault(code: ErrorCode, why: &str, hint: impl Into<String>) -> Error {
    Error::new(code, format!("{CANNOT_BE_READ}{}", plain(why))).with_hint(hint)
}

/// Damage that the reader's message describes.
pub fn damaged(why: &str) -> Error {
    fault(ErrorCode::FileDamaged, why, GOOD_COPY)
}

/// A format, codec or type that this build does not read.
pub(super) fn unsupported(why: &str) -> Error {
    fault(
        ErrorCode::FileUnsupported,
        why,
        "Write the file again with common types, without encryption, and with the codec SNAPPY or ZSTD.",
    )
}

/// How to open a file in SQL with another option than the detected one.
pub fn in_sql(format: &str, option: &str, value: &str) -> String {
    format!(
        "CREATE EXTERNAL TABLE name STORED AS {format} LOCATION 'path' OPTIONS ('{option}' '{value}')"
    )
}

pub(super) fn csv(text: &str) -> Error {
    if text.contains("invalid UTF-8") || text.contains("UTF-8 error") {
        return csv_not_utf_8("it", WESTERN);
    }
    // The decoder's own error, of which the reader keeps the text.
    if let Some((_, why)) = text.split_once(CANNOT_BE_READ) {
        return not_decoded(why);
    }
    let lengths = ["incorrect number of fields", "unequal lengths"];
    match lengths.iter().any(|words| text.contains(words)) {
        true => uneven(text),
        false => damaged(text),
    }
}

/// The assumed encoding of text that is not UTF-8, if its bytes are not available.
pub const WESTERN: &str = "WINDOWS-1252";

/// Text in another encoding; `what` of the file it is, `encoding` its name.
pub fn not_utf_8(what: &str, encoding: &str) -> Error {
    fault(
        ErrorCode::FileUnsupported,
        &format!("{what} {}", encoded_as(encoding)),
        to_utf_8(encoding),
    )
}

/// As [`not_utf_8`], of CSV, which can be read in other encodings.
pub fn csv_not_utf_8(what: &str, encoding: &str) -> Error {
    in_encoding(not_utf_8(what, encoding), encoding)
}

/// `error`, of CSV in `encoding`, with what reads it.
pub fn in_encoding(error: Error, encoding: &str) -> Error {
    // The decoder does not know it.
    if encoding.starts_with("UTF-32") {
        return error;
    }
    let encoding = encoding.to_lowercase();
    let hint = format!("{CHOOSE_ENCODING} {}", in_sql("CSV", "encoding", &encoding));
    error.with_hint(hint).with_fix(Fix::Encoding { encoding })
}

/// Text that is not in the encoding that it is read in.
pub fn not_decoded(why: &str) -> Error {
    fault(
        ErrorCode::FileUnsupported,
        why,
        format!(
            "{CHOOSE_ENCODING} {}",
            in_sql("CSV", "encoding", "windows-1252")
        ),
    )
}

/// Begins the hint for text in another encoding than it is read in.
const CHOOSE_ENCODING: &str = "Choose another encoding:";

/// The message for text in `encoding`.
pub fn encoded_as(encoding: &str) -> String {
    let likely = match encoding {
        WESTERN => "it may be encoded as Windows-1252 or ISO-8859-1",
        "SHIFT_JIS" => "it is probably encoded as Shift JIS",
        "WINDOWS-1251" => "it may be encoded as Windows-1251 or KOI8-R",
        wide => return format!("is encoded as {wide}, not as UTF-8"),
    };
    format!("is not valid UTF-8; {likely}")
}

pub fn to_utf_8(encoding: &str) -> String {
    format!("Convert it to UTF-8, for example: iconv -f {encoding} -t UTF-8 OLD > NEW")
}

/// Rows of different lengths.
pub fn uneven(why: &str) -> Error {
    fault(
        ErrorCode::FileMismatch,
        why,
        format!(
            "Check its delimiter and quotes. Short rows are filled with NULL by: {}",
            in_sql("CSV", "truncated_rows", "true")
        ),
    )
}

/// A value that does not fit the type inferred from the first rows of its column.
pub fn late_value(text: &str) -> Error {
    fault(
        ErrorCode::FileMismatch,
        text.split(". Row data: ").next().unwrap_or(text),
        format!(
            "The types of the columns come from the first rows. Let more of them count: {}",
            in_sql("CSV", "schema_infer_max_rec", "1000000")
        ),
    )
}

pub(super) fn json(text: &str) -> Error {
    let lower = text.to_lowercase();
    if lower.contains("recursion limit") {
        return too_deep();
    }
    if lower.contains("utf-8") {
        return not_utf_8("it", WESTERN);
    }
    let kinds = [
        "whilst decoding field",
        "incompatible type found",
        "expected scalar",
        "got non array element",
        "expected struct value",
        "expected array json type",
        "expected object json type",
    ];
    if kinds.iter().any(|words| lower.contains(words)) {
        return fault(
            ErrorCode::FileMismatch,
            text,
            "The column holds values of different kinds, such as lists beside numbers. Give it one \
             kind in the file, and open it again.",
        )
        .with_fix(Fix::AllRows);
    }
    damaged(text)
}

/// A value of a key that does not fit its column's type.
pub fn late_json_value(why: &str) -> Error {
    fault(
        ErrorCode::FileMismatch,
        why,
        "Open the file again without schema_infer_max_rec, so that all of its values count, or read \
         the column as text: CREATE EXTERNAL TABLE name (column VARCHAR) STORED AS JSON LOCATION 'path'",
    )
}

/// JSON objects with more different keys than the maximum number of columns.
pub fn too_many_keys(max: usize) -> Error {
    fault(
        ErrorCode::FileUnsupported,
        &format!("its objects have more than {max} different keys"),
        "Write the keys as values of one column.",
    )
}

const FLATTEN: &str = "Write the inner values as text, or flatten them.";

/// Values nested deeper than the readers support.
pub fn too_deep() -> Error {
    fault(
        ErrorCode::FileUnsupported,
        "its values are nested too deeply",
        FLATTEN,
    )
}

/// The same with the position.
pub fn too_deep_at(place: &str) -> Error {
    fault(
        ErrorCode::FileUnsupported,
        &format!("{place}: its values are nested too deeply"),
        FLATTEN,
    )
}

/// Messages of the verifier of Arrow's messages, in lower case.
const DEPTH: &str = "depthlimitreached";

pub(super) fn parquet(text: &str) -> Error {
    let lower = text.to_lowercase();
    match () {
        () if lower.contains(DEPTH) => too_deep(),
        () if lower.contains("encrypt") || lower.contains("decrypt") => fault(
            ErrorCode::FileUnsupported,
            "it is encrypted",
            "Decrypt it where its keys are, and open that.",
        ),
        () if [
            "nyi: ",
            "not supported",
            "not yet implemented",
            "disabled feature",
        ]
        .iter()
        .any(|words| lower.contains(words)) =>
        {
            unsupported(text.trim_start_matches("NYI: "))
        }
        () => damaged(text),
    }
}

pub(super) fn ipc(text: &str) -> Error {
    if text.to_lowercase().contains(DEPTH) {
        return too_deep();
    }
    let foreign = ["endianness", "metadata versions mismatch", "not supported"];
    match foreign.iter().any(|words| text.contains(words)) {
        true => unsupported(text),
        false => damaged(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_fault_has_its_code() {
        for (error, code) in [
            (
                csv("Encountered invalid UTF-8 data for line 3 and field 2"),
                ErrorCode::FileUnsupported,
            ),
            (
                csv("incorrect number of fields for line 5, expected 4 got 3"),
                ErrorCode::FileMismatch,
            ),
            (
                json("Encountered non-UTF-8 data"),
                ErrorCode::FileUnsupported,
            ),
            (
                json("whilst decoding field 'a': expected string got [1]"),
                ErrorCode::FileMismatch,
            ),
            (
                json("Expected JSON record to be an object, found Number(1)"),
                ErrorCode::FileDamaged,
            ),
            (
                parquet("NYI: The codec type LZO is not supported yet"),
                ErrorCode::FileUnsupported,
            ),
            (
                parquet("Arrow: Unable to get root as message: DepthLimitReached"),
                ErrorCode::FileUnsupported,
            ),
            (
                parquet("Parquet error: Invalid Parquet file. Corrupt footer"),
                ErrorCode::FileDamaged,
            ),
        ] {
            assert_eq!(error.code, code, "{error:?}");
            assert!(error.hint.is_some());
        }
    }
}
