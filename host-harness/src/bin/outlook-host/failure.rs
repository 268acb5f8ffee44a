//! Failures of the tool, and the exit code of each.

use outlook_host::{
    CallError, CallErrorKind, EngineError, RouteError,
    stores::sealed::SealedError,
    transport::CaError,
    types::{Error, ErrorDetail},
};

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

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
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
        Self::Input { code: "usage", message }
    }

    pub fn input(code: &'static str, message: impl Into<String>) -> Self {
        Self::Input {
            code,
            message: message.into(),
        }
    }

    pub fn tool(code: &'static str, message: impl Into<String>) -> Self {
        Self::Tool {
            code,
            message: message.into(),
        }
    }

    pub fn exit_code(&self) -> i32 {
        match self {
            Self::Input { .. } => exit::BAD_INPUT,
            Self::Tool { .. } => exit::TOOL,
            Self::Call(error) if error.may_have_been_sent() => exit::UNKNOWN,
            Self::Call(error) => match error.kind() {
                CallErrorKind::Interrupted => exit::INTERRUPTED,
                CallErrorKind::Busy(_) | CallErrorKind::TimedOut(_) => exit::REPEAT_LATER,
                _ => exit::TOOL,
            },
            Self::Component(error) => match error.as_ref() {
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
        match self {
            Self::Input { .. } => "bad_input",
            Self::Tool { .. } => "tool",
            Self::Call(error) if error.may_have_been_sent() => "permanent_outcome_unknown",
            Self::Call(error) if *error.kind() == CallErrorKind::Interrupted => "interrupted",
            Self::Call(_) => "call",
            Self::Component(error) => match error.as_ref() {
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
        match self {
            Self::Input { code, .. } | Self::Tool { code, .. } => code,
            Self::Call(error) => match error.kind() {
                CallErrorKind::Interrupted => "interrupted",
                CallErrorKind::Busy(_) => "busy",
                CallErrorKind::TimedOut(_) => "timed-out",
                CallErrorKind::OutOfMemory(_) => "out-of-memory",
                CallErrorKind::ProcessorTime => "processor-time",
                _ => "component-failed",
            },
            Self::Component(_) => self.detail().map_or("execution-failed", |detail| &detail.code),
        }
    }

    pub fn message(&self) -> String {
        match self {
            Self::Input { message, .. } | Self::Tool { message, .. } => message.clone(),
            Self::Call(error) if error.may_have_been_sent() => {
                format!("{error}. The mail may have been sent: look into Sent Items before you send it again")
            }
            Self::Call(error) => format!("{error}. Nothing was sent"),
            Self::Component(_) => match self.detail() {
                Some(detail) => detail.message.clone(),
                None => "the component gave no reason".to_owned(),
            },
        }
    }

    pub fn detail(&self) -> Option<&ErrorDetail> {
        let Self::Component(error) = self else { return None };
        match error.as_ref() {
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

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Component(Box::new(error))
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
