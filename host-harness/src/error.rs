//! The one error of a call. It answers the questions that a caller has: may the mail have been sent? Is a repeat of any use,
//! and when?

use std::{error::Error as StdError, fmt, time::Duration};

use crate::types::{self, ErrorDetail, RequestRecord};

/// Why a call has no result: the connector reports a failure, or the call ended before the connector could report anything.
///
/// `Display` is one or two sentences for people. They hold no token, secret, upload URL, mail text or recipient.
/// [`source`](StdError::source) leads to wasmtime's own error where the sandbox broke off.
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: String,
    detail: Option<ErrorDetail>,
    side_effects: SideEffects,
    source: Option<BoxError>,
}

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

/// Changes that a call may have made at Microsoft before it ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SideEffects {
    pub mail: bool,
    pub draft: bool,
}

/// What kind of failure an [`Error`] is. The methods of [`Error`] answer most questions without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The connector refused an argument: a field is missing, malformed, beyond a limit or not supported.
    InvalidInput,
    /// The sign-in was refused, or the app has no permission. A person must change a grant or a credential.
    Unauthorized,
    /// Microsoft refused the request for good.
    Rejected,
    /// The request to send was made, and no clear response came back.
    OutcomeUnknown,
    /// Microsoft refused the request for now: too many requests.
    Throttled,
    /// A temporary fault at Microsoft or on the network.
    Transient,
    /// The call waited too long for its turn: too many calls at once to this mailbox, or on this host.
    Busy,
    /// The call took longer than its time budget and was stopped.
    TimedOut,
    /// The caller's [`CancellationToken`](crate::CancellationToken) was cancelled.
    Cancelled,
    /// The component computed for longer than one call may, and was stopped.
    ProcessorTime,
    /// The component needed more memory than one call may use.
    OutOfMemory,
    /// The component broke off. This is a defect: it never does so on purpose.
    Trap,
    /// No instance of the component could be made. Nothing has run.
    NotStarted,
    /// The component returned the failure that the contract reserves for other engines. This is a defect.
    NoResponse,
}

