//! What reads data files: Parquet, CSV, JSON and Arrow, on behalf of any session.
//!
//! [`sniff`] finds out how a file is written, [`csv::schema`] and [`json::infer`] its columns;
//! [`ScanSources`] puts the readers into a plan, and [`guarded_scan`] names the files in its errors.

pub mod arrow;
pub mod compression;
pub mod csv;
pub mod decode;
pub mod encoding;
pub mod excel;
mod file_watch;
pub mod format;
pub mod guarded_scan;
pub mod json;
mod local_files;
mod memory;
pub mod row_count;
pub mod scan_input;
mod scan_sources;
pub mod sniff;
mod staged_files;
mod whole_files;

pub use format::FileFormat;
pub use local_files::LocalFiles;
pub use memory::Memory;
pub use scan_sources::{ScanSources, opened_here};
