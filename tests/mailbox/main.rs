//! The connector's core, natively, against the emulator in the same process: no socket and no sandbox, so that every fault can
//! be played at every request. What crosses those is shown in `tests/end_to_end`.
//!
//! Time is the emulator's: a wait pushes its clock, so that minutes pass in no time.

mod as_given;
mod colleague;
mod contents;
mod copies;
mod crashes;
mod fault_matrix;
mod fields;
mod limits;
mod live_as_pasted;
mod misconfigured;
mod moved_drafts;
#[path = "../random/mod.rs"]
mod random;
mod references;
mod repeated_mime;
mod soak;
mod support;
#[path = "../test_host/mod.rs"]
mod test_host;
mod ways;
