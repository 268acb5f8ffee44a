//! What to say of a response or a text that the catalogue does not know. That a proxy answered needs evidence.

use super::{
    CauseList,
    Confidence::{Likely, Possible},
    Context, Diagnosis,
    catalogue::{ObservedError, causes},
    signals::Signal,
};
use crate::failure_message::failure_messages;

/// Diagnoses a response without a known code, word or status.
pub fn diagnose(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    let mut list = CauseList::new(context);
    add_to(&mut list, context);
    if context.signals().contains(Signal::Foreign) {
        return list.diagnose_with_status(
            observed.status,
            &failure_messages::FOREIGN_RESPONSE,
            &failure_messages::FOREIGN_RESPONSE_WITH_STATUS,
        );
    }
    list.diagnose_with_status(
        observed.status,
        &failure_messages::UNKNOWN_RESPONSE,
        &failure_messages::UNKNOWN_RESPONSE_WITH_STATUS,
    )
}

/// Diagnoses a text that shows neither what was requested nor what came back.
pub fn diagnose_any_text(context: &Context) -> Diagnosis {
    let mut list = CauseList::new(context);
    add_to(&mut list, context);
    let evidence = "The text does not show whether a mail was sent.";
    list.add(&causes::LOOK_BEFORE_SENDING_AGAIN, Possible, &[evidence]);
    list.diagnose(&failure_messages::UNKNOWN_TEXT, &[])
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
