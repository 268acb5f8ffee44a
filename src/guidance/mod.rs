//! Guidance: the likely causes of a failure, each with a check that confirms it and a fix.
//!
//! The causes, and the rules that weigh them, are data ([`catalogue`]). The facts of a case are a set of [`signals`]: of the
//! token, the request, the response, the set-up, earlier steps of a test, and the output of a check ([`findings`]). [`rank`]
//! adds up the weights of the rules that apply. The [`reader`] finds the facts in a text.
//!
//! Guidance decides nothing. What an engine should do follows from the status and the code alone (`verdict`), never
//! from a guess about causes.

pub mod catalogue;
mod context;
mod diagnosis;
pub mod entra;
pub mod findings;
pub mod graph;
pub mod rank;
pub mod reader;
pub mod signals;
pub mod transport;
pub mod unknown;

pub use context::{Context, clock_signals, step_signals};
pub use diagnosis::{CauseList, Confidence, Diagnosis, cause};

#[cfg(test)]
mod tests;
