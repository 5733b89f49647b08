//! What a plan reads and calls, wherever in it that is. What it may do besides is judged by
//! [`crate::consent`].

use serde_json::Value;

use super::super::carried;
use super::super::fields::{decoded_length, items, table_name, text};
use super::super::raw::codec_of;
use super::super::urls;
use super::{FunctionKind, PlanFunction, PlanRead, number};

/// Everything found in one plan, in the order of its operators, without repeats.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub reads: Vec<PlanRead>,
    pub functions: Vec<PlanFunction>,
}

impl Survey {
    /// Looks at every value of the plan: a part cannot hide at a place that has no view.
    pub(crate) fn of(plan: &Value) -> Self {
        let mut survey = Self::default();
        let mut pending = vec![plan];
        while let Some(value) = pending.pop() {
            match value {
                Value::Array(values) => pending.extend(values.iter().rev()),
                Value::Object(fields) => {
                    for (name, inner) in fields {
                        match inner {
                            // What a field repeats is told by the field's name.
                            Value::Array(items) => {
                                items.iter().for_each(|item| survey.note(name, item));
                            }
                            one => survey.note(name, one),
                        }
                    }
                    pending.extend(fields.values().collect::<Vec<_>>().into_iter().rev());
                }
                _ => {}
            }
        }
        survey
    }

    fn note(&mut self, name: &str, body: &Value) {
        match name {
            "listingScan" => self.listing(body),
            "parquetScan" | "csvScan" | "jsonScan" | "avroScan" | "arrowScan" => {
                self.files(name, body)
            }
            "memoryScan" => self.read(None, "memory", String::new()),
            "customScan" if carried::is_embedded(body) => {
                self.read(
                    Some(table_name(&body["tableName"])),
                    "memory",
                    String::new(),
                );
            }
            "scalarUdfExpr" | "scalarUdf" if carried::is_marker(body) => {}
            _ => self.function(name, body),
        }
    }

    fn listing(&mut self, body: &Value) {
        let table = table_name(&body["tableName"]);
        let formats = ["csv", "parquet", "avro", "json", "arrow"];
        let format = formats
            .into_iter()
            .find(|format| body.get(*format).is_some())
            .unwrap_or("unknown");
        for path in items(body, "paths") {
            let url = path.as_str().unwrap_or_default().to_string();
            self.read(Some(table.clone()), format, url);
        }
    }

    fn files(&mut self, name: &str, body: &Value) {
        let Some(config) = body.get("baseConf") else {
            return;
        };
        let format = name.trim_end_matches("Scan");
        for url in file_urls(config) {
            self.read(None, format, url);
        }
    }

    fn read(&mut self, table: Option<String>, format: &str, url: String) {
        let read = PlanRead {
            table,
            format: format.to_string(),
            url,
        };
        if !self.reads.contains(&read) {
            self.reads.push(read);
        }
    }

    fn function(&mut self, field: &str, body: &Value) {
        let named = |key: &str| {
            body.get(key)
                .and_then(Value::as_str)
                .map(ToString::to_string)
        };
        let found = match field {
            "scalarUdfExpr" | "higherOrderUdfExpr" => (named("funName"), FunctionKind::Scalar),
            "scalarUdf" | "higherOrderUdf" => (named("name"), FunctionKind::Scalar),
            "aggregateUdfExpr" => (named("funName"), FunctionKind::Aggregate),
            "aggregateExpr" => (named("userDefinedAggrFunction"), FunctionKind::Aggregate),
            "windowExpr" => (
                [
                    "udaf",
                    "udwf",
                    "userDefinedAggrFunction",
                    "userDefinedWindowFunction",
                ]
                .iter()
                .find_map(|key| named(key)),
                FunctionKind::Window,
            ),
            _ => return,
        };
        if let (Some(name), kind) = found {
            // A time zone defines nothing.
            let payload = match carried::is_zoned(body) {
                true => "",
                false => text(body, "funDefinition"),
            };
            let function = PlanFunction {
                name,
                kind,
                payload_bytes: number(decoded_length(payload)),
                codec: codec_of(payload),
            };
            if !self.functions.contains(&function) {
                self.functions.push(function);
            }
        }
    }
}

/// URLs of the files in a scan's file groups.
pub(crate) fn file_urls(config: &Value) -> Vec<String> {
    let store = text(config, "objectStoreUrl");
    let groups = items(config, "fileGroups").iter();
    groups
        .flat_map(|group| items(group, "files"))
        .map(|file| urls::of(store, text(file, "path")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::Survey;
    use crate::inspect::FunctionKind;
    use serde_json::json;

    #[test]
    fn functions_of_a_physical_window_are_found_with_their_payloads() {
        let plan = json!({"window": {"windowExpr": [
            {"userDefinedWindowFunction": "row_number"},
            {"userDefinedAggrFunction": "own", "funDefinition": "AAAA"},
        ]}});
        let found: Vec<_> = Survey::of(&plan)
            .functions
            .into_iter()
            .map(|function| (function.name, function.kind, function.payload_bytes))
            .collect();
        assert_eq!(
            found,
            [
                ("row_number".to_string(), FunctionKind::Window, 0.0),
                ("own".to_string(), FunctionKind::Window, 3.0),
            ]
        );
    }
}
