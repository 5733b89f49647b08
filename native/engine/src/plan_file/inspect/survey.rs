//! What a plan reads, writes, calls and needs, wherever in it that is.

use serde_json::Value;

use super::super::carried;
use super::super::raw::{codec_of, decoded_length, items, table_name, text};
use super::super::urls;
use super::writes;
use super::{FunctionKind, PlanExtension, PlanFunction, PlanRead, PlanWrite, number};

/// Everything found in one plan, in the order of its operators, without repeats.
#[derive(Debug, Default)]
pub(in crate::plan_file) struct Survey {
    pub reads: Vec<PlanRead>,
    pub writes: Vec<PlanWrite>,
    pub functions: Vec<PlanFunction>,
    pub extensions: Vec<PlanExtension>,
}

impl Survey {
    /// Looks at every value of the plan: a part cannot hide at a place that has no view.
    pub(in crate::plan_file) fn of(plan: &Value) -> Self {
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
            "customScan" => {
                let table = table_name(&body["tableName"]);
                match carried::embedded(body) {
                    Some(Ok(())) => self.read(Some(table), "memory", String::new()),
                    Some(Err(reason)) => {
                        self.unreadable("DFJSMT", reason, text(body, "customTableData"))
                    }
                    None => self.extension(format!("table {table}"), text(body, "customTableData")),
                }
            }
            "extension" => {
                let (operator, payload) = if body.get("expr").is_some() {
                    ("extension expression", text(body, "expr"))
                } else {
                    ("extension operator", text(body, "node"))
                };
                self.extension(operator.to_string(), payload);
            }
            "dml"
            | "copyTo"
            | "createExternalTable"
            | "createView"
            | "createCatalog"
            | "createCatalogSchema"
            | "dropView"
            | "prepare"
            | "jsonSink"
            | "csvSink"
            | "parquetSink" => {
                self.write(name, body);
            }
            "scalarUdfExpr" => match carried::marker(body) {
                Some(Ok(_)) => {}
                Some(Err(reason)) => self.unreadable("DFJSSQ", reason, text(body, "funDefinition")),
                None => self.function(name, body),
            },
            _ => self.function(name, body),
        }
    }

    /// A payload of this program's own codec, of a version or form that it cannot read.
    fn unreadable(&mut self, codec: &str, reason: String, payload: &str) {
        self.extensions.push(PlanExtension {
            operator: reason,
            codec: codec.to_string(),
            bytes: number(decoded_length(payload)),
        });
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

    fn write(&mut self, name: &str, body: &Value) {
        let (operator, target) = writes::of(name, body);
        let write = PlanWrite { operator, target };
        if !self.writes.contains(&write) {
            self.writes.push(write);
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
            _ => return self.unknown_payload(field, body),
        };
        if let (Some(name), kind) = found {
            let payload = text(body, "funDefinition");
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

    /// A payload under a name that is not known here still counts.
    fn unknown_payload(&mut self, field: &str, body: &Value) {
        let payload = decoded_length(text(body, "funDefinition"));
        if payload > 0 {
            self.extensions.push(PlanExtension {
                operator: field.to_string(),
                codec: codec_of(text(body, "funDefinition"))
                    .unwrap_or_else(|| "unknown".to_string()),
                bytes: number(payload),
            });
        }
    }

    fn extension(&mut self, operator: String, payload: &str) {
        self.extensions.push(PlanExtension {
            operator,
            codec: codec_of(payload).unwrap_or_else(|| "unknown".to_string()),
            bytes: number(decoded_length(payload)),
        });
    }
}

/// URLs of the files in a scan's file groups.
pub(in crate::plan_file) fn file_urls(config: &Value) -> Vec<String> {
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
    use crate::plan_file::inspect::FunctionKind;
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
