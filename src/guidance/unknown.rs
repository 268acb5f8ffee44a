//! What to say of a response or a text that the catalogue does not know. That a proxy answered needs evidence.

use super::{
    CauseList,
    Confidence::{Likely, Possible},
    Context, Diagnosis,
    catalogue::{ObservedError, causes},
    signals::Signal,
};

/// Diagnoses a response without a known code, word or status.
pub fn diagnose(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    let mut list = CauseList::new(context);
    add_to(&mut list, context);
    if context.signals().contains(Signal::Foreign) {
        let message = format!(
            "A server between the engine and Microsoft seems to have answered{}. This is a guess from the form of the response.",
            observed.with_status()
        );
        return list.diagnose("unusable-response", message);
    }
    let message = format!(
        "This connector does not know this response{}. It names neither a code nor a sentence of Microsoft's.",
        observed.with_status()
    );
    list.diagnose("unknown-response", message)
}

/// Diagnoses a text that shows neither what was requested nor what came back.
pub fn diagnose_any_text(context: &Context) -> Diagnosis {
    let mut list = CauseList::new(context);
    add_to(&mut list, context);
    let evidence = "The text does not show whether a mail was sent.";
    list.add(&causes::LOOK_BEFORE_SENDING_AGAIN, Possible, &[evidence]);
    let message = "This connector does not know this text. It names neither a status, nor a code, nor a sentence of Microsoft's. If it \
                   belongs to a send, the mail may have been sent.";
    list.diagnose("unknown-response", message)
}

/// Appends the cause of a response that is not known.
pub fn add_to(list: &mut CauseList<'_>, context: &Context) {
    if context.signals().contains(Signal::Foreign) {
        let evidence = "The response is a web page, or names a proxy or a gateway.";
        list.add(&causes::NOT_FROM_MICROSOFT, Likely, &[evidence]);
    } else {
        list.add(
            &causes::RESPONSE_NOT_KNOWN,
            Possible,
            &["Neither a code nor a sentence of Microsoft's was found."],
        );
    }
}
