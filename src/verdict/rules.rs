//! The rules.

use super::{
    Action::{NewToken, OutcomeUnknown, Rejected, Repeat, RepeatAfterWait, Unauthorized},
    Actions, GraphRule, MAY_HAVE_TAKEN_EFFECT, NoResponseRule,
    Statuses::{Class, One},
    TokenRule,
};

/// What follows on a request without a response.
pub const NO_RESPONSE_RULES: [NoResponseRule; 4] = [
    NoResponseRule {
        case: "No response, and nothing was sent",
        may_have_been_sent: false,
        refused_by_host: false,
        actions: Actions::all(Repeat),
    },
    NoResponseRule {
        case: "The host refused to send the request",
        may_have_been_sent: false,
        refused_by_host: true,
        actions: Actions::all(Rejected),
    },
    NoResponseRule {
        case: "No response, or a cut one, and the request may have been sent",
        may_have_been_sent: true,
        refused_by_host: false,
        actions: MAY_HAVE_TAKEN_EFFECT,
    },
    // Graph does not create anything from a body that the host cut off. A send is judged as if it could.
    NoResponseRule {
        case: "The host refused to send the rest of the request",
        may_have_been_sent: true,
        refused_by_host: true,
        actions: Actions {
            to_send: OutcomeUnknown,
            to_create: Rejected,
            to_others: Rejected,
        },
    },
];

/// What follows on a response of Graph whose status is none of the expected ones.
pub const GRAPH_RULES: [GraphRule; 9] = [
    GraphRule {
        case: "The token was refused",
        statuses: &[One(401)],
        codes: &[],
        actions: Actions::all(NewToken),
    },
    GraphRule {
        case: "Refused for a reason that no permission changes",
        statuses: &[One(403)],
        codes: &[
            "ErrorQuotaExceeded",
            "ErrorExceededMessageLimit",
            "ErrorMessageSubmissionBlocked",
            "ErrorAccountSuspend",
            "ErrorMessageBlocked",
        ],
        actions: Actions::all(Rejected),
    },
    GraphRule {
        case: "The app lacks a permission",
        statuses: &[One(403)],
        codes: &[],
        actions: Actions::all(Unauthorized),
    },
    // Another request was changing the item, or Exchange itself (ErrorIrresolvableConflict).
    GraphRule {
        case: "A conflict with another change",
        statuses: &[One(409), One(412)],
        codes: &[],
        actions: Actions::all(Repeat),
    },
    GraphRule {
        case: "Too many requests",
        statuses: &[One(429), One(509)],
        codes: &[],
        actions: Actions::all(RepeatAfterWait),
    },
    GraphRule {
        case: "Not possible there",
        statuses: &[One(501), One(505), One(507)],
        codes: &[],
        actions: Actions::all(Rejected),
    },
    // Only 202 means that a send was accepted: an over-long MIME message was answered 200 and not sent
    // (microsoft-graph-docs-contrib#3079). After 500, 503 and 504 mail has been seen to go out. A 408, and what proxies log when
    // the client left before the response (460 of AWS, 499 of nginx), may come from a gateway that had passed the request on.
    GraphRule {
        case: "A fault of the service or of a gateway, or a success other than the expected one",
        statuses: &[Class(2), One(408), One(460), One(499), Class(5)],
        codes: &[],
        actions: MAY_HAVE_TAKEN_EFFECT,
    },
    // Only `explain` meets it, in a text without a status.
    GraphRule {
        case: "A status that is not known",
        statuses: &[One(0)],
        codes: &[],
        actions: Actions {
            to_send: OutcomeUnknown,
            to_create: Rejected,
            to_others: Rejected,
        },
    },
    GraphRule {
        case: "Any other response",
        statuses: &[],
        codes: &[],
        actions: Actions::all(Rejected),
    },
];

/// What follows on a response of Entra other than a token. The AADSTS numbers have no part in it: Microsoft may change them at
/// any time (entra-docs `reference-error-codes.md`).
pub const TOKEN_RULES: [TokenRule; 4] = [
    TokenRule {
        case: "Too many requests",
        statuses: &[One(429)],
        errors: &["slow_down"],
        action: RepeatAfterWait,
    },
    TokenRule {
        case: "A fault of the service or of a gateway",
        statuses: &[One(408), One(460), One(499), Class(5)],
        errors: &["temporarily_unavailable", "server_error"],
        action: Repeat,
    },
    TokenRule {
        case: "The app was refused",
        statuses: &[One(401), One(403)],
        errors: &[
            "invalid_client",
            "unauthorized_client",
            "access_denied",
            "invalid_grant",
            "interaction_required",
        ],
        action: Unauthorized,
    },
    TokenRule {
        case: "Any other response",
        statuses: &[],
        errors: &[],
        action: Rejected,
    },
];
