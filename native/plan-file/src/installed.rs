//! The extension codecs that a session has.

use planarium_plan_codec::PlanSession;

use super::manifest::PlanKind;

/// Ids of the extension codecs of a session, which can read parts of a plan.
#[derive(Debug, Clone, Default)]
pub struct InstalledCodecs {
    pub logical: Vec<String>,
    pub physical: Vec<String>,
}

impl InstalledCodecs {
    /// Those of the layer that a kind of plan belongs to.
    pub fn of(&self, kind: PlanKind) -> &[String] {
        match kind.is_physical() {
            true => &self.physical,
            false => &self.logical,
        }
    }
}

/// The codecs of `session`.
pub fn installed(session: &impl PlanSession) -> InstalledCodecs {
    InstalledCodecs {
        logical: session.codecs().logical_ids(),
        physical: session.codecs().physical_ids(),
    }
}
