//! Plan files that were committed once and must open for ever: `tests/golden/v<formatVersion>/`
//! holds them with the data they read, the inspection of each kind (without what differs from
//! one machine to another) and the rows.
//!
//! `PLANARIUM_UPDATE=1 cargo test --release -p planarium-engine golden` adds the folder of a
//! new format version, and what is missing in it; a file that is there is never written again.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use planarium_engine::plan_file::{FORMAT_VERSION, InspectOptions, PlanKind, RunOptions, inspect};
use serde_json::{Value, json};

use crate::plan_support::{of_kind, rows, save_sql};
use crate::support::session;

/// Name of a plan file and its SQL over `{folder}`.
const PLANS: [(&str, &str); 3] = [
    (
        "filter-sort",
        "SELECT name, people * 2 AS twice FROM '{folder}/cities.csv' \
         WHERE people > 200 AND name NOT LIKE 'X%' ORDER BY name LIMIT 3",
    ),
    (
        "join-aggregate",
        "SELECT c.land, l.title, count(*) AS cities, sum(c.people) AS people \
         FROM '{folder}/cities.csv' AS c JOIN '{folder}/lands.parquet' AS l ON c.land = l.land \
         GROUP BY c.land, l.title ORDER BY people DESC",
    ),
    // Holds `substrait.pb` too.
    (
        "with-substrait",
        "SELECT land, avg(people) AS people FROM '{folder}/cities.csv' GROUP BY land ORDER BY land",
    ),
];

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

#[test]
fn golden_files_open_and_run() {
    if std::env::var_os("PLANARIUM_UPDATE").is_some() {
        add_missing(&golden().join(format!("v{FORMAT_VERSION}")));
    }
    let mut checked = 0;
    for version in fs::read_dir(golden()).unwrap() {
        let folder = version.unwrap().path();
        for entry in fs::read_dir(&folder).unwrap() {
            let file = entry.unwrap().path();
            if file
                .extension()
                .is_some_and(|extension| extension == "dfplan")
            {
                check(&folder, &file);
                checked += 1;
            }
        }
    }
    assert!(checked >= PLANS.len(), "{checked} golden files");
}

fn check(folder: &Path, file: &Path) {
    let expected: Value =
        serde_json::from_slice(&fs::read(file.with_extension("json")).unwrap()).unwrap();
    for kind in PlanKind::ALL {
        let shown = inspection(file, kind);
        let name = format!("{} {}", file.display(), kind.as_str());
        assert_eq!(shown, expected["inspections"][kind.as_str()], "{name}");
        let found = rows(file, rebound(folder, file, kind)).unwrap();
        assert_eq!(json!(found), expected["rows"], "{name}");
    }
}

/// Every table is bound to the file of its name beside the plan file.
fn rebound(folder: &Path, file: &Path, kind: PlanKind) -> RunOptions {
    let manifest = inspect(file, &InspectOptions { kind: Some(kind) })
        .unwrap()
        .manifest
        .unwrap();
    let mut rebind = HashMap::new();
    for table in &manifest.tables {
        let name = table.urls[0].rsplit('/').next().unwrap();
        let path = folder.join(name).to_str().unwrap().to_string();
        rebind.insert(table.name.clone(), path);
    }
    RunOptions {
        rebind,
        ..of_kind(kind)
    }
}

/// An inspection without the path of the file itself, which the reader chooses.
fn inspection(file: &Path, kind: PlanKind) -> Value {
    let shown = inspect(file, &InspectOptions { kind: Some(kind) }).unwrap();
    let mut value = serde_json::to_value(shown).unwrap();
    value.as_object_mut().unwrap().remove("path");
    // Another minor version of DataFusion is worth a note and nothing else.
    value.as_object_mut().unwrap().remove("warnings");
    value
}

fn add_missing(folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let data = Path::new("/tmp/planarium-golden");
    fs::create_dir_all(data).unwrap();
    add(&folder.join("cities.csv"), || {
        b"name,people,land\nBasel,178,CH\nBern,134,CH\nBergen,291,NO\nOslo,709,NO\nRiga,605,LV\n"
            .to_vec()
    });
    add(&folder.join("lands.parquet"), lands);
    for name in ["cities.csv", "lands.parquet"] {
        fs::copy(folder.join(name), data.join(name)).unwrap();
    }
    for (name, sql) in PLANS {
        let file = folder.join(format!("{name}.dfplan"));
        if !file.exists() {
            let sql = sql.replace("{folder}", data.to_str().unwrap());
            save_sql(&session(), &sql, &file).unwrap();
        }
        add(&file.with_extension("json"), || {
            let kinds = PlanKind::ALL.map(|kind| (kind.as_str(), inspection(&file, kind)));
            let found = rows(&file, rebound(folder, &file, PlanKind::Optimized)).unwrap();
            let inspections: HashMap<_, _> = kinds.into_iter().collect();
            let record = json!({ "inspections": inspections, "rows": found });
            serde_json::to_vec_pretty(&record).unwrap()
        });
    }
}

fn add(path: &Path, content: impl FnOnce() -> Vec<u8>) {
    if !path.exists() {
        fs::write(path, content()).unwrap();
    }
}

fn lands() -> Vec<u8> {
    use datafusion::arrow::array::{RecordBatch, StringArray};
    use datafusion::parquet::arrow::ArrowWriter;
    let column = |values: [&str; 3]| std::sync::Arc::new(StringArray::from(values.to_vec())) as _;
    let batch = RecordBatch::try_from_iter([
        ("land", column(["CH", "NO", "LV"])),
        ("title", column(["Switzerland", "Norway", "Latvia"])),
    ])
    .unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}