impl ErrorKind {
    /// Returns a stable name. For a failure that the connector reports, it is the name of the contract's case.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidInput => "permanent-invalid-input",
            Self::Unauthorized => "permanent-unauthorized",
            Self::Rejected => "permanent-rejected",
            Self::OutcomeUnknown => "permanent-outcome-unknown",
            Self::Throttled => "throttled",
            Self::Transient => "transient",
            Self::Busy => "busy",
            Self::TimedOut => "timed-out",
            Self::Cancelled => "cancelled",
            Self::ProcessorTime => "processor-time",
            Self::OutOfMemory => "out-of-memory",
            Self::Trap => "trap",
            Self::NotStarted => "not-started",
            Self::NoResponse => "execution-failed",
        }
    }
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            detail: None,
            side_effects: SideEffects::default(),
            source: None,
        }))
    }

    pub(crate) fn with_source(mut self, source: impl Into<BoxError>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Adds what the record of requests shows, where the call ended without a report of the connector. The connector's own
    /// report wins: it has read the responses.
    pub(crate) fn with_side_effects(mut self, side_effects: SideEffects) -> Self {
        if self.0.detail.is_none() {
            self.0.side_effects = side_effects;
        }
        self
    }

    /// Takes the record of requests out of the connector's report.
    pub(crate) fn take_requests(&mut self) -> Vec<RequestRecord> {
        let detail = self.0.detail.as_mut();
        detail
            .map(|detail| std::mem::take(&mut detail.requests))
            .unwrap_or_default()
    }

    /// Puts records of requests into the connector's report, in place of those that are there.
    pub(crate) fn set_requests(&mut self, requests: Vec<RequestRecord>) {
        if let Some(detail) = &mut self.0.detail {
            detail.requests = requests;
        }
    }

    /// Returns what kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns a stable code for programs: the connector's own, such as `client-secret-expired`, or the name of the kind.
    #[must_use]
    pub fn code(&self) -> &str {
        self.detail().map_or(self.0.kind.as_str(), |detail| &detail.code)
    }

    /// Whether the mail may have been sent: then it must not be sent again without a look into the mailbox
    /// ([`Connector::check_outcome`](crate::Connector::check_outcome)), or without the same idempotency key.
    ///
    /// It is true also of a call that was stopped while a request that sends mail was under way. It is never false when the
    /// mail may have been sent.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.0.kind == ErrorKind::OutcomeUnknown || self.0.side_effects.mail
    }

    /// Whether a call that was stopped may have left a draft in the mailbox. A second call with the same idempotency key goes
    /// on with the draft; without a key a person should delete it.
    ///
    /// Where the connector itself reports the failure, this is false, and
    /// [`ErrorDetail::leftovers`](crate::types::ErrorDetail::leftovers) lists what is left.
    #[must_use]
    pub fn may_have_left_a_draft(&self) -> bool {
        self.0.side_effects.draft
    }

    /// Whether the same call may succeed later, and no mail was sent: repeat it, after
    /// [`retry_after`](Self::retry_after) where that is given.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        !self.may_have_been_sent()
            && matches!(
                self.0.kind,
                ErrorKind::Throttled | ErrorKind::Transient | ErrorKind::Busy | ErrorKind::TimedOut
            )
    }

    /// Whether a program must not repeat the call on its own: a repeat would fail again, or might send a second mail.
    ///
    /// A cancelled call that sent nothing is neither permanent nor transient: the caller knows why it was cancelled.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.may_have_been_sent() || !(self.is_transient() || self.0.kind == ErrorKind::Cancelled)
    }

    /// Returns how long to wait before a repeat, where the connector knows.
    ///
    /// A permanent error that has such a time ([`ErrorKind::OutcomeUnknown`] only) may be repeated after it with the same
    /// idempotency key, and not without one.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.detail()?.retry_after_ms.map(Duration::from_millis)
    }

    /// Returns what the connector knows of the failure: fields at fault, ranked causes, request ids. Returns `None` where the
    /// call ended before the connector could report.
    #[must_use]
    pub fn detail(&self) -> Option<&ErrorDetail> {
        self.0.detail.as_ref()
    }
}

