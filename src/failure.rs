//! A failure. It answers three questions (is it permanent, may the mail have been sent, when may the call be repeated) and holds
//! the detail that people need to fix it.

use crate::{
    contract::{Cause, Error, ErrorDetail, FieldProblem, Leftover, RequestRecord},
    failure_message::{FailureMessage, failure_messages},
    violation::{InvalidInput, Violation},
};

/// Kind of a failure. Each kind is a case of the contract's error.
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
    /// Returns the name of the contract's case.
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

/// A failure. It is boxed, so that results stay small.
#[derive(Debug)]
pub struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: FailureKind,
    may_have_taken_effect: bool,
    is_client_refused: bool,
    detail: ErrorDetail,
}

/// Result of an operation that can fail.
pub type Result<T, E = Failure> = std::result::Result<T, E>;

impl Failure {
    /// Creates a failure with a code and a message of the connector. `values` are those of the message, by name.
    pub fn new(kind: FailureKind, message: &FailureMessage, values: &[(&str, &str)]) -> Self {
        Self::from_detail(kind, ErrorDetail::default()).with_message(message, values)
    }

    /// Creates the failure for a field that breaks a rule.
    pub fn invalid(field: &str, violation: Violation) -> Self {
        violation.at(field).into()
    }

    /// Creates a failure from a detail, such as a diagnosis.
    pub fn from_detail(kind: FailureKind, detail: impl Into<ErrorDetail>) -> Self {
        Self(Box::new(Inner {
            kind,
            may_have_taken_effect: kind == FailureKind::OutcomeUnknown,
            is_client_refused: false,
            detail: detail.into(),
        }))
    }

    /// Adds fields at fault.
    pub fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.0.detail.fields = fields;
        self
    }

    /// Adds the response of the service. `service_message` must be redacted.
    pub fn with_response(mut self, status: u16, code: Option<String>, service_message: Option<String>) -> Self {
        self.0.detail.http_status = Some(status);
        self.0.detail.service_code = code.filter(|code| !code.is_empty());
        self.0.detail.service_message = service_message.filter(|message| !message.is_empty());
        self
    }

    /// Drops the service's message if `repeats` says that it repeats something, and its code too, unless that is known.
    pub fn without_service_text(
        mut self,
        repeats: impl Fn(&str) -> bool,
        is_known_code: impl Fn(&str) -> bool,
    ) -> Self {
        let detail = &mut self.0.detail;
        detail.service_message = detail.service_message.take().filter(|message| !repeats(message));
        let code = detail.service_code.take();
        detail.service_code = code.filter(|code| is_known_code(code) || !repeats(code));
        self
    }

    /// Sets how long to wait before a repeat, in milliseconds.
    pub fn with_retry_after_ms(mut self, retry_after_ms: Option<u64>) -> Self {
        self.0.detail.retry_after_ms = retry_after_ms;
        self
    }

    /// Notes that the request may have done its work.
    pub fn with_possible_effect(mut self, may_have_taken_effect: bool) -> Self {
        self.0.may_have_taken_effect |= may_have_taken_effect;
        self
    }

    /// Inserts a cause before the others.
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

    /// Sets what was read of the response.
    pub fn with_understood(mut self, understood: Vec<String>) -> Self {
        self.0.detail.understood = understood;
        self
    }

    /// Replaces the code and the message.
    pub fn with_message(mut self, message: &FailureMessage, values: &[(&str, &str)]) -> Self {
        self.0.detail.code = message.code.to_owned();
        (self.0.detail.message, self.0.detail.params) = message.with(values);
        self
    }

    /// Adds a sentence to the message, which is then none of the catalogue's.
    pub fn with_also(mut self, sentence: &str) -> Self {
        self.0.detail.params = Vec::new();
        self.0.detail.message.push(' ');
        self.0.detail.message.push_str(sentence);
        self
    }

    /// Notes that Entra refused the app's credential (`invalid_client`, RFC 6749 §5.2).
    pub fn with_client_refused(mut self, is_client_refused: bool) -> Self {
        self.0.is_client_refused = is_client_refused;
        self
    }

    /// Sets the reference by which `check-outcome` finds the mail.
    pub fn with_reference(mut self, reference: &str) -> Self {
        self.0.detail.reference = Some(reference.to_owned());
        self
    }

    /// Adds an item that could not be removed.
    pub fn with_leftover(mut self, leftover: Leftover) -> Self {
        self.0.detail.leftovers.push(leftover);
        self
    }

    /// Returns the kind.
    pub fn kind(&self) -> FailureKind {
        self.0.kind
    }

    /// Returns whether a repeat of the same call fails in the same way, until somebody changes something.
    pub fn is_permanent(&self) -> bool {
        !matches!(
            self.0.kind,
            FailureKind::Throttled | FailureKind::Transient | FailureKind::OutcomeUnknown
        )
    }

    /// Returns whether the request may have done its work, so that a repeat might do it twice.
    pub fn may_have_taken_effect(&self) -> bool {
        self.0.may_have_taken_effect
    }

    /// Returns whether Entra refused the app's credential.
    pub fn is_client_refused(&self) -> bool {
        self.0.is_client_refused
    }

    /// Returns the message for people.
    pub fn message(&self) -> &str {
        &self.0.detail.message
    }

    /// Returns how long to wait before a repeat, in milliseconds, if that is known.
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.0.detail.retry_after_ms
    }

    /// Returns the error code of the service, if there is one.
    pub fn service_code(&self) -> Option<&str> {
        self.0.detail.service_code.as_deref()
    }

    /// Returns the status of the response, if there is one.
    pub fn http_status(&self) -> Option<u16> {
        self.0.detail.http_status
    }

    /// Returns the detail without the requests of the call.
    pub fn into_detail(self) -> ErrorDetail {
        self.0.detail
    }

    /// Returns the contract's error with the requests of the call.
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
        let message = match invalid.count() {
            1 => &failure_messages::ONE_FIELD_INVALID,
            _ => &failure_messages::FIELDS_INVALID,
        };
        let count = invalid.count().to_string();
        let FieldProblem {
            field,
            message: what,
            fix,
            ..
        } = invalid.first();
        let values = [
            ("count", count.as_str()),
            ("field", field),
            ("message", what),
            ("fix", fix),
        ];
        Self::new(FailureKind::InvalidInput, message, &values).with_fields(invalid.into_fields())
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
            let error = Failure::new(kind, &failure_messages::INTERNAL, &[]).into_error(Vec::new());
            assert!(format!("{error:?}").contains(case), "{error:?}");
        }
    }
}
