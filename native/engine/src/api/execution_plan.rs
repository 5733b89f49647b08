//! A physical plan that a program holds.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use datafusion::logical_expr::LogicalPlan as Logical;
use datafusion::physical_plan::display::DisplayableExecutionPlan;
use datafusion::physical_plan::{ExecutionPlan as Plan, ExecutionPlanProperties, displayable};
use parking_lot::Mutex;

use super::form::ExecutionForm;
use super::output::{OperatorMetrics, OutputPartitioning};
use super::provenance::Provenance;
use super::{json, read};
use crate::catalog;
use crate::codec::{self, EncodeOptions, Root, with_deep_stack};
use crate::control::Control;
use crate::field::Field;
use crate::guarded_scan::Blame;
use crate::plan::{NodeMetrics, node_metrics};
use crate::plan_file::{ReadyPlan, RunnablePlan, in_memory, refuse_lost};
use crate::planning::Planning;
use crate::query::Query;
use crate::running::prepare_for_run;
use crate::session::Limits;
use crate::{Error, ErrorCode, Result, Session};

/// A cheap handle on a physical plan or an operator in one.
#[derive(Clone)]
pub struct ExecutionPlan {
    tree: Arc<Tree>,
    /// Way from the root: which child at each step.
    path: Vec<usize>,
}

/// A whole plan. All handles on its operators see the latest run.
struct Tree {
    session: Session,
    origin: Origin,
    root: Mutex<Arc<dyn Plan>>,
    /// A run fills dynamic filters in: from then on this very plan can neither be
    /// serialised nor run again, and is made anew from its origin instead.
    ran: AtomicBool,
    provenance: Provenance,
}

enum Origin {
    Logical(Logical),
    Bytes(Vec<u8>),
}

impl ExecutionPlan {
    fn new(session: &Session, origin: Origin, root: Arc<dyn Plan>, provenance: Provenance) -> Self {
        let tree = Tree {
            session: session.clone(),
            origin,
            root: Mutex::new(root),
            ran: AtomicBool::new(false),
            provenance,
        };
        Self {
            tree: Arc::new(tree),
            path: Vec::new(),
        }
    }

    pub(super) async fn of_logical(
        session: &Session,
        plan: &Logical,
        provenance: Provenance,
    ) -> Result<Self> {
        let root = planned(session, plan).await?;
        Ok(Self::new(
            session,
            Origin::Logical(plan.clone()),
            root,
            provenance,
        ))
    }

    /// The plan that `bytes` hold, through the codecs of `session`. Rows of memory tables
    /// travel in the bytes; files must still be where they were.
    ///
    /// # Errors
    /// `plan_file_damaged`, `plan_too_deep`, `plan_file_too_large`; `plan_extension_needed` and
    /// `plan_version_differs` for what a codec wrote that is not there, or in another version.
    pub fn from_bytes(session: &Session, bytes: &[u8]) -> Result<Self> {
        let read = read::physical(session, bytes)?;
        let origin = Origin::Bytes(bytes.to_vec());
        Ok(Self::new(session, origin, read.value, read.provenance))
    }

    /// `datafusion.PhysicalPlanNode`, through the codecs of `session`. After a run the plan
    /// is made anew first, since a run leaves marks that cannot be read back.
    ///
    /// # Errors
    /// `plan_not_serializable`, also where the format would lose a part without a word, and for
    /// a table that lives in memory. Await it on the session's threads.
    pub async fn to_bytes(&self, session: &Session) -> Result<Vec<u8>> {
        self.to_bytes_with(session, EncodeOptions::default()).await
    }

    /// As [`Self::to_bytes`], with the rows of tables in memory where `options` ask for them.
    ///
    /// # Errors
    /// As [`Self::to_bytes`].
    pub async fn to_bytes_with(
        &self,
        session: &Session,
        options: EncodeOptions,
    ) -> Result<Vec<u8>> {
        self.tree.refuse_lost(options)?;
        let plan = match self.tree.ran.load(Ordering::Acquire) {
            false => self.node(),
            true => step_down(self.tree.fresh().await?, &self.path)?,
        };
        Ok(codec::write_physical(session, &plan, options)?)
    }

