//! The retry rules as data: told by `describe`, and held against what `graph::error` decides by a test.

use serde::Serialize;

/// What follows on an answer, by what the request may bring about.
///
/// - `again`: it did nothing, and is repeated, within the call's time; then the caller gets `transient`.
/// - `again-when-told`: the same after `Retry-After`; then `throttled`.
/// - `look`: it may have done its work; the mailbox is looked at, and the request repeated if it did not.
/// - `outcome-unknown`: as `look`, but a send without idempotency key is not repeated; then `permanent-outcome-unknown`.
/// - `new-token`: a new token and one repeat; then `permanent-unauthorized`.
/// - `unauthorized`, `rejected`: final.
#[derive(Serialize)]
pub struct RetryRule {
    /// The answer, in words.
    answer: &'static str,
    /// HTTP statuses; empty when there is no answer.
    #[serde(skip_serializing_if = "<[u16]>::is_empty")]
    statuses: &'static [u16],
    /// A send.
    to_send: &'static str,
    /// What creates a draft or an attachment.
    to_create: &'static str,
    /// Everything else.
    to_others: &'static str,
}

const fn rule(
    answer: &'static str,
    statuses: &'static [u16],
    to_send: &'static str,
    to_create: &'static str,
    to_others: &'static str,
) -> RetryRule {
    RetryRule {
        answer,
        statuses,
        to_send,
        to_create,
        to_others,
    }
}

/// All rules.
pub const RETRY_RULES: [RetryRule; 9] = [
    rule("none: nothing was sent", &[], "again", "again", "again"),
    rule(
        "none, or cut off: the request had begun to go out",
        &[],
        "outcome-unknown",
        "look",
        "again",
    ),
    rule("sign-in refused", &[401], "new-token", "new-token", "new-token"),
    rule(
        "permission refused",
        &[403],
        "unauthorized",
        "unauthorized",
        "unauthorized",
    ),
    rule("conflict with another change", &[409, 412], "again", "again", "again"),
    rule(
        "too many requests",
        &[429, 509],
        "again-when-told",
        "again-when-told",
        "again-when-told",
    ),
    rule(
        "fault of the service or a gateway, or a success that was not the expected one",
        &[200, 204, 408, 500, 502, 503, 504],
        "outcome-unknown",
        "look",
        "again",
    ),
    rule(
        "not possible there",
        &[501, 505, 507],
        "rejected",
        "rejected",
        "rejected",
    ),
    rule(
        "anything else",
        &[302, 400, 404, 405, 410, 413, 415, 416, 422],
        "rejected",
        "rejected",
        "rejected",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        connection::CheckedConnection,
        failure::FailureKind,
        graph::error,
        guidance::Context,
        http::{Effect, Response, TransportError, TransportFault},
    };

    fn word(kind: FailureKind, unclear: bool, status: Option<u16>) -> &'static str {
        match (kind, unclear) {
            (FailureKind::OutcomeUnknown, _) => "outcome-unknown",
            (FailureKind::Transient, true) => "look",
            (FailureKind::Transient, false) => "again",
            (FailureKind::Throttled, _) => "again-when-told",
            // The renewal stands in `client`, before this is asked.
            (FailureKind::Unauthorized, _) if status == Some(401) => "new-token",
            (FailureKind::Unauthorized, _) => "unauthorized",
            (FailureKind::Rejected, _) => "rejected",
            (FailureKind::InvalidInput, _) => "invalid-input",
        }
    }

    #[test]
    fn the_rules_are_what_is_done() {
        let context = Context::of(&CheckedConnection::example(), 0);
        let answered = |status, effect| {
            let response = Response {
                status,
                headers: Vec::new(),
                body: Vec::new(),
                complete: true,
            };
            let failure = error::failure(&response, effect, &context, &[], 0);
            word(failure.kind(), failure.may_have_taken_effect(), Some(status))
        };
        let lost = |effect, error| {
            let failure = error::without_response(error, "graph.microsoft.com", effect, &context);
            word(failure.kind(), failure.may_have_taken_effect(), None)
        };
        for (i, rule) in RETRY_RULES.iter().enumerate() {
            let expected = [
                (Effect::SendsMail, rule.to_send),
                (Effect::Creates, rule.to_create),
                (Effect::Idempotent, rule.to_others),
            ];
            for (effect, expected) in expected {
                for status in rule.statuses {
                    assert_eq!(answered(*status, effect), expected, "{status} {effect:?}");
                }
                let error = match i {
                    0 => TransportError::before_sending(TransportFault::Unreachable),
                    _ => TransportError::after_sending(TransportFault::Broken),
                };
                if rule.statuses.is_empty() {
                    assert_eq!(lost(effect, error), expected, "{} {effect:?}", rule.answer);
                }
            }
        }
    }
}
