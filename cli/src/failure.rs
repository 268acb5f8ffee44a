//! Failures of the tool, the exit code of each, and what to do next.

use outlook_host::{
    CaError, EngineError, Error, ErrorKind, RouteError, stores::sealed::SealedError, types::ErrorDetail,
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
    /// The call failed.
    Call(Error),
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

    /// The error of the call, where a call failed.
    pub fn call(&self) -> Option<&Error> {
        match &self.what {
            What::Call(error) => Some(error),
            _ => None,
        }
    }

    pub fn exit_code(&self) -> i32 {
        let error = match &self.what {
            What::Input { .. } => return exit::BAD_INPUT,
            What::Tool { .. } => return exit::TOOL,
            What::Call(error) => error,
        };
        match error.kind() {
            _ if error.may_have_been_sent() => exit::UNKNOWN,
            _ if error.is_transient() => exit::REPEAT_LATER,
            ErrorKind::InvalidInput => exit::BAD_INPUT,
            ErrorKind::Unauthorized | ErrorKind::Rejected => exit::REFUSED,
            ErrorKind::Cancelled => exit::INTERRUPTED,
            _ => exit::TOOL,
        }
    }

    /// The kind, as JSON names it.
    pub fn kind(&self) -> &'static str {
        let error = match &self.what {
            What::Input { .. } => return "bad_input",
            What::Tool { .. } => return "tool",
            What::Call(error) => error,
        };
        match error.kind() {
            _ if error.may_have_been_sent() => "permanent_outcome_unknown",
            ErrorKind::InvalidInput => "permanent_invalid_input",
            ErrorKind::Unauthorized => "permanent_unauthorized",
            ErrorKind::Rejected => "permanent_rejected",
            ErrorKind::Throttled => "throttled",
            ErrorKind::Transient => "transient",
            ErrorKind::Cancelled => "interrupted",
            ErrorKind::NoResponse => "execution_failed",
            _ => "call",
        }
    }

    pub fn code(&self) -> &str {
        match &self.what {
            What::Input { code, .. } | What::Tool { code, .. } => code,
            What::Call(error) => match error.kind() {
                ErrorKind::Cancelled => "interrupted",
                ErrorKind::Trap | ErrorKind::NotStarted => "component-failed",
                _ => error.code(),
            },
        }
    }

    pub fn message(&self) -> String {
        match &self.what {
            What::Input { message, .. } | What::Tool { message, .. } => message.clone(),
            What::Call(error) if error.detail().is_some() => error.to_string(),
            What::Call(error) if error.may_have_been_sent() => format!("{error}. The mail may have been sent"),
            What::Call(error) => format!("{error}. Nothing was sent"),
        }
    }

    pub fn detail(&self) -> Option<&ErrorDetail> {
        self.call()?.detail()
    }
}

impl From<What> for Failure {
    fn from(what: What) -> Self {
        Self { what, next: Vec::new() }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        What::Call(error).into()
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let code = match error {
            EngineError::Read { .. } => "component-missing",
            EngineError::Contract(_) => "component-of-another-contract",
            EngineError::NotAComponent(_) | EngineError::Damaged { .. } => "component-unusable",
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
