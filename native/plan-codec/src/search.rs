//! Walks that look for one thing.

use datafusion::common::tree_node::TreeNodeRecursion;

/// How a walk goes on: until something was found.
pub(crate) fn until(found: bool) -> TreeNodeRecursion {
    match found {
        true => TreeNodeRecursion::Stop,
        false => TreeNodeRecursion::Continue,
    }
}
