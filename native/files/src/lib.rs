//! Files that processes share: locks by name, and temporary files that are removed after their process ended.

pub mod file_lock;
pub mod temporary;
