//! Tables: files that were opened, and what SQL made.

mod csv_schema;
mod csv_tables;
mod dialect;
mod external;
mod format;
mod in_place;
mod info;
mod list;
mod look;
mod made;
mod naming;
mod open;
mod opened;
mod partitions;
mod provider;
mod records;
mod refresh;
mod remove;
mod rows;
mod sniff;
mod source;
mod stamps;

pub(crate) use external::{ExternalTables, STORED_AS};
pub use format::FileFormat;
pub(crate) use format::by_name;
pub(crate) use in_place::in_place;
pub use info::{TableInfo, TableOrigin};
pub use list::{names, tables};
pub(crate) use look::{Looked, look};
pub(crate) use made::{note_definition, provider_of};
pub use open::{OpenOptions, open_file};
pub use opened::OpenedFiles;
pub(crate) use refresh::{refresh, refreshed};
pub use remove::remove_table;
pub(crate) use source::{is_file, is_path, is_remote, refuse_empty};
pub(crate) use stamps::Locations;