impl From<types::Error> for Error {
    /// Makes an error of what an export of the component returned.
    fn from(error: types::Error) -> Self {
        let (kind, detail) = match error {
            types::Error::ExecutionFailed => {
                let error = Self::new(ErrorKind::NoResponse, "the component gave no reason for its failure");
                // Nothing is known, so a mail may have been sent. A record of the requests, where there is one, knows better.
                let unknown = SideEffects {
                    mail: true,
                    draft: true,
                };
                return error.with_side_effects(unknown);
            }
            types::Error::PermanentInvalidInput(detail) => (ErrorKind::InvalidInput, detail),
            types::Error::PermanentUnauthorized(detail) => (ErrorKind::Unauthorized, detail),
            types::Error::PermanentRejected(detail) => (ErrorKind::Rejected, detail),
            types::Error::PermanentOutcomeUnknown(detail) => (ErrorKind::OutcomeUnknown, detail),
            types::Error::Throttled(detail) => (ErrorKind::Throttled, detail),
            types::Error::Transient(detail) => (ErrorKind::Transient, detail),
        };
        let mut error = Self::new(kind, detail.message.clone());
        error.0.detail = Some(detail);
        error
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        let mut debug = f.debug_struct("Error");
        debug.field("kind", &inner.kind).field("code", &self.code());
        debug.field("message", &inner.message);
        debug.field("may_have_been_sent", &self.may_have_been_sent());
        debug.field("may_have_left_a_draft", &inner.side_effects.draft);
        if let Some(detail) = &inner.detail {
            debug.field("detail", detail);
        }
        if let Some(source) = &inner.source {
            debug.field("source", source);
        }
        debug.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTHING: SideEffects = SideEffects {
        mail: false,
        draft: false,
    };
    const MAIL: SideEffects = SideEffects {
        mail: true,
        draft: false,
    };

    /// What an engine does: (may have been sent, transient, permanent).
    fn questions(error: &Error) -> (bool, bool, bool) {
        (error.may_have_been_sent(), error.is_transient(), error.is_permanent())
    }

    fn reported(case: fn(ErrorDetail) -> types::Error) -> Error {
        case(ErrorDetail {
            code: "some-code".to_owned(),
            message: "Some message.".to_owned(),
            ..ErrorDetail::default()
        })
        .into()
    }

    #[test]
    fn failures_that_the_connector_reports() {
        for (case, kind, expected) in [
            (
                types::Error::PermanentInvalidInput as fn(ErrorDetail) -> types::Error,
                ErrorKind::InvalidInput,
                (false, false, true),
            ),
            (
                types::Error::PermanentUnauthorized,
                ErrorKind::Unauthorized,
                (false, false, true),
            ),
            (
                types::Error::PermanentRejected,
                ErrorKind::Rejected,
                (false, false, true),
            ),
            (
                types::Error::PermanentOutcomeUnknown,
                ErrorKind::OutcomeUnknown,
                (true, false, true),
            ),
            (types::Error::Throttled, ErrorKind::Throttled, (false, true, false)),
            (types::Error::Transient, ErrorKind::Transient, (false, true, false)),
        ] {
            // The record of requests cannot change a report: the connector has read the responses.
            for side_effects in [NOTHING, MAIL] {
                let error = reported(case).with_side_effects(side_effects);
                assert_eq!((error.kind(), questions(&error)), (kind, expected));
                assert_eq!(
                    (error.code(), error.to_string().as_str()),
                    ("some-code", "Some message.")
                );
                assert!(error.detail().is_some() && error.source().is_none() && !error.may_have_left_a_draft());
            }
        }
    }

    #[test]
    fn calls_that_ended_before_a_report() {
        for (kind, if_not_sent) in [
            (ErrorKind::Busy, (false, true, false)),
            (ErrorKind::TimedOut, (false, true, false)),
            (ErrorKind::Cancelled, (false, false, false)),
            (ErrorKind::ProcessorTime, (false, false, true)),
            (ErrorKind::OutOfMemory, (false, false, true)),
            (ErrorKind::Trap, (false, false, true)),
            (ErrorKind::NotStarted, (false, false, true)),
            (ErrorKind::NoResponse, (false, false, true)),
        ] {
            let error = |side_effects| Error::new(kind, "text").with_side_effects(side_effects);
            assert_eq!(questions(&error(NOTHING)), if_not_sent, "{kind:?}");
            assert_eq!(
                questions(&error(MAIL)),
                (true, false, true),
                "{kind:?}: what may have been sent is never repeated"
            );
            assert_eq!((error(NOTHING).code(), error(NOTHING).detail()), (kind.as_str(), None));
            let draft = SideEffects {
                mail: false,
                draft: true,
            };
            assert!(error(draft).may_have_left_a_draft() && !error(draft).may_have_been_sent());
        }
        let reserved = Error::from(types::Error::ExecutionFailed).with_side_effects(MAIL);
        assert_eq!(
            (reserved.kind(), reserved.may_have_been_sent()),
            (ErrorKind::NoResponse, true)
        );
    }

    #[test]
    fn the_time_before_a_repeat() {
        let error = |retry_after_ms| {
            let detail = ErrorDetail {
                retry_after_ms,
                ..ErrorDetail::default()
            };
            Error::from(types::Error::Throttled(detail))
        };
        assert_eq!(error(Some(1_500)).retry_after(), Some(Duration::from_millis(1_500)));
        assert_eq!(error(None).retry_after(), None);
        assert_eq!(Error::new(ErrorKind::Busy, "").retry_after(), None);
    }

    /// The chain of causes leads to wasmtime's error, and to what it wraps.
    #[test]
    fn the_source_is_kept() {
        let trap = wasmtime::Error::from(wasmtime::Trap::UnreachableCodeReached).context("somewhere");
        let error = Error::new(ErrorKind::Trap, "it broke off").with_source(trap);
        let mut sources = std::iter::successors(error.source(), |source| (*source).source());
        assert!(sources.any(|source| source.downcast_ref::<wasmtime::Trap>().is_some()));
    }
}
