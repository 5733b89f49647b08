//! The rows of a query: batches in memory, any range of them as one Arrow IPC stream.

mod compact;
mod cut;
mod page;
mod plain;
mod set;
mod sizes;

pub use page::PageRequest;
pub use set::ResultSet;
