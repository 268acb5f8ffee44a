//! Causes of a refused request to Graph.
//!
//! Source of the codes' meanings: Graph's error pages, and answers that users reported.

use super::{Advice, Causes, Confidence::*, Values, catalogue as c, cause};
use crate::{
    auth::claims::{self, Claims},
    failure::{Failure, Kind},
    secret::AccessToken,
};

/// A send of which no answer tells what became.
pub fn unknown_outcome(what: &str, values: &Values) -> Failure {
    let mut causes = Causes::new(values);
    causes.add(&c::LOOK_BEFORE_SENDING, Certain, &[]);
    let message = format!("{what} The mail may have been sent: look before you send again.");
    Failure::advised(Kind::OutcomeUnknown, causes.advise("send-outcome-unknown", message))
}

/// Adds to an unknown outcome that the key makes a repeat safe.
pub fn repeat_with_key(failure: Failure, values: &Values) -> Failure {
    let evidence = ["The mail carries an idempotency key, by which a repeat finds it."];
    failure.with_first_cause(cause(&c::REPEAT_WITH_KEY, Certain, &evidence, values))
}

/// Explains that the mailbox may not be read: an app that may only send is refused so, and is set up rightly.
pub fn look_denied(failure: Failure, values: &Values) -> Failure {
    let evidence = ["A request for messages was refused, which sending alone does not need."];
    failure
        .with_first_cause(cause(&c::NO_DRAFT_GRANT, Likely, &evidence, values))
        .with_message(
            "look-denied",
            "The app may not read this mailbox, so that it cannot look for the mail.",
        )
}

/// Explains that drafts were refused: they need another permission than sending.
pub fn drafts_denied(failure: Failure, values: &Values, token: &AccessToken, keyed: bool) -> Failure {
    let (confidence, evidence) = match claims::read(token) {
        Some(claims) if claims.has("Mail.ReadWrite") => return failure,
        Some(claims) if claims.has("Mail.Send") => (
            Likely,
            "The token holds Mail.Send for the whole tenant, and no Mail.ReadWrite; a request for drafts was refused.",
        ),
        _ => (
            Likely,
            "A request for drafts was refused, which sending alone does not need.",
        ),
    };
    let why = match keyed {
        true => "an idempotency key",
        false => "a message of this size",
    };
    let message = format!("The app may not work with drafts in this mailbox, which {why} needs. Nothing was sent.");
    failure
        .with_first_cause(cause(&c::NO_DRAFT_GRANT, confidence, &[evidence], values))
        .with_message("drafts-denied", message)
}

/// Chooses causes for an error of Graph. `claims` are those of the token in use, where it could be read.
pub fn advice(status: u16, code: &str, kind: Kind, values: &Values, claims: Option<&Claims>) -> Advice {
    let mut causes = Causes::new(values);
    match kind {
        Kind::OutcomeUnknown => {
            causes.add(
                &c::LOOK_BEFORE_SENDING,
                Certain,
                &["Such an answer has been seen after mail that was sent, and after mail that was not."],
            );
            let message = format!(
                "Graph answered {status} to the send. The mail may have been sent: look before you send again."
            );
            return causes.advise("send-outcome-unknown", message);
        }
        Kind::Throttled => {
            causes.add(
                &c::TOO_MANY_REQUESTS,
                Certain,
                &["Graph answered that there are too many requests."],
            );
            return causes.advise(
                "throttled",
                "Graph asks to wait before the next request. The mail was not sent.",
            );
        }
        Kind::Transient => {
            causes.add(&c::MICROSOFT_FAULT, Likely, &["Graph could not answer."]);
            return causes.advise(
                "graph-unavailable",
                format!("Graph answered {status}: a passing fault. Nothing was sent."),
            );
        }
        Kind::InvalidInput | Kind::Unauthorized | Kind::Rejected => {}
    }
    match code.to_ascii_lowercase().as_str() {
        "errorsendasdenied" => {
            causes.add(
                &c::SEND_AS_MISSING,
                Certain,
                &["Exchange says that the sender may not be used."],
            );
            causes.advise(
                "send-as-denied",
                "The mailbox may not send as the address in from. The mail was not sent.",
            )
        }
        "erroraccessdenied" | "accessdenied" | "nopermissionsinaccesstoken" | "authorization_requestdenied" => {
            access_denied(causes, claims)
        }
        "errorinvaliduser" | "resourcenotfound" | "request_resourcenotfound" | "errormissingemailaddress" => {
            causes.add(&c::NO_MAILBOX, Likely, &["Exchange could not find the mailbox."]);
            causes.add(
                &c::MAILBOX_NOT_ONLINE,
                Possible,
                &["A user without a mailbox is answered in the same way."],
            );
            causes.add(&c::MAILBOX_NEW, Possible, &[]);
            causes.advise(
                "mailbox-not-found",
                "Exchange Online found no mailbox by the user ID. Nothing was sent.",
            )
        }
        "mailboxnotenabledforrestapi"
        | "mailboxnotsupportedforrestapi"
        | "mailboxnothostedinexchangeonline"
        | "errornonexistentmailbox" => {
            causes.add(
                &c::MAILBOX_NOT_ONLINE,
                Certain,
                &["Graph says that the mailbox cannot be used."],
            );
            causes.advise(
                "mailbox-not-usable",
                "The mailbox is not a live mailbox of Exchange Online. Nothing was sent.",
            )
        }
        "errorinvalidrecipients" => {
            causes.add(
                &c::BAD_RECIPIENTS,
                Certain,
                &["Exchange says that a recipient is not valid."],
            );
            causes.advise(
                "recipients-refused",
                "Exchange refused a recipient. The mail was not sent.",
            )
        }
        "errormessagesizeexceeded" | "errorattachmentsizelimitexceeded" => {
            causes.add(
                &c::TOO_LARGE,
                Certain,
                &["Exchange says that the message is too large."],
            );
            causes.advise(
                "message-too-large",
                "The message is larger than the mailbox may send. It was not sent.",
            )
        }
        "errorquotaexceeded" | "quotalimitreached" | "errorsubmissionquotaexceeded" | "errorexceededmessagelimit" => {
            causes.add(&c::MAILBOX_FULL, Likely, &["Exchange says that a quota is exceeded."]);
            causes.advise(
                "quota-exceeded",
                "A quota of the mailbox is exceeded. The mail was not sent.",
            )
        }
        code => by_status(status, code, causes, claims),
    }
}

