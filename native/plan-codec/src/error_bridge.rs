//! Our own errors on their way through DataFusion's decoders.

use std::cell::RefCell;

use datafusion::common::DataFusionError;

use planarium_error::Error;

thread_local! {
    static LAST: RefCell<Option<Error>> = const { RefCell::new(None) };
}

/// As a codec has to return it.
pub(super) fn external(error: Error) -> DataFusionError {
    LAST.set(Some(error.clone()));
    DataFusionError::External(Box::new(error))
}

/// What a codec of ours said, on this thread, to make a decoder or encoder fail with `error`.
/// DataFusion turns some errors into text on the way, more than once and escaped each time:
/// such a text holds the message but for its quotes.
pub(super) fn recover(error: &DataFusionError) -> Option<Error> {
    if let DataFusionError::External(inner) = error.find_root()
        && let Some(ours) = inner.downcast_ref::<Error>()
    {
        return Some(ours.clone());
    }
    let last = LAST.take()?;
    let told = unquoted(&error.to_string()).contains(&unquoted(&last.message));
    told.then_some(last)
}

fn unquoted(text: &str) -> String {
    text.chars().filter(|c| !['"', '\\'].contains(c)).collect()
}
