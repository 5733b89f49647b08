//! The words for what an operator would write or change, and where.

/// The fields of an operator by the names of the `.proto` files, whatever form it is in.
pub(crate) trait Fields: Sized {
    /// Empty where it is missing.
    fn text(&self, name: &str) -> String;
    /// Of a repeated field.
    fn texts(&self, name: &str) -> Vec<String>;
    fn message(&self, name: &str) -> Option<Self>;
    /// The message that a oneof holds.
    fn chosen(&self) -> Option<Self>;
    /// Name of the value of an enumeration; may be empty for the first one.
    fn variant(&self, name: &str) -> String;
}

/// What the operator in the field `arm` of a plan node does, and what it does it to.
pub(crate) fn of(arm: &str, body: &impl Fields) -> (String, String) {
    let (action, target) = match arm {
        "dml" => (dml(&body.variant("dml_type")), dml_target(body)),
        "copy_to" => ("Copy to a file", place(&body.text("output_url"))),
        "create_external_table" => ("Create external table", table(body.message("name"))),
        "create_view" => ("Create view", table(body.message("name"))),
        "drop_view" => ("Drop view", table(body.message("name"))),
        "create_catalog" => ("Create catalog", body.text("catalog_name")),
        "create_catalog_schema" => ("Create schema", body.text("schema_name")),
        "prepare" => ("Prepare a statement", body.text("name")),
        _ => ("Write files", sink_target(body)),
    };
    (action.to_string(), target)
}

fn dml(kind: &str) -> &'static str {
    match kind {
        "" | "UPDATE" => "Update",
        "DELETE" => "Delete",
        "CTAS" => "Create table",
        "INSERT_APPEND" => "Insert",
        "INSERT_OVERWRITE" => "Insert, replacing everything",
        "INSERT_REPLACE" => "Insert, replacing rows",
        "TRUNCATE" => "Truncate",
        "MERGE_INTO" => "Merge",
        _ => "Insert, update or delete",
    }
}

/// The table's name may say anything: the place is that of the scan that stands for the target.
fn dml_target(body: &impl Fields) -> String {
    let name = table(body.message("table_name"));
    let scan = body
        .message("target")
        .and_then(|node| node.message("listing_scan"));
    let paths = scan.map(|scan| scan.texts("paths")).unwrap_or_default();
    match paths.is_empty() {
        true => name,
        false => format!("{name} in {}", paths.join(", ")),
    }
}

fn place(url: &str) -> String {
    if url.is_empty() || url.contains("://") || std::path::Path::new(url).is_absolute() {
        url.to_string()
    } else {
        format!("{url} in the folder where it runs")
    }
}

/// A sink writes to the first path, in the store that it names beside it.
fn sink_target(body: &impl Fields) -> String {
    let config = body.message("sink").and_then(|sink| sink.message("config"));
    let Some(config) = config else {
        return String::new();
    };
    let (store, paths) = (config.text("object_store_url"), config.texts("table_paths"));
    match paths.as_slice() {
        [] => store,
        paths if paths.iter().all(|path| path.starts_with(&store)) => paths.join(", "),
        paths => format!("{} in the store {store}", paths.join(", ")),
    }
}

/// `catalog.schema.table` of a table reference.
pub(super) fn table(reference: Option<impl Fields>) -> String {
    let Some(parts) = reference.and_then(|reference| reference.chosen()) else {
        return String::new();
    };
    let parts = ["catalog", "schema", "table"].map(|part| parts.text(part));
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::of;
    use crate::consent::part::Part;
    use datafusion_proto::protobuf as proto;
    use planarium_plan_wire::schema::messages::MESSAGES;
    use prost::Message;

    fn words(arm: &str, message: &str, body: &impl Message) -> (String, String) {
        let place = MESSAGES
            .iter()
            .position(|kind| kind.name == message)
            .unwrap();
        let bytes = body.encode_to_vec();
        of(arm, &Part::new(u16::try_from(place).unwrap(), &bytes))
    }

    #[test]
    fn the_place_is_that_of_the_bytes_that_write() {
        let scan = proto::ListingTableScanNode {
            paths: vec!["file:///data/real/".to_string()],
            ..Default::default()
        };
        let target = proto::LogicalPlanNode {
            logical_plan_type: Some(proto::logical_plan_node::LogicalPlanType::ListingScan(scan)),
        };
        let bare = proto::BareTableReference {
            table: "harmless".to_string(),
        };
        let named = proto::TableReference {
            table_reference_enum: Some(proto::table_reference::TableReferenceEnum::Bare(bare)),
        };
        let mut dml = proto::DmlNode {
            dml_type: proto::dml_node::Type::InsertAppend.into(),
            table_name: Some(named),
            target: Some(Box::new(target)),
            ..Default::default()
        };
        let told = |(action, place): (String, String)| format!("{action}: {place}");
        assert_eq!(
            told(words("dml", "DmlNode", &dml)),
            "Insert: harmless in file:///data/real/"
        );
        (dml.target, dml.dml_type) = (None, 0);
        assert_eq!(told(words("dml", "DmlNode", &dml)), "Update: harmless");
        let copy = proto::CopyToNode {
            output_url: "out.csv".to_string(),
            ..Default::default()
        };
        assert_eq!(
            told(words("copy_to", "CopyToNode", &copy)),
            "Copy to a file: out.csv in the folder where it runs"
        );
        let config = proto::FileSinkConfig {
            object_store_url: "s3://b/".to_string(),
            table_paths: vec!["file:///tmp/x".to_string()],
            ..Default::default()
        };
        let sink = proto::CsvSink {
            config: Some(config),
            ..Default::default()
        };
        let node = proto::CsvSinkExecNode {
            sink: Some(sink),
            ..Default::default()
        };
        assert_eq!(
            told(words("csv_sink", "CsvSinkExecNode", &node)),
            "Write files: file:///tmp/x in the store s3://b/"
        );
    }
}
