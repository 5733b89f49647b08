//! Qualifiers of columns that DataFusion's format would read as others. It writes them as plain
//! text and parses that, so that a table called `a.b` becomes the table `b` of a schema `a`, and
//! `public."My Table"` a table of that whole name. Such a qualifier travels in quotes, which the
//! parser of every reader takes off; all others travel as they are.

use std::borrow::Cow;
use std::sync::Arc;

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, DFSchema, DFSchemaRef, TableReference, plan_err};
use datafusion::error::Result;
use datafusion::logical_expr::logical_plan::ColumnUnnestList;
use datafusion::logical_expr::{Expr, LogicalPlan, Subquery, Unnest};

use super::inband::views;
use super::search::until;

/// The plan to encode: `plan` itself where every qualifier is read as it is written.
///
/// # Errors
/// For a name that cannot be written in quotes either.
pub(super) fn spell(plan: Cow<'_, LogicalPlan>) -> Result<Cow<'_, LogicalPlan>> {
    Ok(match needs(&plan)? {
        true => Cow::Owned(spell_plan(plan.into_owned())?.data),
        false => plan,
    })
}

/// As [`spell`], for an expression by itself.
///
/// # Errors
/// As [`spell`].
pub(super) fn spell_expression(expression: Expr) -> Result<Transformed<Expr>> {
    expression.transform_up(|part| match part {
        Expr::Column(column) => Ok(spell_column(column)?.update_data(Expr::Column)),
        Expr::ScalarSubquery(subquery) => {
            let plan = spell_plan(Arc::unwrap_or_clone(subquery.subquery))?.data;
            let outer = subquery.outer_ref_columns.into_iter();
            Ok(Transformed::yes(Expr::ScalarSubquery(Subquery {
                subquery: Arc::new(plan),
                outer_ref_columns: outer
                    .map(|column| Ok(spell_expression(column)?.data))
                    .collect::<Result<_>>()?,
                spans: subquery.spans,
            })))
        }
        part => Ok(Transformed::no(part)),
    })
}

/// Every qualifier is the name of a scan or an alias, of which there are fewer than columns. Where
/// the optimizer put an empty relation in their place, the aliases of its columns tell it.
fn needs(plan: &LogicalPlan) -> Result<bool> {
    let mut found = false;
    plan.apply_with_subqueries(|node| {
        found = match node {
            LogicalPlan::TableScan(scan) => is_misread(&scan.table_name),
            LogicalPlan::SubqueryAlias(alias) => is_misread(&alias.alias),
            LogicalPlan::Projection(columns)
                if matches!(*columns.input, LogicalPlan::EmptyRelation(_)) =>
            {
                columns.expr.iter().filter_map(table_of).any(is_misread)
            }
            _ => false,
        };
        if !found && let Some(view) = views::plan_of(node) {
            found = needs(view)?;
        }
        Ok(until(found))
    })?;
    Ok(found)
}

fn table_of(expression: &Expr) -> Option<&TableReference> {
    match expression {
        Expr::Alias(alias) => alias.relation.as_ref(),
        _ => None,
    }
}

fn spell_plan(plan: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    plan.transform_up(|node| match node {
        // Its codec writes the expressions of an extension.
        LogicalPlan::Extension(_) => Ok(Transformed::no(node)),
        LogicalPlan::Unnest(unnest) => Ok(Transformed::yes(spell_unnest(unnest)?)),
        node => node
            .map_expressions(spell_expression)?
            .transform_data(|node| views::map(node, spell_plan)),
    })
}

/// The format holds the columns and the schema of an unnest as they are.
fn spell_unnest(unnest: Unnest) -> Result<LogicalPlan> {
    let column = |column: Column| Ok(spell_column(column)?.data);
    let lists = unnest.list_type_columns.into_iter().map(|(index, list)| {
        let list = ColumnUnnestList {
            output_column: column(list.output_column)?,
            depth: list.depth,
        };
        Ok((index, list))
    });
    Ok(LogicalPlan::Unnest(Unnest {
        list_type_columns: lists.collect::<Result<_>>()?,
        exec_columns: unnest
            .exec_columns
            .into_iter()
            .map(column)
            .collect::<Result<_>>()?,
        schema: spell_schema(&unnest.schema)?,
        ..unnest
    }))
}

fn spell_schema(schema: &DFSchema) -> Result<DFSchemaRef> {
    let fields = schema.iter().map(|(qualifier, field)| {
        let qualifier = qualifier
            .map(|name| match is_misread(name) {
                true => quoted(name),
                false => Ok(name.clone()),
            })
            .transpose()?;
        Ok((qualifier, Arc::clone(field)))
    });
    let spelled =
        DFSchema::new_with_metadata(fields.collect::<Result<_>>()?, schema.metadata().clone())?;
    let spelled = spelled.with_functional_dependencies(schema.functional_dependencies().clone())?;
    Ok(Arc::new(spelled))
}

fn spell_column(column: Column) -> Result<Transformed<Column>> {
    Ok(match &column.relation {
        Some(name) if is_misread(name) => {
            let relation = Some(quoted(name)?);
            Transformed::yes(Column { relation, ..column })
        }
        _ => Transformed::no(column),
    })
}

/// As the format's reader does it.
fn read(text: &str) -> TableReference {
    TableReference::parse_str_normalized(text, true)
}

fn is_misread(name: &TableReference) -> bool {
    let is_plain = |part: &str| {
        let mut letters = part.chars();
        letters
            .next()
            .is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
            && letters.all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
    };
    let plain = is_plain(name.table())
        && name.schema().is_none_or(is_plain)
        && name.catalog().is_none_or(is_plain);
    !plain && read(&name.to_string()) != *name
}

/// A name that is written as `name` in quotes.
fn quoted(name: &TableReference) -> Result<TableReference> {
    let text = name.to_quoted_string();
    if read(&text) != *name {
        return plan_err!("DataFusion's format cannot keep the name {text}");
    }
    Ok(TableReference::bare(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted_only_where_they_would_be_read_as_others() {
        for name in [
            TableReference::bare("t"),
            TableReference::bare("My Table"),
            TableReference::bare("1st"),
            TableReference::full("datafusion", "public", "ORDER"),
        ] {
            assert!(!is_misread(&name), "{name}");
        }
        for name in [
            TableReference::bare("a.b"),
            TableReference::bare("\"x\""),
            TableReference::partial("public", "My Table"),
            TableReference::full("datafusion", "public", "a.b"),
            TableReference::full("datafusion", "public", "se\"lect"),
        ] {
            assert!(is_misread(&name), "{name}");
            assert_eq!(read(&quoted(&name).unwrap().to_string()), name);
        }
    }
}
