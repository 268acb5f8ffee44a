//! Causes of an error response of Graph.

use super::{
    CauseList,
    Confidence::{Certain, Likely},
    Context, Diagnosis,
    catalogue::{self, ObservedError, causes},
    rank,
};

/// Diagnoses an error of Graph.
pub fn diagnose(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    rank::diagnose(observed, context).unwrap_or_else(|| by_form(observed, context))
}

/// Diagnoses an error after which the mail may have been sent all the same.
pub fn diagnose_unknown_outcome(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    let mut list = CauseList::new(context);
    list.add(
        &causes::LOOK_BEFORE_SENDING_AGAIN,
        Certain,
        &["Graph has returned such a response after mail that was sent, and after mail that was not."],
    );
    if let Some(error) = catalogue::find(observed) {
        rank::add_ranked(&mut list, error, context.signals());
    }
    let message = format!(
        "Graph answered the send with status {}. The mail may have been sent: look before you send again.",
        observed.status
    );
    list.diagnose("send-outcome-unknown", message)
}

/// Diagnoses an error that the catalogue does not know.
fn by_form(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    let (cause, evidence, code) = match observed.codes {
        [] => (
            &causes::NOT_FROM_MICROSOFT,
            "The response does not have the form of Graph's errors.",
            "unusable-response",
        ),
        _ => (
            &causes::REQUEST_REFUSED,
            "This connector does not know the code.",
            "request-refused",
        ),
    };
    let mut list = CauseList::new(context);
    list.add(cause, Likely, &[evidence]);
    let message = format!(
        "Graph, or a server on the way to it, returned an error{}. This is a guess from the form of the response.",
        observed.with_status()
    );
    list.diagnose(code, message)
}
