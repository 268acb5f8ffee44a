//! One failure, on its way to the caller. It answers three questions (is it permanent, may the mail have been sent, when may
//! it be repeated) and carries what people need to mend it.

use crate::{
    contract::{Cause, Error, ErrorDetail, FieldProblem, RequestRecord},
    violation::{InvalidInput, Violation},
};

/// What the engine should do; each kind is a case of the contract's error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// `permanent-invalid-input`
    InvalidInput,
    /// `permanent-unauthorized`
    Unauthorized,
    /// `permanent-rejected`
    Rejected,
    /// `permanent-outcome-unknown`
    OutcomeUnknown,
    /// `throttled`
    Throttled,
    /// `transient`
    Transient,
}

impl FailureKind {
    /// Name of the contract's case.
    pub fn name(self) -> &'static str {
        match self {
            Self::InvalidInput => "permanent-invalid-input",
            Self::Unauthorized => "permanent-unauthorized",
            Self::Rejected => "permanent-rejected",
            Self::OutcomeUnknown => "permanent-outcome-unknown",
            Self::Throttled => "throttled",
            Self::Transient => "transient",
        }
    }
}

/// A failure. Boxed, so that results stay small.
#[derive(Debug)]
pub struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: FailureKind,
    unclear: bool,
    detail: ErrorDetail,
}

/// Result of everything that can fail here.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// Makes a failure with our code and a message for people.
    pub fn new(kind: FailureKind, code: &str, message: impl Into<String>) -> Self {
        Self::from_detail(
            kind,
            ErrorDetail {
                code: code.to_owned(),
                message: message.into(),
                ..ErrorDetail::default()
            },
        )
    }

    /// Makes the failure of a field that breaks a rule.
    pub fn invalid(field: &str, violation: Violation) -> Self {
        violation.at(field).into()
    }

    /// Makes a failure of a detail, such as a diagnosis.
    pub fn from_detail(kind: FailureKind, detail: impl Into<ErrorDetail>) -> Self {
        Self(Box::new(Inner {
            kind,
            unclear: kind == FailureKind::OutcomeUnknown,
            detail: detail.into(),
        }))
    }

    /// Adds fields at fault.
    pub fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.0.detail.fields = fields;
        self
    }

    /// Adds what the service said. `service_message` must have been through `redact`.
    pub fn with_answer(mut self, status: u16, code: Option<String>, service_message: Option<String>) -> Self {
        self.0.detail.http_status = Some(status);
        self.0.detail.service_code = code.filter(|code| !code.is_empty());
        self.0.detail.service_message = service_message.filter(|message| !message.is_empty());
        self
    }

    /// Says how long to wait before a repeat.
    pub fn with_retry_after_ms(mut self, retry_after_ms: Option<u64>) -> Self {
        self.0.detail.retry_after_ms = retry_after_ms;
        self
    }

    /// Says that what the request should bring about may exist.
    pub fn with_possible_effect(mut self, unclear: bool) -> Self {
        self.0.unclear |= unclear;
        self
    }

    /// Puts a cause before the others.
    pub fn with_first_cause(mut self, cause: Cause) -> Self {
        self.0.detail.causes.retain(|other| other.id != cause.id);
        self.0.detail.causes.insert(0, cause);
        self
    }

    /// Sets the causes if there are none. `causes` gets the code of this failure.
    pub fn with_causes_if_none(mut self, causes: impl FnOnce(&str) -> Vec<Cause>) -> Self {
        if self.0.detail.causes.is_empty() {
            self.0.detail.causes = causes(&self.0.detail.code);
        }
        self
    }

    /// Says something else to people, under another code.
    pub fn with_message(mut self, code: &str, message: impl Into<String>) -> Self {
        self.0.detail.code = code.to_owned();
        self.0.detail.message = message.into();
        self
    }

    /// Names what `check-outcome` finds the mail by.
    pub fn with_reference(mut self, reference: &str) -> Self {
        self.0.detail.reference = Some(reference.to_owned());
        self
    }

    /// Names something that could not be removed.
    pub fn with_leftover(mut self, leftover: String) -> Self {
        self.0.detail.leftovers.push(leftover);
        self
    }

    /// What the engine should do.
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }

    /// Tells whether what the request should bring about may exist, so that a repeat might do it twice.
    pub fn may_have_taken_effect(&self) -> bool {
        self.0.unclear
    }

    /// How long to wait before a repeat, in milliseconds, if the service or we said so.
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.0.detail.retry_after_ms
    }

    /// The service's own code, if it gave one.
    pub fn service_code(&self) -> Option<&str> {
        self.0.detail.service_code.as_deref()
    }

    /// Status of the answer, if one came.
    pub fn http_status(&self) -> Option<u16> {
        self.0.detail.http_status
    }

    /// The detail, for a test report, whose requests stand elsewhere.
    pub fn into_detail(self) -> ErrorDetail {
        self.0.detail
    }

    /// Turns it into the contract's error, with everything that was exchanged in the call.
    pub fn into_error(self, requests: Vec<RequestRecord>) -> Error {
        let Inner { kind, mut detail, .. } = *self.0;
        detail.requests = requests;
        match kind {
            FailureKind::InvalidInput => Error::PermanentInvalidInput(detail),
            FailureKind::Unauthorized => Error::PermanentUnauthorized(detail),
            FailureKind::Rejected => Error::PermanentRejected(detail),
            FailureKind::OutcomeUnknown => Error::PermanentOutcomeUnknown(detail),
            FailureKind::Throttled => Error::Throttled(detail),
            FailureKind::Transient => Error::Transient(detail),
        }
    }
}

impl From<InvalidInput> for Failure {
    fn from(invalid: InvalidInput) -> Self {
        Self::new(FailureKind::InvalidInput, "invalid-input", invalid.message()).with_fields(invalid.into_fields())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_case() {
        for (kind, case) in [
            (FailureKind::InvalidInput, "PermanentInvalidInput"),
            (FailureKind::Unauthorized, "PermanentUnauthorized"),
            (FailureKind::Rejected, "PermanentRejected"),
            (FailureKind::OutcomeUnknown, "PermanentOutcomeUnknown"),
            (FailureKind::Throttled, "Throttled"),
            (FailureKind::Transient, "Transient"),
        ] {
            let error = Failure::new(kind, "code", "message").into_error(Vec::new());
            assert!(format!("{error:?}").contains(case), "{error:?}");
        }
    }
}