/// The one 403: the same answer for a missing grant, a mailbox outside the scope, and a grant that has not spread yet.
fn access_denied(mut causes: Causes<'_>, claims: Option<&Claims>) -> Advice {
    match claims {
        Some(claims) if claims.has("Mail.Send") => {
            // A tenant-wide consent covers every mailbox, so that only a policy can stand in the way.
            let evidence = ["The token holds Mail.Send for the whole tenant, and the mailbox is still refused."];
            causes.add(&c::ACCESS_POLICY, Likely, &evidence);
            causes.add(&c::NOT_PROPAGATED, Possible, &["The consent may be new."]);
        }
        Some(_) => {
            let evidence = [
                "The token holds no Mail.Send, so the right can come only from Exchange RBAC, which did not grant it.",
            ];
            causes.add(&c::OUTSIDE_SCOPE, Likely, &evidence);
            causes.add(&c::NO_GRANT, Likely, &evidence);
            causes.add(&c::NOT_PROPAGATED, Possible, &["A role assignment may be new."]);
        }
        None => {
            causes.add(
                &c::NO_GRANT,
                Possible,
                &["The token could not be read, so that its permissions are not known."],
            );
            causes.add(&c::OUTSIDE_SCOPE, Possible, &[]);
            causes.add(&c::NOT_PROPAGATED, Possible, &[]);
            causes.add(&c::ACCESS_POLICY, Possible, &[]);
        }
    }
    causes.advise("access-denied", "The app may not use this mailbox. Nothing was sent.")
}

fn by_status(status: u16, code: &str, mut causes: Causes<'_>, claims: Option<&Claims>) -> Advice {
    match status {
        401 => {
            causes.add(
                &c::TOKEN_REFUSED,
                Likely,
                &["Graph answered 401 twice, the second time to a new token."],
            );
            causes.advise(
                "token-refused",
                "Graph does not accept the access token. Nothing was sent.",
            )
        }
        403 => access_denied(causes, claims),
        413 => {
            causes.add(
                &c::TOO_LARGE,
                Likely,
                &["Graph answered 413: the request is too large."],
            );
            causes.advise(
                "message-too-large",
                "The request is larger than Graph takes. The mail was not sent.",
            )
        }
        404 if !code.is_empty() => {
            causes.add(
                &c::NO_MAILBOX,
                Possible,
                &["Graph answered 404 with a code that is not known to this connector."],
            );
            causes.advise(
                "mailbox-not-found",
                "Graph did not find the mailbox. Nothing was sent. This is a guess from the status.",
            )
        }
        _ if code.is_empty() => {
            causes.add(
                &c::INTERCEPTED,
                Likely,
                &["The answer has not the form of Graph's errors."],
            );
            causes.advise(
                "unusable-answer",
                format!("The answer was {status}, in a form that Graph does not use. Nothing was sent."),
            )
        }
        _ => {
            causes.add(
                &c::REQUEST_REFUSED,
                Likely,
                &["The code is not known to this connector."],
            );
            causes.advise(
                "request-refused",
                format!("Graph refused the request with {status}. Nothing was sent."),
            )
        }
    }
}
