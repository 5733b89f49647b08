//! Plans as Substrait, the exchange format of several engines: tables and functions go
//! by name, settings and file locations do not travel.

mod loss;
mod nodes;
mod read_back;
mod refusals;
mod types;

pub use nodes::node_name;
pub use refusals::{Refusal, refusals};

use datafusion::common::tree_node::Transformed;
use datafusion::common::{JoinConstraint, JoinType};
use datafusion::logical_expr::{LogicalPlan, Partitioning, lit};
use datafusion_substrait::logical_plan::{consumer, producer};
use prost::Message;
use tokio::runtime::Handle;

use crate::codec::{self, Root, parse_substrait, with_deep_stack};
use crate::error::catch_panic;
use crate::{Error, ErrorCode, Result, Session};
use planarium_plan_wire::limits;

/// Most partitions of an exchange, as in plan files.
const PARTITIONS: usize = 1_024;

/// `substrait.Plan` of a logical plan.
///
/// # Errors
/// `substrait_unsupported` with the first of [`refusals`], or with what the producer says.
pub fn to_bytes(session: &Session, plan: &LogicalPlan) -> Result<Vec<u8>> {
    if let Some(refusal) = refusals(plan).into_iter().next() {
        return Err(refusal.into());
    }
    let state = session.context().state();
    with_deep_stack(|| {
        let _runtime = session.runtime().enter();
        let plan = plain_joins(plan.clone())?;
        let message = catch_panic(|| {
            producer::to_substrait_plan(&plan, &state)
                .map_err(|error| unsupported(&error.strip_backtrace()))
        })
        .map_err(|error| match error.code {
            ErrorCode::Panic => unsupported(&error.detail.unwrap_or(error.message)),
            _ => error,
        })?;
        // What is written must be readable again.
        let bytes = message.encode_to_vec();
        codec::check(&bytes, Root::Substrait)?;
        read_back::check(&state, &plan, &message)
            .map_err(|error| unreadable_again(&error.detail.unwrap_or(error.message)))?;
        Ok(bytes)
    })
}

/// `substrait.Plan` of the optimized plan of a statement, or of the initial one where only
/// that can be said.
///
/// # Errors
/// As [`to_bytes`], for the optimized plan.
pub fn of_stages(
    session: &Session,
    initial: &LogicalPlan,
    optimized: Option<&LogicalPlan>,
) -> Result<Vec<u8>> {
    let optimized = optimized.unwrap_or(initial);
    to_bytes(session, optimized).or_else(|error| to_bytes(session, initial).map_err(|_| error))
}

/// The logical plan that a Substrait plan describes, over the tables of `session`.
///
/// # Errors
/// `plan_file_damaged`, `plan_too_deep`, `plan_file_too_large` for the bytes;
/// `table_unknown` for a table that is not open under its name; `substrait_unsupported` for
/// what DataFusion cannot read. Await it on the session's threads.
pub async fn from_bytes(session: &Session, bytes: &[u8]) -> Result<LogicalPlan> {
    if bytes.len() as u64 > limits::PLAN_BYTES {
        return Err(Error::new(
            ErrorCode::PlanFileTooLarge,
            "The Substrait plan is too large to be read.",
        ));
    }
    let (session, bytes) = (session.clone(), bytes.to_vec());
    let handle = Handle::current();
    // The reader is asynchronous and recurses: it gets a deep stack and waits there.
    let reading = handle
        .clone()
        .spawn_blocking(move || with_deep_stack(|| read(&session, &bytes, &handle)));
    reading.await.map_err(Error::from)?
}

fn read(session: &Session, bytes: &[u8], handle: &Handle) -> Result<LogicalPlan> {
    let message = parse_substrait(bytes)?;
    let state = session.context().state();
    let plan = catch_panic(|| {
        handle
            .block_on(consumer::from_substrait_plan(&state, &message))
            .map_err(|error| unreadable(session, error))
    })
    .map_err(|error| match error.code {
        ErrorCode::Panic => damaged(error.detail.unwrap_or(error.message)),
        _ => error,
    })?;
    check_partitions(&plan)?;
    Ok(plan)
}

/// The format knows no USING: an ON with the same pairs is the same join, whose columns
/// were chosen when the SQL was planned. The reader takes no outer join without a condition.
fn plain_joins(plan: LogicalPlan) -> Result<LogicalPlan> {
    let plain = plan.transform_down_with_subqueries(|node| match node {
        LogicalPlan::Join(mut join) => {
            let using = join.join_constraint == JoinConstraint::Using;
            let bare = join.on.is_empty() && join.filter.is_none();
            let always = bare && join.join_type != JoinType::Inner;
            join.join_constraint = JoinConstraint::On;
            if always {
                join.filter = Some(lit(true));
            }
            Ok(Transformed::new_transformed(
                LogicalPlan::Join(join),
                using || always,
            ))
        }
        node => Ok(Transformed::no(node)),
    });
    Ok(plain?.data)
}

fn check_partitions(plan: &LogicalPlan) -> Result<()> {
    let mut pending = vec![plan];
    while let Some(node) = pending.pop() {
        if let LogicalPlan::Repartition(exchange) = node
            && let Partitioning::RoundRobinBatch(count) | Partitioning::Hash(_, count) =
                exchange.partitioning_scheme
            && !(1..=PARTITIONS).contains(&count)
        {
            return Err(damaged(format!("an exchange with {count} partitions")));
        }
        pending.extend(node.inputs());
    }
    Ok(())
}

fn unsupported(detail: &str) -> Error {
    Error::new(
        ErrorCode::SubstraitUnsupported,
        "This plan cannot be written as Substrait.",
    )
    .with_hint("Save it as a plan file or as plan bytes, which hold more.")
    .with_detail(detail)
}

fn unreadable_again(detail: &str) -> Error {
    Error::new(
        ErrorCode::SubstraitUnsupported,
        "This plan as Substrait could not be read back.",
    )
    .with_hint("Save it as a plan file or as plan bytes, which hold more.")
    .with_detail(detail)
}

fn unreadable(session: &Session, error: datafusion::common::DataFusionError) -> Error {
    let detail = error.strip_backtrace();
    // Its own wording of what the SQL planner says as "table 'x' not found".
    let table = detail
        .split_once("No table named '")
        .and_then(|(_, rest)| rest.split_once('\''));
    if let Some((name, _)) = table {
        let found = Error::new(
            ErrorCode::TableUnknown,
            format!("The Substrait plan reads the table {name}, which is not open."),
        );
        let known = crate::catalog::names(session);
        let hint = match known.as_slice() {
            [] => "Open its file under that name first.".to_owned(),
            names => format!(
                "Open its file under that name first; open are {}.",
                names.join(", ")
            ),
        };
        return found.with_hint(hint).with_detail(detail);
    }
    Error::new(
        ErrorCode::SubstraitUnsupported,
        "The Substrait plan holds something that DataFusion cannot read.",
    )
    .with_hint("The details name it; write the plan another way where it came from.")
    .with_detail(detail)
}

fn damaged(detail: String) -> Error {
    Error::new(
        ErrorCode::PlanFileDamaged,
        "The Substrait plan is readable but makes no plan: a part is missing or does not fit.",
    )
    .with_hint("Write the plan again where it came from.")
    .with_detail(detail)
}
