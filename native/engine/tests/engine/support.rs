//! Sessions and waiting for queries.

use planarium_engine::query::{Query, QueryStatus};
use planarium_engine::session::SessionOptions;
use planarium_engine::{Result, Session};
use std::future::Future;

pub fn session() -> Session {
    session_with(SessionOptions::default())
}

pub fn session_with(options: SessionOptions) -> Session {
    Session::new(options).unwrap()
}

/// Runs `work` on the session's threads and waits for it.
pub fn wait<T: Send + 'static>(
    session: &Session,
    work: impl Future<Output = Result<T>> + Send + 'static,
) -> Result<T> {
    session.runtime().block_on(session.spawn(work))
}

/// The status at the end of a query.
pub fn ended(query: &Query) -> QueryStatus {
    let mut status = query.status();
    while !status.phase.is_over() {
        status = query
            .session()
            .runtime()
            .block_on(query.changed(status.version));
    }
    status
}
