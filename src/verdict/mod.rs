//! Verdicts: what follows on a failed request. They depend on the response, or on its absence, and on what the request may have
//! done ([`Effect`]). Guesses about causes have no part in them.
//!
//! The rules are data (`rules`). The code reads them, and `describe` lists them.

mod rules;

use serde::{Serialize, Serializer};

use crate::{
    contract::ErrorDetail,
    failure::{Failure, FailureKind},
    http::{Effect, Response, TransportError, TransportFault, retry_after},
};

pub use rules::{GRAPH_RULES, NO_RESPONSE_RULES, TOKEN_RULES};

/// What the connector does after a failed request, and the kind of error that its caller gets if that does not help.
///
/// A request is sent at most [`crate::limits::REQUEST_TRIES`] times, within the time of the call. `connect` and
/// `test-connection` do not repeat requests: they show what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Repeat the request: it did nothing.
    Repeat,
    /// Repeat the request after `Retry-After`: it did nothing.
    RepeatAfterWait,
    /// Check the mailbox, and repeat the request if it did not do its work.
    CheckThenRepeat,
    /// Check the mailbox: the mail may have been sent. Repeat the send only with an idempotency key.
    OutcomeUnknown,
    /// Acquire a new token, and repeat the request once.
    NewToken,
    /// End: the app lacks a permission.
    Unauthorized,
    /// End: the service will not carry out this request.
    Rejected,
}

impl Action {
    /// All actions.
    pub const ALL: [Self; 7] = [
        Self::Repeat,
        Self::RepeatAfterWait,
        Self::CheckThenRepeat,
        Self::OutcomeUnknown,
        Self::NewToken,
        Self::Unauthorized,
        Self::Rejected,
    ];

    /// Returns what the action means, in a sentence or two.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Repeat => "The request did nothing. It is repeated, then the error is transient.",
            Self::RepeatAfterWait => {
                "The request did nothing. It is repeated after Retry-After, then the error is throttled."
            }
            Self::CheckThenRepeat => {
                "The request may have done its work. It is repeated if the mailbox shows that it did not, then the error is \
                 transient."
            }
            Self::OutcomeUnknown => {
                "The mail may have been sent. The mailbox is checked. The send is repeated only with an idempotency key, then \
                 the error is permanent-outcome-unknown."
            }
            Self::NewToken => {
                "The token was refused. The request is repeated once with a new one, then the error is permanent-unauthorized."
            }
            Self::Unauthorized => "The error is permanent-unauthorized.",
            Self::Rejected => "The error is permanent-rejected.",
        }
    }

    /// Returns the kind of failure that the caller gets.
    pub fn kind(self) -> FailureKind {
        match self {
            Self::Repeat | Self::CheckThenRepeat => FailureKind::Transient,
            Self::RepeatAfterWait => FailureKind::Throttled,
            Self::OutcomeUnknown => FailureKind::OutcomeUnknown,
            Self::NewToken | Self::Unauthorized => FailureKind::Unauthorized,
            Self::Rejected => FailureKind::Rejected,
        }
    }

    /// Returns whether the request may have done its work.
    pub fn may_have_taken_effect(self) -> bool {
        matches!(self, Self::CheckThenRepeat | Self::OutcomeUnknown)
    }
}

/// What follows for each kind of request.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Actions {
    /// For a request that sends a mail.
    pub to_send: Action,
    /// For a request that creates a draft or an attachment.
    pub to_create: Action,
    /// For any other request.
    pub to_others: Action,
}

impl Actions {
    const fn all(action: Action) -> Self {
        Self {
            to_send: action,
            to_create: action,
            to_others: action,
        }
    }

    fn of(self, effect: Effect) -> Action {
        match effect {
            Effect::SendsMail => self.to_send,
            Effect::Creates => self.to_create,
            Effect::Idempotent => self.to_others,
        }
    }
}

/// A rule for a request without a response.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct NoResponseRule {
    /// The case, in words.
    pub case: &'static str,
    /// Whether a part of the request may have been sent.
    pub may_have_been_sent: bool,
    /// Whether the host refused to send the request.
    pub refused_by_host: bool,
    /// What follows.
    #[serde(flatten)]
    pub actions: Actions,
}

/// A rule for a response of Graph. The first rule that fits holds.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct GraphRule {
    /// The case, in words.
    pub case: &'static str,
    /// Statuses of the case. The list is empty if the rule fits every status.
    pub statuses: &'static [Statuses],
    /// Error codes of the case. The list is empty if the rule fits every code.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    pub codes: &'static [&'static str],
    /// What follows.
    #[serde(flatten)]
    pub actions: Actions,
}

