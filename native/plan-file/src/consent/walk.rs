//! The judgement over all messages of a plan.

use std::sync::LazyLock;

use super::datafusion_types::DATAFUSION;
use super::format::{Class, Entry, Format};
use super::part::Part;
use super::substrait_types::SUBSTRAIT;
use super::verdict::{ConsentEffect, Verdict};
use super::words::{self, Fields};
use planarium_plan_codec::inband::Carried;
use planarium_plan_codec::{Root, memory, series, zoned};
use planarium_plan_wire::frame;
use planarium_plan_wire::scan::{Whole, WireType};
use planarium_plan_wire::schema::{FieldType, Kind};
use planarium_plan_wire::walk::{Met, Visitor, walk};

static DATAFUSION_ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| DATAFUSION.entries());
static SUBSTRAIT_ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| SUBSTRAIT.entries());

/// Judges what `bytes`, checked as a message of `root`, may do. Takes time in proportion to them
/// and decodes nothing; bytes that were not checked come out as a part of unknown effect.
pub fn judge(bytes: &[u8], root: Root) -> Verdict {
    let (format, entries) = match root {
        Root::Substrait => (&SUBSTRAIT, &*SUBSTRAIT_ENTRIES),
        Root::Logical | Root::Physical | Root::Expr => (&DATAFUSION, &*DATAFUSION_ENTRIES),
    };
    let mut judge = Judge {
        format,
        entries,
        verdict: Verdict::default(),
    };
    if walk(bytes, format.types, root.kind(), (), &mut judge).is_err() {
        let verdict = &mut judge.verdict;
        verdict.ask(ConsentEffect::Unknown, UNKNOWN, "damaged bytes");
    }
    judge.verdict
}

struct Judge {
    format: &'static Format,
    /// By the place of the message type.
    entries: &'static [Entry],
    verdict: Verdict,
}

/// Bytes that were not checked.
struct Damaged;

impl Visitor for Judge {
    type Message = ();
    type Stop = Damaged;

    fn field(&mut self, (): &mut (), met: &Met<'_>) -> Result<Option<(u16, ())>, Damaged> {
        let (Some(message), Some(entry)) = (
            self.format.types.get(usize::from(met.parent)),
            self.entries.get(usize::from(met.parent)),
        ) else {
            return Err(Damaged);
        };
        let verdict = &mut self.verdict;
        let Some(known) = met.known else {
            if self.format.is_datafusion || matches!(entry, Entry::Node(_)) {
                verdict.note_newer(message.name, met.number);
            }
            return Ok(None);
        };
        match (known.kind, entry) {
            (Kind::Message(inner), _) if met.wire == WireType::Length => {
                if matches!(entry, Entry::Node(_)) {
                    let is_datafusion = self.format.is_datafusion;
                    let body = is_datafusion.then(|| Part::new(inner, met.content));
                    meet(entry.class(met.number), known, body, verdict);
                }
                match self.entries.get(usize::from(inner)) {
                    Some(Entry::Foreign) => {
                        verdict.ask(ConsentEffect::RunsForeignCode, EXTENSION, known.name);
                    }
                    Some(Entry::Unknown) | None => {
                        verdict.ask(ConsentEffect::Unknown, UNKNOWN, known.name);
                    }
                    Some(_) => {}
                }
                Ok(Some((inner, ())))
            }
            (Kind::Bytes, Entry::Data(unknown))
                if !met.content.is_empty() && unknown.contains(&met.number) =>
            {
                verdict.ask(ConsentEffect::Unknown, UNKNOWN, known.name);
                Ok(None)
            }
            _ => Ok(None),
        }
    }

    fn broken(&mut self, _: u16, _: usize, _: usize) -> Result<Option<Whole>, Damaged> {
        Err(Damaged)
    }
}

const UNKNOWN: &str = "Do something unknown";
pub(super) const EXTENSION: &str = "Hand work to an extension";

/// Notes what the node in the field `arm` asks for. `body` is `None` in Substrait, which has no
/// words for its relations here.
fn meet(class: Option<Class>, arm: &FieldType, body: Option<Part<'_>>, verdict: &mut Verdict) {
    let told = |effect, verdict: &mut Verdict| {
        let (action, target) = match &body {
            Some(body) => words::of(arm.name, body),
            None => ("Write".to_string(), format!("relation {}", arm.name)),
        };
        verdict.ask(effect, &action, &target);
    };
    match (class, &body) {
        (Some(Class::Computes | Class::ReadsFiles), _) => {}
        (Some(Class::Writes), _) => told(ConsentEffect::Writes, verdict),
        (Some(Class::ChangesSession), _) => told(ConsentEffect::ChangesSession, verdict),
        (Some(Class::CallsFunction), Some(body)) => function(arm, body, verdict),
        (Some(Class::ReadsTable), Some(body)) => table(body, verdict),
        (Some(Class::RunsForeignCode), Some(body)) => {
            let (what, payload) = match arm.kind.name() {
                "PhysicalExtensionExprNode" => ("extension expression", body.bytes("expr")),
                _ => ("extension operator", body.bytes("node")),
            };
            verdict.extension(what.to_string(), codec_of(payload), payload.len());
        }
        (Some(_), None) => {
            let what = format!("relation {}", arm.name);
            verdict.ask(ConsentEffect::RunsForeignCode, EXTENSION, &what);
        }
        (None, _) => verdict.ask(ConsentEffect::Unknown, UNKNOWN, arm.name),
    }
}

/// A function without a payload is looked up by its name, among those of the session.
fn function(arm: &FieldType, body: &Part<'_>, verdict: &mut Verdict) {
    let payload = body.bytes("fun_definition");
    if payload.is_empty() {
        return;
    }
    // Marks of the codec's own: what they stand for is among their arguments.
    let marked = match ["scalar_udf_expr", "scalar_udf"].contains(&arm.name) {
        true => Carried::recognise(payload).or_else(|| zoned::recognise(payload)),
        false => None,
    };
    if let Some(found) = marked {
        if let Err(error) = found {
            let mark = payload.get(..memory::HEAD - 1).unwrap_or_default();
            let codec = String::from_utf8_lossy(mark).into_owned();
            verdict.extension(error.strip_backtrace(), Some(codec), payload.len());
        }
        return;
    }
    // Last the name that is that of the column in a window expression.
    let names = [
        "fun_name",
        "udaf",
        "udwf",
        "user_defined_aggr_function",
        "user_defined_window_function",
        "name",
    ];
    let mut names = names.into_iter().map(|name| body.text(name));
    let name = names.find(|name| !name.is_empty());
    verdict.function(&name.unwrap_or_default(), codec_of(payload));
}

fn table(body: &Part<'_>, verdict: &mut Verdict) {
    let payload = body.bytes("custom_table_data");
    match memory::recognise(payload).or_else(|| series::recognise(payload)) {
        Some(Ok(())) => {}
        Some(Err(error)) => {
            let mark = payload.get(..memory::HEAD - 1).unwrap_or_default();
            let codec = String::from_utf8_lossy(mark).into_owned();
            verdict.extension(error.strip_backtrace(), Some(codec), payload.len());
        }
        None => {
            let name = words::table(body.message("table_name"));
            verdict.extension(format!("table {name}"), codec_of(payload), payload.len());
        }
    }
}

/// Id of the extension codec that wrote a payload, where its head says.
fn codec_of(payload: &[u8]) -> Option<String> {
    let frame = frame::read(payload).ok()??;
    Some(frame.id.to_string())
}
