//! The codes of `app/shared/errors.ts`, in its order.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! codes {
    ($($variant:ident => $name:literal),* $(,)?) => {
        /// Every error the product can show. A test compares the list with `app/shared/errors.ts`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
        pub enum ErrorCode {
            $(#[serde(rename = $name)] $variant,)*
        }

        impl ErrorCode {
            pub const ALL: &'static [ErrorCode] = &[$(Self::$variant),*];

            /// The name used across all boundaries.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }
        }
    };
}

codes! {
    SqlSyntax => "sql_syntax",
    SqlPlan => "sql_plan",
    EmptyStatement => "empty_statement",
    TableUnknown => "table_unknown",
    ColumnUnknown => "column_unknown",
    FunctionUnknown => "function_unknown",
    UnsupportedStatement => "unsupported_statement",
    Cancelled => "cancelled",
    ExecutionFailed => "execution_failed",
    MemoryExceeded => "memory_exceeded",
    QueryUnknown => "query_unknown",
    FileMissing => "file_missing",
    FileEmpty => "file_empty",
    FileUnreadable => "file_unreadable",
    FileDamaged => "file_damaged",
    FileMismatch => "file_mismatch",
    FileUnsupported => "file_unsupported",
    FileChanged => "file_changed",
    FileFormatUnknown => "file_format_unknown",
    TableExists => "table_exists",
    WriteFailed => "write_failed",
    PlanNotSerializable => "plan_not_serializable",
    PlanFileForeign => "plan_file_foreign",
    PlanFileDamaged => "plan_file_damaged",
    PlanFileTooNew => "plan_file_too_new",
    PlanFileTooLarge => "plan_file_too_large",
    PlanTooDeep => "plan_too_deep",
    PlanKindMissing => "plan_kind_missing",
    PlanVersionDiffers => "plan_version_differs",
    PlanWrites => "plan_writes",
    PlanExtensionNeeded => "plan_extension_needed",
    PlanSourceChanged => "plan_source_changed",
    PlanSourceMissing => "plan_source_missing",
    PlanSecret => "plan_secret",
    CodecExists => "codec_exists",
    CodecUnusable => "codec_unusable",
    SubstraitUnsupported => "substrait_unsupported",
    WorkspaceDamaged => "workspace_damaged",
    InvalidRequest => "invalid_request",
    SenderRefused => "sender_refused",
    Panic => "panic",
    Internal => "internal",
}

#[cfg(test)]
mod tests {
    use super::ErrorCode;

    #[test]
    fn list_equals_the_contracts() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../app/shared/errors.ts");
        let text = std::fs::read_to_string(path).unwrap();
        let list = text
            .split("ERROR_CODES = [")
            .nth(1)
            .unwrap()
            .split(']')
            .next()
            .unwrap();
        let lines = list
            .lines()
            .map(str::trim)
            .filter(|line| line.starts_with('\''));
        let names: Vec<&str> = lines.map(|line| line.trim_matches(['\'', ','])).collect();
        let ours: Vec<&str> = ErrorCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(ours, names);
    }
}
