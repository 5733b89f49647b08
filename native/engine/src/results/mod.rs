//! The rows of a query: in memory, then on disk; any range of them as one Arrow IPC stream; sorted,
//! filtered and searched without running the query again.

mod block;
mod compact;
mod cut;
mod gather;
mod page;
mod plain;
mod set;
mod sizes;
mod spill_file;
#[cfg(test)]
mod tests;
mod view;

pub use page::PageRequest;
pub use set::{Batches, ResultSet};
pub(crate) use view::Views;
pub use view::{
    FilterOp, FindRequest, Found, Match, MatchRequest, RowFilter, SortKey, ViewInfo, ViewProgress,
    ViewRequest,
};
