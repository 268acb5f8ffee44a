//! Failures of the tool, the exit code of each, and what to do next.

use outlook_host::{
    CallError, CallErrorKind, EngineError, RouteError,
    stores::sealed::SealedError,
    transport::CaError,
    types::{Error, ErrorDetail},
};

use crate::next_step::NextStep;

/// Exit codes. Documented in `--help` and in the README.
pub mod exit {
    pub const OK: i32 = 0;
    pub const TOOL: i32 = 1;
    pub const BAD_INPUT: i32 = 2;
    pub const REFUSED: i32 = 3;
    pub const REPEAT_LATER: i32 = 4;
    pub const UNKNOWN: i32 = 5;
    pub const INTERRUPTED: i32 = 130;
}

/// Why a command failed, and what to do next.
#[derive(Debug)]
pub struct Failure {
    what: What,
    next: Vec<NextStep>,
}

#[derive(Debug)]
enum What {
    /// What was typed, or a file that was named, is no good.
    Input { code: &'static str, message: String },
    /// The tool cannot do its work.
    Tool { code: &'static str, message: String },
    /// The component gave no answer.
    Call(CallError),
    /// The component answered with a failure.
    Component(Box<Error>),
}

impl Failure {
    pub fn usage(message: String) -> Self {
        Self::input("usage", message)
    }

    pub fn input(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        What::Input { code, message }.into()
    }

    pub fn tool(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        What::Tool { code, message }.into()
    }

    /// Adds what to do next.
    pub fn with_next(mut self, next: Vec<NextStep>) -> Self {
        self.next = next;
        self
    }

    /// What to do next, in order of preference.
    pub fn next(&self) -> &[NextStep] {
        &self.next
    }

    /// How the call ended, where the component gave no answer.
    pub fn call(&self) -> Option<&CallError> {
        match &self.what {
            What::Call(error) => Some(error),
            _ => None,
        }
    }

    /// The component's answer.
    pub fn component(&self) -> Option<&Error> {
        match &self.what {
            What::Component(error) => Some(error),
            _ => None,
        }
    }

    pub fn exit_code(&self) -> i32 {
        match &self.what {
            What::Input { .. } => exit::BAD_INPUT,
            What::Tool { .. } => exit::TOOL,
            What::Call(error) if error.may_have_been_sent() => exit::UNKNOWN,
            What::Call(error) => match error.kind() {
                CallErrorKind::Interrupted => exit::INTERRUPTED,
                CallErrorKind::Busy(_) | CallErrorKind::TimedOut(_) => exit::REPEAT_LATER,
                _ => exit::TOOL,
            },
            What::Component(error) => match error.as_ref() {
                Error::ExecutionFailed => exit::TOOL,
                Error::PermanentInvalidInput(_) => exit::BAD_INPUT,
                Error::PermanentUnauthorized(_) | Error::PermanentRejected(_) => exit::REFUSED,
                Error::Throttled(_) | Error::Transient(_) => exit::REPEAT_LATER,
                Error::PermanentOutcomeUnknown(_) => exit::UNKNOWN,
            },
        }
    }

    /// The kind, as JSON names it.
    pub fn kind(&self) -> &'static str {
        match &self.what {
            What::Input { .. } => "bad_input",
            What::Tool { .. } => "tool",
            What::Call(error) if error.may_have_been_sent() => "permanent_outcome_unknown",
            What::Call(error) if *error.kind() == CallErrorKind::Interrupted => "interrupted",
            What::Call(_) => "call",
            What::Component(error) => match error.as_ref() {
                Error::ExecutionFailed => "execution_failed",
                Error::PermanentInvalidInput(_) => "permanent_invalid_input",
                Error::PermanentUnauthorized(_) => "permanent_unauthorized",
                Error::PermanentRejected(_) => "permanent_rejected",
                Error::PermanentOutcomeUnknown(_) => "permanent_outcome_unknown",
                Error::Throttled(_) => "throttled",
                Error::Transient(_) => "transient",
            },
        }
    }

    pub fn code(&self) -> &str {
        match &self.what {
            What::Input { code, .. } | What::Tool { code, .. } => code,
            What::Call(error) => match error.kind() {
                CallErrorKind::Interrupted => "interrupted",
                CallErrorKind::Busy(_) => "busy",
                CallErrorKind::TimedOut(_) => "timed-out",
                CallErrorKind::OutOfMemory(_) => "out-of-memory",
                CallErrorKind::ProcessorTime => "processor-time",
                _ => "component-failed",
            },
            What::Component(_) => self.detail().map_or("execution-failed", |detail| &detail.code),
        }
    }

    pub fn message(&self) -> String {
        match &self.what {
            What::Input { message, .. } | What::Tool { message, .. } => message.clone(),
            What::Call(error) if error.may_have_been_sent() => format!("{error}. The mail may have been sent"),
            What::Call(error) => format!("{error}. Nothing was sent"),
            What::Component(_) => match self.detail() {
                Some(detail) => detail.message.clone(),
                None => "the component gave no reason".to_owned(),
            },
        }
    }

    pub fn detail(&self) -> Option<&ErrorDetail> {
        match self.component()? {
            Error::ExecutionFailed => None,
            Error::PermanentInvalidInput(detail)
            | Error::PermanentUnauthorized(detail)
            | Error::PermanentRejected(detail)
            | Error::PermanentOutcomeUnknown(detail)
            | Error::Throttled(detail)
            | Error::Transient(detail) => Some(detail),
        }
    }
}

impl From<What> for Failure {
    fn from(what: What) -> Self {
        Self { what, next: Vec::new() }
    }
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        What::Call(error).into()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        What::Component(Box::new(error)).into()
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let code = match error {
            EngineError::Read { .. } => "component-missing",
            EngineError::Contract(_) => "component-of-another-contract",
            EngineError::NotAComponent(_) | EngineError::Damaged(_) => "component-unusable",
            _ => "engine-failed",
        };
        Self::tool(code, error.to_string())
    }
}

impl From<SealedError> for Failure {
    fn from(error: SealedError) -> Self {
        Self::tool("secret-store-unusable", error.to_string())
    }
}

impl From<CaError> for Failure {
    fn from(error: CaError) -> Self {
        Self::input("ca-file", error.to_string())
    }
}

impl From<RouteError> for Failure {
    fn from(error: RouteError) -> Self {
        Self::input("route", error.to_string())
    }
}
