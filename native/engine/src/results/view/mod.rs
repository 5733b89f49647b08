//! A result sorted and filtered: which of its rows, in which order.
//!
//! A view is a list of row numbers, four bytes for each, made by DataFusion from the stored rows:
//! sorting spills where memory is short, and the query is never run again. A page of a view looks
//! its rows up in the result. Searching gives the rows of a view that hold a text.

mod contains;
mod filter;
mod plan;
mod request;
mod source;
mod text;

pub use request::{
    FilterOp, FindRequest, Found, Match, MatchRequest, RowFilter, SortKey, ViewInfo, ViewProgress,
    ViewRequest,
};

use super::gather;
use super::page::PageRequest;
use super::set::ResultSet;
use crate::error::{Error, ErrorCode, Result};
use crate::session::Session;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::execution::memory_pool::MemoryReservation;
use datafusion::logical_expr::LogicalPlan;
use futures::future::BoxFuture;
use parking_lot::Mutex;
use source::Progress;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use text::Needle;

static NEXT_ID: AtomicU64 = AtomicU64::new(1);

/// Row numbers in an order, with the memory that they take.
struct RowList {
    rows: Vec<u32>,
    _memory: MemoryReservation,
}

/// What was found last: the places in the view, in ascending order, of rows that hold the text.
struct Search {
    id: String,
    view_id: Option<String>,
    needle: Needle,
    places: RowList,
}

/// Runs a plan over stored rows; given by the queries above, which results know nothing of.
pub(crate) type RunPlan =
    for<'a> fn(&'a Session, LogicalPlan) -> BoxFuture<'a, Result<SendableRecordBatchStream>>;

/// The views of one result.
pub(crate) struct Views {
    run: RunPlan,
    open: Mutex<HashMap<String, Arc<RowList>>>,
    /// One only: a search replaces the one before.
    search: Mutex<Option<Arc<Search>>>,
    progress: Mutex<Option<Arc<Progress>>>,
}

impl Views {
    pub(crate) fn new(run: RunPlan) -> Self {
        Self {
            run,
            open: Mutex::default(),
            search: Mutex::default(),
            progress: Mutex::default(),
        }
    }

    /// Sorts and filters the rows that the result has now.
    ///
    /// Errors: `invalid_request` for a column that does not exist or a value that is none of its
    /// type; `memory_exceeded`; those of reading rows on disk.
    pub(crate) async fn open(
        &self,
        session: &Session,
        set: &Arc<ResultSet>,
        request: &ViewRequest,
    ) -> Result<ViewInfo> {
        let progress = self.begin(set);
        let list = plan::row_numbers(self.run, session, set, request, progress).await?;
        let rows = list.rows.len();
        let view_id = next_id("v");
        self.open.lock().insert(view_id.clone(), Arc::new(list));
        Ok(ViewInfo { view_id, rows })
    }

    /// Idempotent.
    pub(crate) fn close(&self, view_id: &str) {
        let _ = self.open.lock().remove(view_id);
        let mut search = self.search.lock();
        if search
            .as_ref()
            .is_some_and(|search| search.view_id.as_deref() == Some(view_id))
        {
            *search = None;
        }
    }

    pub(crate) fn close_all(&self) {
        let open = std::mem::take(&mut *self.open.lock());
        let search = self.search.lock().take();
        drop((open, search));
    }

    /// How far the view or search is that was begun last; `None` before the first.
    pub(crate) fn progress(&self) -> Option<ViewProgress> {
        self.progress.lock().as_ref().map(|progress| progress.now())
    }

    /// A page of a view, or of the result itself.
    ///
    /// Errors: as [`ResultSet::page`], and `invalid_request` for a view that was closed.
    pub(crate) fn page(&self, set: &ResultSet, request: &PageRequest) -> Result<Vec<u8>> {
        match &request.view_id {
            None => set.page(request),
            Some(view_id) => gather::page(set, &self.get(view_id)?.rows, request),
        }
    }

