//! The tables of a catalog.

use super::info::{TableInfo, TableOrigin};
use super::opened::Origin;
use crate::Catalog;
use crate::field::Field;
use datafusion::catalog::{SchemaProvider, TableProvider};
use datafusion::datasource::TableType;
use datafusion::datasource::listing::ListingTable;
use planarium_error::Result;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Every table and view, by name. Those outside the default schema are named `schema.table`.
pub async fn tables(session: &(impl AsRef<Catalog> + Sync)) -> Result<Vec<TableInfo>> {
    let catalog = session.as_ref();
    let mut all = Vec::new();
    for (prefix, schema) in schemas(catalog) {
        for table in schema.table_names() {
            // A table may be dropped meanwhile.
            let Some(provider) = schema.table(&table).await? else {
                continue;
            };
            all.push(describe(catalog, &format!("{prefix}{table}"), &provider));
        }
    }
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// The names alone.
pub fn names(session: &impl AsRef<Catalog>) -> Vec<String> {
    let catalog = session.as_ref();
    let mut names: Vec<String> = schemas(catalog)
        .into_iter()
        .flat_map(|(prefix, schema)| {
            schema
                .table_names()
                .into_iter()
                .map(move |name| format!("{prefix}{name}"))
        })
        .collect();
    names.sort();
    names
}

fn schemas(catalog: &Catalog) -> Vec<(String, Arc<dyn SchemaProvider>)> {
    let config = catalog.context().copied_config();
    let defaults = &config.options().catalog;
    let Some(default) = catalog.context().catalog(&defaults.default_catalog) else {
        return Vec::new();
    };
    default
        .schema_names()
        .into_iter()
        .filter(|name| name != "information_schema")
        .filter_map(|name| {
            let prefix = if name == defaults.default_schema {
                String::new()
            } else {
                format!("{name}.")
            };
            Some((prefix, default.schema(&name)?))
        })
        .collect()
}

pub(super) fn describe(
    catalog: &Catalog,
    name: &str,
    provider: &Arc<dyn TableProvider>,
) -> TableInfo {
    let mut info = TableInfo {
        name: name.to_owned(),
        origin: origin(provider),
        format: None,
        path: None,
        columns: Field::list(&provider.schema()),
        rows: None,
        bytes: None,
        options: BTreeMap::new(),
        definition: None,
    };
    match catalog.opened().of(provider) {
        Some(Origin::File {
            source,
            format,
            rows,
            options,
            ..
        }) => {
            info.options = options.all();
            info.origin = TableOrigin::File;
            info.format = Some(format);
            info.path = Some(source.place.to_string());
            info.rows = rows;
            info.bytes = Some(source.bytes());
        }
        Some(Origin::Statement(text, _)) => info.definition = Some(text),
        None => info.definition = provider.get_table_definition().map(str::to_owned),
    }
    if info.origin == TableOrigin::Memory {
        info.definition = None;
    }
    info
}

fn origin(provider: &Arc<dyn TableProvider>) -> TableOrigin {
    match provider.table_type() {
        TableType::View => TableOrigin::View,
        _ if provider.downcast_ref::<ListingTable>().is_some() => TableOrigin::External,
        _ => TableOrigin::Memory,
    }
}
