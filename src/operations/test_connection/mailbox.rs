//! The steps `mailbox` and `sending`: what the app may do with the mailbox. Their requests cannot send a mail.
//!
//! | request | needs | proves |
//! |---|---|---|
//! | read the Drafts folder | Mail.ReadWrite, or a right to read | the mailbox exists, and the app may work with drafts |
//! | send a message that cannot exist | Mail.Send | the app may send; inferred, see [`Graph::probe_sending`] |
//! | both, of a mailbox out of scope | | the scope holds |

use super::step::{StepResult, test_steps};
use crate::{
    auth::{Token, claims},
    call::Call,
    connection::CheckedConnection,
    contract::{Notice, StepStatus},
    failure::{Failure, Result},
    graph::client::Graph,
    guidance::{catalogue::causes, signals::Signal},
    notice::notices,
};

/// The results of both steps.
pub struct MailboxSteps {
    /// `mailbox`.
    pub mailbox: StepResult,
    /// `sending`, unless `mailbox` failed.
    pub sending: Option<StepResult>,
}

/// Tests what the app may do with the connection's mailbox, and with the mailbox out of scope.
pub fn test(call: &mut Call<'_>, connection: &CheckedConnection, token: Token) -> MailboxSteps {
    let mut graph = Graph::new(call, connection, token);
    let access = test_access(&mut graph);
    // The token in use: it is a new one if Graph answered 401.
    let token = graph.token().clone();
    let mut steps = steps(access);
    if steps.sending.is_some() {
        steps.mailbox = test_scope(call, connection, token, steps.mailbox);
    }
    steps
}

/// What the app may do with a mailbox that answers.
struct Access {
    /// Why the app may not work with drafts, if it may not.
    drafts_denied: Option<Failure>,
    /// Whether the app may send.
    sending: Result<()>,
}

fn test_access(graph: &mut Graph<'_, '_>) -> Result<Access> {
    let drafts_denied = match graph.drafts_folder() {
        Ok(_) => None,
        Err(failure) if is_denied(&failure) => Some(failure),
        Err(failure) => return Err(failure),
    };
    if drafts_denied.is_none() {
        graph.add_signals(Signal::DraftsWork);
    }
    Ok(Access {
        drafts_denied,
        sending: graph.probe_sending(),
    })
}

fn is_denied(failure: &Failure) -> bool {
    failure.http_status() == Some(403)
}

fn steps(access: Result<Access>) -> MailboxSteps {
    let (mailbox, sending) = match access {
        Err(failure) => (StepResult::failed(failure), None),
        Ok(Access {
            drafts_denied: Some(denied),
            sending: Err(failure),
        }) => {
            // Either both requests were refused, or the second response says more: that there is no such mailbox.
            let says_more = failure.http_status().is_some_and(|status| status < 429);
            (StepResult::failed(if says_more { failure } else { denied }), None)
        }
        Ok(Access {
            drafts_denied: Some(_),
            sending: Ok(()),
        }) => {
            let mailbox = test_steps::MAILBOX_WITHOUT_DRAFTS
                .with(StepStatus::Ok, &[])
                .with_notices([no_drafts()]);
            (mailbox, Some(may_send()))
        }
        Ok(Access {
            drafts_denied: None,
            sending,
        }) => {
            let mailbox = test_steps::MAILBOX_WITH_DRAFTS.with(StepStatus::Ok, &[]);
            (mailbox, Some(sending.map_or_else(may_not_send, |()| may_send())))
        }
    };
    MailboxSteps { mailbox, sending }
}

fn may_not_send(failure: Failure) -> StepResult {
    if is_denied(&failure) {
        return StepResult::failed(failure);
    }
    test_steps::SENDING_NOT_CLEAR
        .with(StepStatus::Warn, &[])
        .because(failure)
}

fn may_send() -> StepResult {
    test_steps::MAY_SEND.with(StepStatus::Ok, &[])
}

fn no_drafts() -> Notice {
    notices::MAIL_READ_WRITE_MISSING.with(&[])
}

/// Tests that Graph refuses the mailbox that is out of scope, if the connection names one.
fn test_scope(call: &mut Call<'_>, connection: &CheckedConnection, token: Token, mailbox: StepResult) -> StepResult {
    let Some(other) = connection.out_of_scope_mailbox.clone() else {
        return mailbox;
    };
    let is_tenant_wide =
        claims::read(&token.access_token).is_some_and(|claims| claims.has("Mail.Send") || claims.has("Mail.ReadWrite"));
    let other_connection = CheckedConnection {
        mailbox: other.clone(),
        ..connection.clone()
    };
    let (is_reached, is_refused) = match test_access(&mut Graph::new(call, &other_connection, token)) {
        Ok(Access { drafts_denied, sending }) => (
            drafts_denied.is_none() || sending.is_ok(),
            drafts_denied.is_some() && sending.is_err_and(|failure| is_denied(&failure)),
        ),
        Err(_) => (false, false),
    };
    if is_refused {
        let has_drafts = mailbox.code == test_steps::MAILBOX_WITH_DRAFTS.code;
        let message = if has_drafts {
            &test_steps::MAILBOX_WITH_DRAFTS_AND_OTHER_REFUSED
        } else {
            &test_steps::MAILBOX_WITHOUT_DRAFTS_AND_OTHER_REFUSED
        };
        return mailbox.with_message(message, &[("out_of_scope_mailbox", &other)]);
    }
    let values = [("mailbox", other.as_str())];
    let mut notice = if is_reached {
        notices::MAILBOX_NOT_REFUSED.with(&values)
    } else {
        notices::NEGATIVE_TEST_OPEN.with(&values)
    };
    if is_reached && is_tenant_wide {
        causes::TENANT_WIDE_GRANT.fix.clone_into(&mut notice.fix);
    }
    mailbox.with_notices([notice])
}
