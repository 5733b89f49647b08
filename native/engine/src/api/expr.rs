//! A logical expression that a program holds.

use std::sync::Arc;

use datafusion::common::DFSchema;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::logical_expr::Expr as Expression;

use super::drop_on_deep_stack::drop_on_deep_stack;
use super::expr_schema::{self, ExprSchema};
use super::{LogicalPlan, json, read};
use crate::codec::{self, Root, with_deep_stack};
use crate::{Result, Session, catalog, sql};

/// A cheap handle on an expression and the session it belongs to.
#[derive(Clone)]
pub struct Expr {
    session: Session,
    expr: Arc<Expression>,
}

impl Expr {
    fn new(session: &Session, expr: Expression) -> Self {
        Self {
            session: session.clone(),
            expr: Arc::new(expr),
        }
    }

    /// The expression that `sql` is, such as `a + 1 AS b`, over the columns of `schema`.
    ///
    /// # Errors
    /// `sql_syntax`, `empty_statement`, `column_unknown`, `function_unknown`, `table_unknown`
    /// for a schema by that table's name, and what else planning objects to.
    pub async fn parse(session: &Session, sql: &str, schema: &ExprSchema) -> Result<Self> {
        let schema = expr_schema::resolve(session, schema).await?;
        Self::parse_over(session, sql, &schema)
    }

    /// As [`Self::parse`], over the output columns of a plan.
    ///
    /// # Errors
    /// As [`Self::parse`].
    pub fn parse_over_plan(session: &Session, sql: &str, plan: &LogicalPlan) -> Result<Self> {
        Self::parse_over(session, sql, &plan.schema())
    }

    fn parse_over(session: &Session, sql: &str, schema: &DFSchema) -> Result<Self> {
        let syntax = sql::parse_expression(session, sql)?;
        let expr = session
            .context()
            .state()
            .create_logical_expr_from_sql_expr(syntax, schema)
            .map_err(|error| catalog::explain(session, sql, error))?;
        Ok(Self::new(session, session.checked(expr)?))
    }

    /// The expression that `bytes` hold, through the codecs of `session`; functions are looked
    /// up by name.
    ///
    /// # Errors
    /// `plan_file_damaged`, `plan_too_deep`, `plan_file_too_large`; `plan_extension_needed` and
    /// `plan_version_differs` for what a codec wrote that is not there, or in another version.
    pub fn from_bytes(session: &Session, bytes: &[u8]) -> Result<Self> {
        Ok(Self::new(session, read::expr(session, bytes)?.value))
    }

    /// `datafusion.LogicalExprNode`, through the codecs of `session`.
    ///
    /// # Errors
    /// `plan_not_serializable`.
    pub fn to_bytes(&self, session: &Session) -> Result<Vec<u8>> {
        codec::write_expr(session, &self.expr)
    }

    /// As [`Self::from_bytes`], from the JSON form of the same message.
    ///
    /// # Errors
    /// As [`Self::from_bytes`].
    pub fn from_json(session: &Session, text: &str) -> Result<Self> {
        Self::from_bytes(session, &json::to_bytes(text, Root::Expr)?)
    }

    /// The JSON form of [`Self::to_bytes`], through the same codecs.
    ///
    /// # Errors
    /// `plan_not_serializable`, also for a number that JSON has no form for.
    pub fn to_json(&self, session: &Session) -> Result<String> {
        json::to_json(&self.to_bytes(session)?, Root::Expr)
    }

    /// The session it came from.
    pub fn session(&self) -> &Session {
        &self.session
    }

    /// For people: `a + 1`, literals without their types; an alias by its name alone.
    ///
    /// # Errors
    /// `panic` where DataFusion cannot write it; so for the other texts.
    pub fn display(&self) -> Result<String> {
        with_deep_stack(|| Ok(self.expr.human_display().to_string()))
    }

    /// Everything there is, with types: `a + Int64(1) AS b`.
    ///
    /// # Errors
    /// As [`Self::display`].
    pub fn canonical_name(&self) -> Result<String> {
        with_deep_stack(|| Ok(self.expr.to_string()))
    }

    /// The name that a column of it has: `b`.
    ///
    /// # Errors
    /// As [`Self::display`].
    pub fn schema_name(&self) -> Result<String> {
        with_deep_stack(|| Ok(self.expr.schema_name().to_string()))
    }

    /// DataFusion's name of what it is: `BinaryExpr`, `Literal`, `Column`.
    pub fn variant_name(&self) -> &str {
        self.expr.variant_name()
    }

    /// The expressions that it is made of, in order; none for columns and literals.
    ///
    /// # Errors
    /// `panic` only.
    pub fn children(&self) -> Result<Vec<Self>> {
        with_deep_stack(|| {
            let mut children = Vec::new();
            self.expr.apply_children(|child| {
                children.push(Self::new(&self.session, child.clone()));
                Ok(TreeNodeRecursion::Continue)
            })?;
            Ok(children)
        })
    }

    /// Whether both say the same.
    ///
    /// # Errors
    /// `panic` only.
    pub fn equals(&self, other: &Self) -> Result<bool> {
        with_deep_stack(|| Ok(self.expr == other.expr))
    }
}

impl Drop for Expr {
    fn drop(&mut self) {
        drop_on_deep_stack(&self.session, std::mem::take(&mut self.expr));
    }
}
