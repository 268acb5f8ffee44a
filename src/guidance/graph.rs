//! Causes of an error response of Graph.

use super::{
    CauseList,
    Confidence::{Certain, Likely},
    Context, Diagnosis,
    catalogue::{self, ObservedError, Service, causes},
    rank,
    signals::Signal,
    unknown,
};
use crate::failure_message::failure_messages;

/// Returns whether a text without a code is known as an error of Graph.
pub fn knows(text: &str) -> bool {
    let observed = ObservedError {
        text,
        ..ObservedError::empty(Service::Graph)
    };
    catalogue::find(&observed).is_some()
}

/// Diagnoses an error of Graph.
pub fn diagnose(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    rank::diagnose(observed, context).unwrap_or_else(|| by_form(observed, context))
}

/// Diagnoses an error after which the mail may have been sent all the same.
pub fn diagnose_unknown_outcome(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    let known = catalogue::find(observed);
    // A text of which nothing is known, not even that it belongs to a send.
    if known.is_none() && observed.status == 0 && !context.signals().contains(Signal::ForSending) {
        return unknown::diagnose_any_text(context);
    }
    let mut list = CauseList::new(context);
    list.add(
        &causes::LOOK_BEFORE_SENDING_AGAIN,
        Certain,
        &["Graph has returned such a response after mail that was sent, and after mail that was not."],
    );
    match known {
        Some(error) => rank::add_ranked(&mut list, error, context.signals()),
        None => unknown::add_to(&mut list, context),
    }
    list.diagnose_with_status(
        observed.status,
        &failure_messages::SEND_ANSWER_NOT_KNOWN,
        &failure_messages::SEND_ANSWERED,
    )
}

/// Diagnoses an error that the catalogue does not know.
fn by_form(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    if observed.codes.is_empty() {
        return unknown::diagnose(observed, context);
    }
    let mut list = CauseList::new(context);
    list.add(
        &causes::REQUEST_REFUSED,
        Likely,
        &["This connector does not know the code."],
    );
    list.diagnose_with_status(
        observed.status,
        &failure_messages::REQUEST_REFUSED,
        &failure_messages::REQUEST_REFUSED_WITH_STATUS,
    )
}