    /// Finds the rows that hold a text, in one of their columns, ignoring case.
    ///
    /// Errors: as [`Self::open`], and `invalid_request` for a view that was closed.
    pub(crate) async fn find(
        &self,
        session: &Session,
        set: &Arc<ResultSet>,
        request: &FindRequest,
    ) -> Result<Found> {
        let view = request.view_id.as_deref().map(|id| self.get(id));
        let view = view.transpose()?;
        let progress = self.begin(set);
        let wanted = ViewRequest {
            find: Some(request.text.clone()),
            ..ViewRequest::default()
        };
        let mut places = plan::row_numbers(self.run, session, set, &wanted, progress).await?;
        if let Some(view) = view {
            places.rows = places_in(&view.rows, &places.rows, set.rows());
        }
        let found = Found {
            find_id: next_id("f"),
            rows: places.rows.len(),
        };
        *self.search.lock() = Some(Arc::new(Search {
            id: found.find_id.clone(),
            view_id: request.view_id.clone(),
            needle: Needle::new(&request.text),
            places,
        }));
        Ok(found)
    }

    /// The match that follows a row, or precedes it; after the last comes the first. `None` when
    /// there is none.
    ///
    /// Errors: `invalid_request` for a search that was replaced or whose view was closed.
    pub(crate) fn next_match(
        &self,
        set: &ResultSet,
        request: &MatchRequest,
    ) -> Result<Option<Match>> {
        let search = self.search.lock().clone();
        let search = search
            .filter(|search| search.id == request.find_id)
            .ok_or_else(|| gone("search"))?;
        let rows = &search.places.rows;
        let index = match request.backward {
            false => rows.partition_point(|&row| (row as usize) <= request.row),
            true => rows
                .partition_point(|&row| (row as usize) < request.row)
                .checked_sub(1)
                .unwrap_or(rows.len().saturating_sub(1)),
        };
        let index = if index < rows.len() { index } else { 0 };
        let Some(&place) = rows.get(index) else {
            return Ok(None);
        };
        let row = match &search.view_id {
            None => Some(place),
            Some(id) => self.get(id)?.rows.get(place as usize).copied(),
        };
        let batches = gather::rows_at(set, row.as_slice(), None)?;
        let column = batches
            .first()
            .map(|batch| contains::first_column(batch, &search.needle));
        Ok(Some(Match {
            index,
            row: place as usize,
            column: column.transpose()?.flatten().unwrap_or(0),
        }))
    }

    fn begin(&self, set: &ResultSet) -> Arc<Progress> {
        let progress = Arc::new(Progress::of(set.rows()));
        *self.progress.lock() = Some(Arc::clone(&progress));
        progress
    }

    fn get(&self, view_id: &str) -> Result<Arc<RowList>> {
        let open = self.open.lock();
        open.get(view_id).cloned().ok_or_else(|| gone("view"))
    }
}

fn next_id(prefix: &str) -> String {
    format!("{prefix}{}", NEXT_ID.fetch_add(1, Ordering::Relaxed))
}

fn gone(what: &str) -> Error {
    Error::new(
        ErrorCode::InvalidRequest,
        format!("This {what} of the result is no longer open."),
    )
}

/// Where the rows of a view are that are among `found`, which is in ascending order.
fn places_in(view: &[u32], found: &[u32], total: usize) -> Vec<u32> {
    let mut marks = vec![0_u64; total / 64 + 1];
    for &row in found {
        if let Some(mark) = marks.get_mut(row as usize / 64) {
            *mark |= 1 << (row % 64);
        }
    }
    let is_found = |row: u32| {
        let mark = marks.get(row as usize / 64).copied().unwrap_or(0);
        mark & (1 << (row % 64)) != 0
    };
    (0_u32..)
        .zip(view)
        .filter(|(_, row)| is_found(**row))
        .map(|(place, _)| place)
        .collect()
}
