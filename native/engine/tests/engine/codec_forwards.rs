//! The session's codecs forward every method of DataFusion's traits to the codec below, and
//! the chain hands every method to the extension codec that is installed in it.
//! A method left to the trait's default would hide the one below, and the compiler would
//! not say so. Each is called through the top here, and the sources of both traits are
//! read so that a method added by an upgrade is missed.

use std::collections::BTreeSet;
use std::fs;

use crate::crates::source_of;

mod logical;
mod physical;

/// A codec below the top that counts its calls: what it is given comes back, so that
/// forgetting or swapping an argument shows.
#[derive(Debug, Default)]
struct Counter(std::sync::Mutex<Vec<String>>);

impl Counter {
    fn encoded(&self, method: &str, buf: &mut Vec<u8>) -> datafusion::error::Result<()> {
        self.0.lock().unwrap().push(method.to_string());
        buf.extend(method.as_bytes());
        Ok(())
    }

    fn decoded<T>(&self, method: &str, buf: &[u8]) -> datafusion::error::Result<T> {
        self.0.lock().unwrap().push(method.to_string());
        let text = String::from_utf8_lossy(buf);
        Err(datafusion::error::DataFusionError::Plan(format!(
            "{method} of {text}"
        )))
    }

    /// The one call since the last time.
    fn last(&self) -> String {
        let calls = std::mem::take(&mut *self.0.lock().unwrap());
        assert_eq!(calls.len(), 1, "{calls:?}");
        calls.into_iter().next().unwrap()
    }
}

/// Calls that were made through the top, by method.
struct Proofs {
    methods: BTreeSet<String>,
    /// What goes before that which the codec writes and reads.
    head: &'static [u8],
}

/// Id of the counting codec in a stack.
const ID: &str = "counter";
/// The frame of what it writes there.
const FRAME: &[u8] = b"DFJSCHN\x01\x07\x00\x00\x00counter";

impl Proofs {
    fn below(head: &'static [u8]) -> Self {
        Self {
            methods: BTreeSet::new(),
            head,
        }
    }

    fn encode(
        &mut self,
        counter: &Counter,
        method: &str,
        call: impl FnOnce(&mut Vec<u8>) -> datafusion::error::Result<()>,
    ) {
        let mut buf = b"before ".to_vec();
        call(&mut buf).unwrap();
        assert_eq!(counter.last(), method);
        assert_eq!(buf, [b"before ", self.head, method.as_bytes()].concat());
        self.methods.insert(method.to_string());
    }

    fn decode<T>(
        &mut self,
        counter: &Counter,
        method: &str,
        call: impl FnOnce(&[u8]) -> datafusion::error::Result<T>,
    ) {
        let payload = [self.head, b"payload"].concat();
        let error = call(&payload).err().unwrap().strip_backtrace();
        assert_eq!(counter.last(), method);
        assert!(error.contains(&format!("{method} of payload")), "{error}");
        self.methods.insert(method.to_string());
    }

    /// Every method that `declaration` in `upstream` has must have been proved.
    fn complete(&self, upstream: &str, declaration: &str) {
        let path = source_of("datafusion-proto").join("src").join(upstream);
        let source = fs::read_to_string(path).unwrap();
        let declared = methods(&source, declaration);
        assert!(
            declared.len() >= 12,
            "the trait was not found: {declared:?}"
        );
        assert_eq!(self.methods, declared);
    }
}

/// Names of the methods of the item that begins with `declaration`.
fn methods(source: &str, declaration: &str) -> BTreeSet<String> {
    let start = source.find(declaration).unwrap();
    let body = &source[start..start + source[start..].find("\n}").unwrap()];
    body.lines()
        .filter_map(|line| line.strip_prefix("    fn "))
        .filter_map(|line| line.split(['(', '<']).next())
        .map(ToString::to_string)
        .collect()
}