/// A rule for a response of Entra to a token request. The first rule that fits holds: by its statuses, or by its errors. A rule
/// without both fits every response.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TokenRule {
    /// The case, in words.
    pub case: &'static str,
    /// Statuses of the case.
    pub statuses: &'static [Statuses],
    /// Values of OAuth's `error` (RFC 6749 §5.2), with Entra's own.
    pub errors: &'static [&'static str],
    /// What follows.
    pub action: Action,
}

/// A pattern of HTTP statuses. It is serialized as OpenAPI writes it: `"429"`, `"5XX"`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statuses {
    /// One status. 0 is a status that is not known.
    One(u16),
    /// All statuses with this first digit. A status above 599 counts as 5XX (RFC 9110 §15).
    Class(u16),
}

impl Statuses {
    fn include(self, status: u16) -> bool {
        match self {
            Self::One(one) => status == one,
            Self::Class(5) => status >= 500,
            Self::Class(digit) => status / 100 == digit,
        }
    }
}

impl Serialize for Statuses {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::One(status) => serializer.collect_str(status),
            Self::Class(digit) => serializer.collect_str(&format_args!("{digit}XX")),
        }
    }
}

fn any_includes(statuses: &[Statuses], status: u16) -> bool {
    statuses.iter().any(|pattern| pattern.include(status))
}

/// Returns what follows on a request without a response.
pub fn without_response(error: TransportError, effect: Effect) -> Action {
    let refused_by_host = matches!(error.fault, TransportFault::Denied | TransportFault::Unsupported);
    NO_RESPONSE_RULES
        .iter()
        .find(|rule| rule.may_have_been_sent == error.may_have_been_sent && rule.refused_by_host == refused_by_host)
        .map_or_else(|| worst_case(effect), |rule| rule.actions.of(effect))
}

/// Returns what follows on a response of Graph with an unexpected status. `status` is 0 if it is not known. `judged_as` is the status
/// that the service returns with the error that the response names, if it names one.
///
/// A specific code says more than a status that a gateway, a library or a log made. Of a send it never removes a doubt: a mail that may
/// have been sent by the status may have been sent whatever the code says.
pub fn of_graph(status: u16, judged_as: Option<u16>, code: &str, effect: Effect) -> Action {
    let by_status = by_graph_rule(status, code, effect);
    match judged_as {
        Some(other) if effect != Effect::SendsMail || !by_status.may_have_taken_effect() || status == 0 => match status
        {
            // Limits and the checks before them are of a status alone, and no code speaks against them.
            407 | 429 | 509 => by_status,
            _ => by_graph_rule(other, code, effect),
        },
        _ => by_status,
    }
}

fn by_graph_rule(status: u16, code: &str, effect: Effect) -> Action {
    GRAPH_RULES
        .iter()
        .find(|rule| {
            (rule.statuses.is_empty() || any_includes(rule.statuses, status))
                && (rule.codes.is_empty() || rule.codes.iter().any(|known| known.eq_ignore_ascii_case(code)))
        })
        .map_or_else(|| worst_case(effect), |rule| rule.actions.of(effect))
}

/// Returns what follows on a response with an expected status and a body that cannot be read: the request was carried out.
pub fn of_unreadable_response(effect: Effect) -> Action {
    worst_case(effect)
}

/// Returns what follows on a response of Entra other than a token. No mail is sent in any case.
pub fn of_token_response(status: u16, error: &str) -> Action {
    TOKEN_RULES
        .iter()
        .find(|rule| {
            (rule.statuses.is_empty() && rule.errors.is_empty())
                || any_includes(rule.statuses, status)
                || rule.errors.contains(&error)
        })
        .map_or(Action::Rejected, |rule| rule.action)
}

/// Returns what follows if the request may have done its work.
fn worst_case(effect: Effect) -> Action {
    MAY_HAVE_TAKEN_EFFECT.of(effect)
}

/// What follows if the request may have done its work.
const MAY_HAVE_TAKEN_EFFECT: Actions = Actions {
    to_send: Action::OutcomeUnknown,
    to_create: Action::CheckThenRepeat,
    to_others: Action::Repeat,
};

impl Failure {
    /// Creates the failure of a request on which `action` follows.
    pub fn of_action(action: Action, detail: impl Into<ErrorDetail>) -> Self {
        Self::from_detail(action.kind(), detail).with_possible_effect(action.may_have_taken_effect())
    }
}

/// Returns how long to wait before a repeat, in milliseconds, if a repeat can help. `default_s` is in seconds and applies to
/// throttling without `Retry-After`. `now` is in seconds since 1970-01-01T00:00:00Z.
pub fn retry_after_ms(response: &Response, action: Action, default_s: u64, now: u64) -> Option<u64> {
    let given = retry_after::milliseconds(response.header("retry-after"), now);
    match action.kind() {
        FailureKind::Throttled => given.or(Some(default_s.saturating_mul(1000))),
        FailureKind::Transient => given,
        _ => None,
    }
}

#[cfg(test)]
mod tests;
