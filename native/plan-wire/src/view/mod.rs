//! Fields as a tree for people, and where decoding fails, in words.

mod body;
mod fault;
mod tolerant;
mod tree;
mod value;

pub use fault::WireFault;
pub use tolerant::{Observer, Walked, observe};
pub use tree::{NoSuchField, WireChildren, WireField, WireTree};

pub(crate) use value::codec_of;

use crate::limits::check;
use crate::schema::Root;

/// The text of a constant, by the bytes of its `ScalarValue`, if it can be read.
pub type Constants = fn(&[u8]) -> Option<String>;

/// What the outermost message is shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TreeRoot {
    Logical,
    Physical,
    /// No plan that is known here: fields have their wire types alone.
    Foreign,
    /// Not to be read as fields.
    Opaque,
}

impl TreeRoot {
    /// The format to check the bytes as.
    fn format(self) -> Option<Root> {
        match self {
            Self::Logical => Some(Root::Logical),
            Self::Physical => Some(Root::Physical),
            Self::Foreign | Self::Opaque => None,
        }
    }
}

/// The kind of plan that most of `bytes` reads like up to where decoding fails.
pub fn guess_root(bytes: &[u8]) -> TreeRoot {
    [TreeRoot::Logical, TreeRoot::Physical]
        .map(|root| (root, observe(bytes, root, &mut ())))
        .into_iter()
        .filter(|(_, walked)| walked.known > 2 && walked.known > walked.unknown * 4)
        // Of two that read alike the first is taken.
        .reduce(|best, next| match next.1.known > best.1.known {
            true => next,
            false => best,
        })
        .map_or(TreeRoot::Foreign, |(root, _)| root)
}

/// The place where decoding `bytes` fails, if it does.
pub fn find_fault(bytes: &[u8], root: TreeRoot) -> Option<WireFault> {
    if root == TreeRoot::Opaque {
        return None;
    }
    if let Some(stop) = observe(bytes, root, &mut ()).stop {
        return Some(fault::of_stop(bytes, root, &stop));
    }
    let refusal = check(bytes, root.format()?).err()?;
    Some(fault::of_refusal(bytes, root, &refusal))
}
