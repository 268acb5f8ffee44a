//! Failures of the tool, the exit code of each, and the next steps.

use outlook_host::{
    CaError, EngineError, Error, ErrorKind, RouteError, stores::sealed::SealedError, types::ErrorDetail,
};

use crate::next_step::NextStep;

/// Exit codes. Documented in `--help` and in the book.
pub mod exit {
    pub const OK: i32 = 0;
    pub const TOOL: i32 = 1;
    pub const BAD_INPUT: i32 = 2;
    pub const REFUSED: i32 = 3;
    pub const REPEAT_LATER: i32 = 4;
    pub const UNKNOWN: i32 = 5;
    pub const INTERRUPTED: i32 = 130;
}

/// Why a command failed, and the next steps.
#[derive(Debug)]
pub struct Failure {
    cause: Cause,
    next: Vec<NextStep>,
}

#[derive(Debug)]
enum Cause {
    /// An argument or a file is not usable.
    Input { code: &'static str, message: String },
    /// The tool itself cannot work.
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
        Cause::Input { code, message }.into()
    }

    pub fn tool(code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Cause::Tool { code, message }.into()
    }

    /// Adds next steps.
    pub fn with_next(mut self, next: Vec<NextStep>) -> Self {
        self.next = next;
        self
    }

    /// Next steps, in order of preference.
    pub fn next(&self) -> &[NextStep] {
        &self.next
    }

    /// The error of the call, if a call failed.
    pub fn call(&self) -> Option<&Error> {
        match &self.cause {
            Cause::Call(error) => Some(error),
            _ => None,
        }
    }

    pub fn exit_code(&self) -> i32 {
        let error = match &self.cause {
            Cause::Input { .. } => return exit::BAD_INPUT,
            Cause::Tool { .. } => return exit::TOOL,
            Cause::Call(error) => error,
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

    /// The kind, as JSON names it: `bad-input`, `tool`, or the name that the library gives to the failure of a call.
    pub fn kind(&self) -> &'static str {
        match &self.cause {
            Cause::Input { .. } => "bad-input",
            Cause::Tool { .. } => "tool",
            Cause::Call(error) => outlook_contract_json::responses::kind(error),
        }
    }

    /// A stable code for programs.
    pub fn code(&self) -> &str {
        match &self.cause {
            Cause::Input { code, .. } | Cause::Tool { code, .. } => code,
            Cause::Call(error) => error.code(),
        }
    }

    /// One or two sentences for people.
    pub fn message(&self) -> String {
        match &self.cause {
            Cause::Input { message, .. } | Cause::Tool { message, .. } => message.clone(),
            Cause::Call(error) if error.detail().is_some() => error.to_string(),
            Cause::Call(error) if error.may_have_been_sent() => format!("{error}. The mail may have been sent"),
            Cause::Call(error) => format!("{error}. Nothing was sent"),
        }
    }

    pub fn detail(&self) -> Option<&ErrorDetail> {
        self.call()?.detail()
    }
}

impl From<Cause> for Failure {
    fn from(cause: Cause) -> Self {
        Self {
            cause,
            next: Vec::new(),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Cause::Call(error).into()
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let code = match error {
            EngineError::Read { .. } => "component-missing",
            EngineError::OtherDigest { .. } => "component-not-pinned",
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
