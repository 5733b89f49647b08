pub(super) struct MessageType { pub name: &'static str, pub fields: &'static [(u32, u16)] }
pub(super) const LOGICAL_PLAN: u16 = 1;
pub(super) const PHYSICAL_PLAN: u16 = 2;
pub(super) static MESSAGES: &[MessageType] = &[];
