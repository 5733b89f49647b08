//! Which plan node of the bytes is which one of the inspected stage.
//!
//! The stage numbers its nodes in the order of their values, which is not that of their
//! bytes. So bytes and values are walked side by side: both name their fields alike.

use std::collections::HashMap;

use serde_json::Value;

use super::super::fields::operator;
use super::super::inspect::stage;
use super::super::manifest::PlanKind;
use super::super::raw::{Child, children};
use super::root_of;
use planarium_plan_wire::PlanNodeBytes;
use planarium_plan_wire::schema::messages::{LOGICAL_PLAN, PHYSICAL_PLAN};
use planarium_plan_wire::schema::{FieldType, json_name};
use planarium_plan_wire::view::{Observer, observe};
use planarium_plan_wire::walk::Met;

/// Gives `nodes`, which are in the order of their bytes, the ids and titles of the stage.
pub(super) fn name(nodes: &mut [PlanNodeBytes], bytes: &[u8], plan: &Value, kind: PlanKind) {
    let mut visitor = Pairing {
        plan,
        open: Vec::new(),
        values: Vec::new(),
    };
    observe(bytes, root_of(kind), &mut visitor);
    let ids = ids(plan);
    let stage = stage(plan, kind);
    for (node, value) in nodes.iter_mut().zip(visitor.values) {
        node.id = value
            .and_then(|value| ids.get(&std::ptr::from_ref(value)))
            .copied();
        if let Some(shown) = node.id.and_then(|id| stage.nodes.get(id as usize)) {
            node.title.clone_from(&shown.title);
        }
    }
}

/// The ids of plan nodes by their values, numbered as [`stage`] does.
fn ids(plan: &Value) -> HashMap<*const Value, u32> {
    let mut ids = HashMap::new();
    let mut pending = vec![Child { plan, words: None }];
    let mut next = 0;
    while let Some(Child { plan, words }) = pending.pop() {
        let below = if words.is_some() {
            // A node for the words of a subquery comes before its plan.
            vec![Child { plan, words: None }]
        } else {
            ids.insert(std::ptr::from_ref(plan), next);
            let (_, body) = operator(plan).unwrap_or(("unknown", &Value::Null));
            children(body)
        };
        next += 1;
        pending.extend(below.into_iter().rev());
    }
    ids
}

/// A message of the bytes with its value.
struct Open<'a> {
    value: Option<&'a Value>,
    /// How many of each repeated field there were.
    seen: Vec<(u32, usize)>,
}

struct Pairing<'a> {
    plan: &'a Value,
    open: Vec<Open<'a>>,
    /// The value of each plan node in the order of the bytes.
    values: Vec<Option<&'a Value>>,
}

impl<'a> Pairing<'a> {
    fn inside(&mut self, known: &FieldType) -> Option<&'a Value> {
        let outer = self.open.last_mut()?;
        let index = if known.repeated {
            let place = outer
                .seen
                .iter()
                .position(|(number, _)| *number == known.number);
            match place.and_then(|place| outer.seen.get_mut(place)) {
                Some((_, count)) => {
                    *count += 1;
                    Some(*count)
                }
                None => {
                    outer.seen.push((known.number, 0));
                    Some(0)
                }
            }
        } else {
            None
        };
        let value = outer.value?.get(json_name(known.name))?;
        match index {
            Some(index) => value.get(index),
            None => Some(value),
        }
    }
}

impl Observer for Pairing<'_> {
    fn enter(&mut self, kind: u16, met: Option<&Met<'_>>) {
        let value = match met.and_then(|met| met.known) {
            Some(known) => self.inside(known),
            None => Some(self.plan),
        };
        if kind == LOGICAL_PLAN || kind == PHYSICAL_PLAN {
            self.values.push(value);
        }
        self.open.push(Open {
            value,
            seen: Vec::new(),
        });
    }

    fn leave(&mut self) {
        self.open.pop();
    }
}
