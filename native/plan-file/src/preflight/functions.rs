//! Functions that travel by their name alone.

use std::collections::HashSet;
use std::sync::OnceLock;

use datafusion::execution::SessionStateDefaults;

use super::finding::{Finding, Remedy, RemedyAction, Severity, Subject};
use crate::PlanKind;
use crate::inspect::PlanFunction;

/// A finding for each function that another session would not know: nothing of it is in the plan.
pub(super) fn by_name_only(functions: &[PlanFunction], kind: PlanKind) -> Vec<Finding> {
    let unknown = functions
        .iter()
        .filter(|function| function.payload_bytes == 0.0 && !built_in().contains(&function.name));
    unknown
        .map(|function| Finding {
            severity: Severity::Weakened,
            subject: Subject::Function,
            name: function.name.clone(),
            kinds: vec![kind],
            reason: format!(
                "The function {} is not part of DataFusion and travels by its name alone.",
                function.name
            ),
            remedies: vec![Remedy {
                action: RemedyAction::InstallExtension,
                text: format!("Register {} where the plan is to run.", function.name),
            }],
        })
        .collect()
}

fn built_in() -> &'static HashSet<String> {
    static NAMES: OnceLock<HashSet<String>> = OnceLock::new();
    NAMES.get_or_init(|| {
        let mut names = HashSet::new();
        for function in SessionStateDefaults::default_scalar_functions() {
            names.insert(function.name().to_string());
            names.extend(function.aliases().iter().cloned());
        }
        for function in SessionStateDefaults::default_aggregate_functions() {
            names.insert(function.name().to_string());
            names.extend(function.aliases().iter().cloned());
        }
        for function in SessionStateDefaults::default_window_functions() {
            names.insert(function.name().to_string());
            names.extend(function.aliases().iter().cloned());
        }
        for function in SessionStateDefaults::default_higher_order_functions() {
            names.insert(function.name().to_string());
            names.extend(function.aliases().iter().cloned());
        }
        names
    })
}
