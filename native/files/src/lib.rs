//! Files that processes share: locks by name, and temporary files that outlive no process for long.

pub mod file_lock;
pub mod temporary;
