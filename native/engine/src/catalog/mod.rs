//! Tables: files that were opened, and what SQL made.

mod csv_schema;
mod csv_tables;
mod delimiter;
mod format;
mod header;
mod info;
mod json_tables;
mod list;
mod look;
mod made;
mod naming;
mod open;
mod opened;
mod partitions;
mod provider;
mod refresh;
mod remove;
mod rows;
mod sniff;
mod source;
mod stamps;

pub(crate) use csv_tables::{CsvTables, finding_columns, plain};
pub use format::FileFormat;
pub(crate) use format::by_name;
pub use info::{TableInfo, TableOrigin};
pub use list::{names, tables};
pub(crate) use look::{Looked, look};
pub(crate) use made::{note_definition, provider_of};
pub use open::{OpenOptions, open_file};
pub use opened::OpenedFiles;
pub(crate) use refresh::refresh;
pub use remove::remove_table;
pub(crate) use source::{is_file, is_path, refuse_empty};
