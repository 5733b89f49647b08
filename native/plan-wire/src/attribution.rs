//! Which codec wrote which part of a plan and how many bytes, from the bytes alone.
//!
//! What carries no payload is DataFusion's own format or goes by name. A payload in a frame
//! tells who wrote it ([`crate::frame`]); one without a frame is the last codec's of its chain.

use std::collections::HashMap;

use serde::Serialize;
use ts_rs::TS;

use crate::schema::Kind;
use crate::schema::messages::{LOGICAL_PLAN, MESSAGES, PHYSICAL_PLAN};
use crate::view::{Observer, TreeRoot, codec_of, observe};
use crate::walk::Met;
use crate::{frame, offset};

/// Written by DataFusion's own format.
const DATAFUSION: &str = "DataFusion";
/// No bytes: the reader looks it up.
const BY_NAME: &str = "by name";
/// Bytes that name no codec.
const UNFRAMED: &str = "last codec (no id)";
/// Most parts that are listed.
const PARTS: usize = 10_000;

/// A plan node and its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanNodeBytes {
    /// As in the inspected stage; `None` where that does not show it, or there is none.
    pub id: Option<u32>,
    /// Place in this list of the node that it is an input of.
    pub parent: Option<u32>,
    /// Name of the operator's field, `hash_join`.
    pub operator: String,
    /// In plain words where the plan can be inspected, else as `operator`.
    pub title: String,
    /// With its inputs.
    pub start: u32,
    pub end: u32,
    /// Bytes without those of its inputs.
    pub own_bytes: u32,
    pub codec: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum PlanPartKind {
    Operator,
    Table,
    FileFormat,
    ScalarFunction,
    AggregateFunction,
    WindowFunction,
    Expression,
}

/// A part of a plan that a codec had a say in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct PlanPart {
    pub kind: PlanPartKind,
    pub name: String,
    pub codec: String,
    /// How often it is in this node; the offsets are those of the first.
    pub count: u32,
    pub start: u32,
    pub end: u32,
    /// Of the first payload; both 0 without one.
    pub payload_start: u32,
    pub payload_end: u32,
    /// Place in the list of nodes.
    pub node: u32,
}

/// What [`attribute`] found; nodes in the order of their bytes.
#[derive(Debug, Clone, Default)]
pub struct Attribution {
    pub nodes: Vec<PlanNodeBytes>,
    pub parts: Vec<PlanPart>,
}

/// Attributes a plan as far as it can be read. Own bytes of all nodes together are all bytes.
pub fn attribute(bytes: &[u8], root: TreeRoot) -> Attribution {
    if matches!(root, TreeRoot::Foreign | TreeRoot::Opaque) {
        return Attribution::default();
    }
    let mut visitor = Attributing {
        bytes,
        found: Attribution::default(),
        open: Vec::new(),
        nodes: Vec::new(),
        places: HashMap::new(),
        holders: holders(),
    };
    observe(bytes, root, &mut visitor);
    visitor.found
}

/// A message whose content a codec may write.
struct Holder {
    message: &'static str,
    kind: PlanPartKind,
    /// Fields that may hold its name; for tables it is in a message below.
    names: &'static [u32],
    payload: u32,
    /// Who wrote it when there is no payload, and when the payload has no frame.
    bare: &'static str,
    unframed: &'static str,
}

const fn function(
    message: &'static str,
    kind: PlanPartKind,
    names: &'static [u32],
    payload: u32,
) -> Holder {
    Holder {
        message,
        kind,
        names,
        payload,
        bare: BY_NAME,
        unframed: UNFRAMED,
    }
}

const fn table(message: &'static str, payload: u32, bare: &'static str) -> Holder {
    Holder {
        message,
        kind: PlanPartKind::Table,
        names: &[],
        payload,
        bare,
        unframed: UNFRAMED,
    }
}

/// No field has this number.
const NONE: u32 = 0;

#[rustfmt::skip]
static HOLDERS: [Holder; 16] = [
    function("ScalarUDFExprNode", PlanPartKind::ScalarFunction, &[1], 3),
    function("HigherOrderUDFExprNode", PlanPartKind::ScalarFunction, &[1], 3),
    function("AggregateUDFExprNode", PlanPartKind::AggregateFunction, &[1], 6),
    function("WindowExprNode", PlanPartKind::WindowFunction, &[3, 9], 10),
    function("PhysicalScalarUdfNode", PlanPartKind::ScalarFunction, &[1], 3),
    function("PhysicalHigherOrderUdfNode", PlanPartKind::ScalarFunction, &[1], 3),
    function("PhysicalAggregateExprNode", PlanPartKind::AggregateFunction, &[4], 7),
    function("PhysicalWindowExprNode", PlanPartKind::WindowFunction, &[3, 10], 9),
    function("LogicalExtensionNode", PlanPartKind::Operator, &[], 1),
    function("PhysicalExtensionNode", PlanPartKind::Operator, &[], 1),
    function("PhysicalExtensionExprNode", PlanPartKind::Expression, &[], 1),
    table("ListingTableScanNode", NONE, DATAFUSION),
    table("ViewTableScanNode", NONE, DATAFUSION),
    table("EmptyTableScanNode", NONE, DATAFUSION),
    table("CustomTableScanNode", 5, BY_NAME),
    Holder { message: "CopyToNode", kind: PlanPartKind::FileFormat, names: &[], payload: 3, bare: BY_NAME, unframed: DATAFUSION },
];

/// By place of the message type.
fn holders() -> HashMap<u16, &'static Holder> {
    let place = |name: &str| {
        let at = MESSAGES.binary_search_by(|message| message.name.cmp(name));
        at.ok().and_then(|at| u16::try_from(at).ok())
    };
    HOLDERS
        .iter()
        .filter_map(|holder| Some((place(holder.message)?, holder)))
        .collect()
}