    /// As [`Self::from_bytes`], from the JSON form of the same message.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    pub fn from_json(session: &Session, text: &str) -> Result<Self> {
        Self::from_bytes(session, &json::to_bytes(text, Root::Physical)?)
    }

    /// The JSON form of [`Self::to_bytes_with`], through the same codecs.
    ///
    /// # Errors
    /// `plan_not_serializable`, also for a number that JSON has no form for.
    pub async fn to_json(&self, session: &Session, options: EncodeOptions) -> Result<String> {
        json::to_json(&self.to_bytes_with(session, options).await?, Root::Physical)
    }

    /// Runs the plan in `session` with all its partitions; rows are kept up to `limits`. Run
    /// again, it is made anew and counts from zero. Errors of running are told by the query's status.
    ///
    /// # Errors
    /// `plan_writes` for a plan from bytes that may do more than read, unless `allow_write`.
    pub fn execute(&self, session: &Session, limits: Limits, allow_write: bool) -> Result<Query> {
        self.tree.provenance.allow(allow_write)?;
        let (plan, state) = (self.clone(), session.context().state());
        let prepare = async move {
            plan.tree.make_ready().await?;
            let plan = ReadyPlan::Physical(plan.node());
            Ok((String::new(), RunnablePlan { plan, state }))
        };
        Ok(Query::start_with(session, prepare, limits))
    }

    /// The session it came from.
    pub fn session(&self) -> &Session {
        &self.tree.session
    }

    /// The operators that this one reads from.
    pub fn children(&self) -> Vec<Self> {
        (0..self.node().children().len())
            .map(|child| Self {
                tree: Arc::clone(&self.tree),
                path: self.path.iter().copied().chain([child]).collect(),
            })
            .collect()
    }

    /// DataFusion's name of the operator: `HashJoinExec`.
    pub fn name(&self) -> String {
        self.node().name().to_owned()
    }

    /// The plan as text for people.
    ///
    /// # Errors
    /// `panic` where DataFusion cannot write it.
    pub fn display(&self, form: ExecutionForm) -> Result<String> {
        let plan = self.node();
        with_deep_stack(|| {
            let plain = displayable(plan.as_ref());
            Ok(match form {
                ExecutionForm::Line => plain.one_line().to_string(),
                ExecutionForm::Indent => plain.indent(false).to_string(),
                ExecutionForm::Verbose => plain.indent(true).to_string(),
                ExecutionForm::Metrics => DisplayableExecutionPlan::with_metrics(plan.as_ref())
                    .indent(false)
                    .to_string(),
                ExecutionForm::Tree => plain.tree_render().to_string(),
                ExecutionForm::Graphviz => plain.graphviz().to_string(),
            })
        })
    }

    /// The output columns, in order.
    pub fn columns(&self) -> Vec<Field> {
        Field::list(&self.node().schema())
    }

    /// Number of output partitions.
    pub fn partition_count(&self) -> usize {
        self.node().output_partitioning().partition_count()
    }

    /// How the output rows are spread over the partitions.
    pub fn output_partitioning(&self) -> OutputPartitioning {
        self.node().output_partitioning().into()
    }

    /// The order of the rows of each partition: `[a@0 DESC NULLS LAST]`. `None` for any order.
    pub fn output_ordering(&self) -> Option<String> {
        let plan = self.node();
        let ordering = plan.output_ordering()?;
        Some(format!("[{ordering}]"))
    }

    /// What this operator (without its children) counted in the latest run; live while it
    /// runs. `None` for an operator that counts nothing, and for most before they run.
    pub fn metrics(&self) -> Option<NodeMetrics> {
        node_metrics(self.node().as_ref())
    }

    /// [`Self::metrics`] of this operator and all below it that count, each before its children.
    pub fn collect_metrics(&self) -> Vec<OperatorMetrics> {
        let mut collected = Vec::new();
        let mut pending = vec![self.node()];
        while let Some(node) = pending.pop() {
            collected.extend(node_metrics(node.as_ref()).map(|metrics| {
                OperatorMetrics {
                    operator: displayable(node.as_ref())
                        .one_line()
                        .to_string()
                        .trim()
                        .to_owned(),
                    metrics,
                }
            }));
            pending.extend(node.children().into_iter().rev().cloned());
        }
        collected
    }

    /// The operator itself, of the latest run.
    fn node(&self) -> Arc<dyn Plan> {
        let root = Arc::clone(&self.tree.root.lock());
        // A plan made anew of the same origin may differ where its files changed.
        step_down(Arc::clone(&root), &self.path).unwrap_or(root)
    }
}

impl Tree {
    /// Puts a plan that did not run yet in the place of the root, as the one that will run: its
    /// operators are those that count.
    async fn make_ready(&self) -> Result<()> {
        let root = match self.ran.swap(true, Ordering::AcqRel) {
            false => Arc::clone(&self.root.lock()),
            true => self.fresh().await?,
        };
        let blame = match self.provenance.is_foreign() {
            false => Blame::Files,
            true => Blame::Plan,
        };
        *self.root.lock() = prepare_for_run(&self.session, root, blame, &Control::current())?;
        Ok(())
    }

    /// Rows that came in bytes may leave in bytes.
    fn refuse_lost(&self, options: EncodeOptions) -> Result<()> {
        match &self.origin {
            Origin::Logical(plan) => {
                in_memory(plan, options).map_or_else(|| refuse_lost(plan), Err)
            }
            Origin::Bytes(_) => Ok(()),
        }
    }

    async fn fresh(&self) -> Result<Arc<dyn Plan>> {
        match &self.origin {
            Origin::Logical(plan) => planned(&self.session, plan).await,
            Origin::Bytes(bytes) => Ok(read::physical(&self.session, bytes)?.value),
        }
    }
}

async fn planned(session: &Session, plan: &Logical) -> Result<Arc<dyn Plan>> {
    let plan = catalog::refreshed(session, plan.clone()).await?;
    let planning = Planning::new(session);
    let optimized = planning.optimize(plan).await?;
    Ok(planning.physical(&optimized).await?)
}

fn step_down(root: Arc<dyn Plan>, path: &[usize]) -> Result<Arc<dyn Plan>> {
    path.iter().try_fold(root, |node, step| {
        node.children()
            .get(*step)
            .map(|child| Arc::clone(child))
            .ok_or_else(|| {
                Error::new(
                    ErrorCode::PlanSourceChanged,
                    "The plan was made anew and has other operators now.",
                )
                .with_hint("Take the operator from the new plan.")
            })
    })
}
