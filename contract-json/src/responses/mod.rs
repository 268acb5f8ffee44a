//! Documents that go out: results of operations, and errors.

mod error;
mod guidance;
mod results;

#[cfg(not(target_family = "wasm"))]
pub use error::kind;
pub use error::{Cause, Command, ErrorDetail, FieldProblem};
pub use guidance::{Explanation, SetupInstructions, SetupStep};
pub use results::{
    ConnectResult, ConnectionReport, Link, Notice, Param, Receipt, RequestRecord, SendOutcome, StepStatus, TestStep,
};
