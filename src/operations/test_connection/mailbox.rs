//! The steps `mailbox` and `sending`: what the app may do with the mailbox, by requests that cannot send.
//!
//! | request | needs | proves |
//! |---|---|---|
//! | the Drafts folder | Mail.ReadWrite, or a right to read | that the mailbox is there, and that drafts may be written |
//! | sending a message that cannot exist | Mail.Send | that the app may send; inferred, see [`Graph::probe_sending`] |
//! | both, of a mailbox that must be refused | | that the scope holds |

use super::step::Found;
use crate::{
    auth::{Token, claims},
    call::Call,
    connection::CheckedConnection,
    contract::{Notice, StepStatus},
    failure::{Failure, Result},
    graph::client::Graph,
    guidance::{catalogue::causes, signals::Signal},
};

/// Both steps, as far as they were found out.
pub struct Reached {
    /// `mailbox`.
    pub mailbox: Found,
    /// `sending`, unless the mailbox failed.
    pub sending: Option<Found>,
}

/// Finds out what the app may do with the connection's mailbox.
pub fn reach(call: &mut Call<'_>, connection: &CheckedConnection, token: Token) -> Reached {
    let mut graph = Graph::new(call, connection, token);
    let asked = ask_both(&mut graph);
    // Of the token in use: a 401 may have brought a new one.
    let token = graph.token().clone();
    let mut reached = tell(asked);
    if reached.sending.is_some() {
        reached.mailbox = refuse_other(call, connection, token, reached.mailbox);
    }
    reached
}

/// What both questions brought, of a mailbox that answers.
struct Asked {
    /// Why the app may not work with drafts, if it may not.
    drafts_denied: Option<Failure>,
    /// Whether it may send.
    sending: Result<()>,
}

fn ask_both(graph: &mut Graph<'_, '_>) -> Result<Asked> {
    let drafts_denied = match graph.drafts_folder() {
        Ok(_) => None,
        Err(failure) if is_denied(&failure) => Some(failure),
        Err(failure) => return Err(failure),
    };
    if drafts_denied.is_none() {
        graph.add_signals(Signal::DraftsWork);
    }
    Ok(Asked {
        drafts_denied,
        sending: graph.probe_sending(),
    })
}

fn is_denied(failure: &Failure) -> bool {
    failure.http_status() == Some(403)
}

fn tell(asked: Result<Asked>) -> Reached {
    let (mailbox, sending) = match asked {
        Err(failure) => (Found::failed(failure), None),
        Ok(Asked {
            drafts_denied: Some(denied),
            sending: Err(failure),
        }) => {
            // Refused twice, or the second answer says more: that there is no such mailbox.
            let says_more = failure.http_status().is_some_and(|status| status < 429);
            (Found::failed(if says_more { failure } else { denied }), None)
        }
        Ok(Asked {
            drafts_denied: Some(_),
            sending: Ok(()),
        }) => {
            let message = "The mailbox is there. The app may not work with its drafts.";
            let mailbox = Found::new(StepStatus::Ok, message).noting([no_drafts()]);
            (mailbox, Some(may_send()))
        }
        Ok(Asked {
            drafts_denied: None,
            sending,
        }) => {
            let message = "The mailbox answers, and the app may work with its drafts.";
            let mailbox = Found::new(StepStatus::Ok, message)
                .not_proving("That the app may send from it: that is another permission (Mail.Send).");
            (mailbox, Some(sending.map_or_else(may_not_send, |()| may_send())))
        }
    };
    Reached { mailbox, sending }
}

fn may_not_send(failure: Failure) -> Found {
    if is_denied(&failure) {
        return Found::failed(failure);
    }
    let message = "The question whether the app may send got no clear answer.";
    Found::new(StepStatus::Warn, message)
        .not_proving("Anything about sending.")
        .because(failure)
}

fn may_send() -> Found {
    Found::new(StepStatus::Ok, "By a request that cannot send anything, the app may send from this mailbox.").not_proving(
        "That mail arrives. It also rests on Graph looking at the permission before it looks for the message, which is not \
         documented and was not tried on a live tenant. Only a test mail proves it.",
    )
}

fn no_drafts() -> Notice {
    Notice {
        code: "mail-read-write-missing".to_owned(),
        message:
            "Without Mail.ReadWrite there are no idempotency keys, so that a repeat may send twice, and no attachments \
                  from 3 MB up."
                .to_owned(),
        fix: causes::NO_GRANT_FOR_DRAFTS.fix.to_owned(),
        ..Notice::default()
    }
}

/// The negative test: a mailbox that must be refused.
fn refuse_other(call: &mut Call<'_>, connection: &CheckedConnection, token: Token, found: Found) -> Found {
    let Some(other) = connection.out_of_scope_mailbox.clone() else {
        return found;
    };
    let wide =
        claims::read(&token.access_token).is_some_and(|claims| claims.has("Mail.Send") || claims.has("Mail.ReadWrite"));
    let other_connection = CheckedConnection {
        mailbox: other.clone(),
        ..connection.clone()
    };
    let (answers, denied) = match ask_both(&mut Graph::new(call, &other_connection, token)) {
        Ok(Asked { drafts_denied, sending }) => (
            drafts_denied.is_none() || sending.is_ok(),
            drafts_denied.is_some() && sending.is_err_and(|failure| is_denied(&failure)),
        ),
        Err(_) => (false, false),
    };
    let notice = match (answers, denied) {
        (false, true) => {
            let message = format!("{} {other} was refused, as it must be.", found.message);
            return found.saying(message);
        }
        (true, _) => Notice {
            code: "mailbox-not-refused".to_owned(),
            message: format!("The app reaches {other}, which it must not."),
            fix: match wide {
                true => causes::TENANT_WIDE_GRANT.fix,
                false => "Look at every assignment of the app, since they add up: Get-ManagementRoleAssignment, and the scope that each names.",
            }
            .to_owned(),
..Notice::default()
},
        (false, false) => Notice {
            code: "negative-test-open".to_owned(),
            message: format!("Whether {other} is refused is open: Exchange Online knows no such mailbox, or did not answer."),
            fix: "Name a mailbox that exists and that the app must not reach.".to_owned(),
..Notice::default()
},
    };
    found.noting([notice])
}