/// A message that is being walked.
struct Open {
    holder: Option<&'static Holder>,
    is_node: bool,
    start: usize,
    end: usize,
    name: String,
    payload: Option<(usize, usize)>,
}

/// The first letters of a name.
fn text(content: &[u8]) -> String {
    String::from_utf8_lossy(content).chars().take(200).collect()
}

struct Attributing<'a> {
    bytes: &'a [u8],
    found: Attribution,
    open: Vec<Open>,
    /// Places of the plan nodes that are open.
    nodes: Vec<usize>,
    /// Where a part is listed already: by node, kind, name and codec.
    places: HashMap<(usize, PlanPartKind, String, String), usize>,
    holders: HashMap<u16, &'static Holder>,
}

impl Attributing<'_> {
    fn add(
        &mut self,
        kind: PlanPartKind,
        name: String,
        codec: String,
        range: (usize, usize),
        payload: Option<(usize, usize)>,
    ) {
        let Some(&node) = self.nodes.last() else {
            return;
        };
        let key = (node, kind, name.clone(), codec.clone());
        if let Some(part) = self
            .places
            .get(&key)
            .and_then(|place| self.found.parts.get_mut(*place))
        {
            part.count += 1;
            return;
        }
        if self.found.parts.len() >= PARTS {
            return;
        }
        self.places.insert(key, self.found.parts.len());
        let (payload_start, payload_end) = payload.unwrap_or_default();
        self.found.parts.push(PlanPart {
            kind,
            name,
            codec,
            count: 1,
            start: offset(range.0),
            end: offset(range.1),
            payload_start: offset(payload_start),
            payload_end: offset(payload_end),
            node: offset(node),
        });
    }

    fn close(&mut self, message: Open) {
        let Some(holder) = message.holder else {
            return;
        };
        let payload = message.payload.filter(|(start, end)| start < end);
        let codec = match payload {
            None => holder.bare.to_string(),
            Some((start, end)) => {
                let content = self.bytes.get(start..end).unwrap_or_default();
                match frame::recognise(content) {
                    Some(frame) => codec_of(&frame, content),
                    None => holder.unframed.to_string(),
                }
            }
        };
        if holder.kind == PlanPartKind::Operator
            && let Some(node) = self
                .nodes
                .last()
                .and_then(|node| self.found.nodes.get_mut(*node))
        {
            node.codec.clone_from(&codec);
        }
        let range = (message.start, message.end);
        self.add(holder.kind, message.name, codec, range, payload);
    }
}

impl Observer for Attributing<'_> {
    fn field(&mut self, field: &Met<'_>) {
        let Some(known) = field.known else {
            return;
        };
        let held = self
            .open
            .last()
            .is_some_and(|message| message.holder.is_some());
        let parent_name = MESSAGES
            .get(usize::from(field.parent))
            .map_or("", |kind| kind.name);
        if parent_name == "ListingTableScanNode" && FORMATS.contains(&known.name) {
            let range = (field.start, field.end);
            let name = known.name.to_string();
            self.add(
                PlanPartKind::FileFormat,
                name,
                DATAFUSION.to_string(),
                range,
                None,
            );
        }
        let reference = parent_name.ends_with("TableReference");
        let text = (known.kind == Kind::Text && (held || reference)).then(|| text(field.content));
        // A table's name is in a message inside a table reference inside its scan.
        if let Some(part) = text.as_ref().filter(|_| reference)
            && let Some(place) = self.open.len().checked_sub(3)
            && let Some(scan) = self.open.get_mut(place)
            && scan
                .holder
                .is_some_and(|holder| holder.kind == PlanPartKind::Table)
        {
            if !scan.name.is_empty() {
                scan.name.push('.');
            }
            scan.name.push_str(part);
        }
        let Some(message) = self.open.last_mut() else {
            return;
        };
        if let Some(holder) = message.holder {
            match text {
                Some(name) if holder.names.contains(&field.number) => message.name = name,
                _ if holder.payload == field.number => {
                    message.payload = Some((field.value, field.end));
                }
                _ => {}
            }
        }
        if message.is_node
            && matches!(known.kind, Kind::Message(_))
            && let Some(node) = self
                .nodes
                .last()
                .and_then(|node| self.found.nodes.get_mut(*node))
        {
            node.operator = known.name.to_string();
            node.title = known.name.replace('_', " ");
        }
    }

    fn enter(&mut self, kind: u16, field: Option<&Met<'_>>) {
        let (start, end) = field.map_or((0, self.bytes.len()), |field| (field.start, field.end));
        let is_node = kind == LOGICAL_PLAN || kind == PHYSICAL_PLAN;
        if is_node {
            let length = offset(end - start);
            let parent = self.nodes.last().copied();
            if let Some(node) = parent.and_then(|parent| self.found.nodes.get_mut(parent)) {
                node.own_bytes = node.own_bytes.saturating_sub(length);
            }
            let place = self.found.nodes.len();
            self.nodes.push(place);
            self.found.nodes.push(PlanNodeBytes {
                id: None,
                parent: parent.map(offset),
                operator: String::new(),
                title: String::new(),
                start: offset(start),
                end: offset(end),
                own_bytes: length,
                codec: DATAFUSION.to_string(),
            });
        }
        self.open.push(Open {
            holder: self.holders.get(&kind).copied(),
            is_node,
            start,
            end,
            name: String::new(),
            payload: None,
        });
    }

    fn leave(&mut self) {
        let Some(message) = self.open.pop() else {
            return;
        };
        let is_node = message.is_node;
        self.close(message);
        if is_node {
            self.nodes.pop();
        }
    }
}

const FORMATS: [&str; 5] = ["csv", "parquet", "avro", "json", "arrow"];
