//! The TypeScript types of everything that crosses to Node.js are committed: this test keeps them current.
//!
//! `PLANARIUM_UPDATE=1 cargo test --release -p planarium-engine --lib bindings` writes them.

use crate::{
    api, catalog, error, export, plan, plan_file, preflight, query, results, session, sql,
    substrait,
};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use ts_rs::{Config, TS};

const COMMITTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../node/generated");

fn export_all(config: &Config) {
    macro_rules! export {
        ($($root:ty),* $(,)?) => { $(<$root as TS>::export_all(config).unwrap();)* };
    }
    export!(
        error::Error,
        session::SessionOptions,
        session::Limits,
        session::More,
        session::SessionInfo,
        session::MemoryUsage,
        session::Setting,
        catalog::OpenOptions,
        catalog::TableInfo,
        catalog::FolderContents,
        catalog::Preview,
        sql::StatementSpan,
        query::QueryStatus,
        results::PageRequest,
        results::ViewRequest,
        results::ViewInfo,
        results::ViewProgress,
        results::FindRequest,
        results::Found,
        results::MatchRequest,
        results::Match,
        plan::PlanSet,
        plan::PlanRequest,
        plan::PlanUpdate,
        export::EncodeOptions,
        export::RowFormat,
        export::RowSummary,
        export::FileOptions,
        plan_file::Inspection,
        plan_file::BytesSummary,
        plan_file::InspectOptions,
        plan_file::SavedPlan,
        plan_file::SaveOptions,
        plan_file::RunOptions,
        api::ExecutionForm,
        api::ExprSchema,
        api::LogicalForm,
        api::OperatorMetrics,
        api::OutputPartitioning,
        substrait::Refusal,
        planarium_plan_wire::WireChildren,
        plan_file::Replan,
        plan_file::BytesOptions,
        plan_file::ReplanOptions,
        preflight::Preflight,
    );
}

fn files(folder: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let types = entries.filter(|path| {
        path.extension().is_some_and(|end| end == "ts") && !path.ends_with("binding.d.ts")
    });
    types
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read_to_string(&path).unwrap(),
            )
        })
        .collect()
}

#[test]
fn committed_types_are_current() {
    let made = tempfile::tempdir().unwrap();
    export_all(&Config::new().with_out_dir(made.path()));
    let made = files(made.path());
    let committed = Path::new(COMMITTED);
    if std::env::var_os("PLANARIUM_UPDATE").is_some() {
        for name in files(committed).keys() {
            fs::remove_file(committed.join(name)).unwrap();
        }
        for (name, text) in &made {
            fs::write(committed.join(name), text).unwrap();
        }
    }
    assert_eq!(files(committed), made);
}
