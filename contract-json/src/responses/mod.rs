//! Documents that go out: results of operations, and errors.

mod error;
mod guidance;
mod results;

pub use error::{Cause, Command, ErrorDetail, FieldProblem, kind};
pub use guidance::{Explanation, SetupInstructions, SetupStep};
pub use results::{
    ConnectResult, ConnectionReport, Link, Notice, Param, Receipt, RequestRecord, SendOutcome, StepStatus, TestStep,
};
