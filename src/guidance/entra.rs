//! Causes of a refused sign-in.

use super::{
    CauseList,
    Confidence::{Likely, Possible},
    Context, Diagnosis,
    catalogue::{self, CauseInfo, ObservedError, Service, causes},
    rank,
    signals::Signal,
    unknown,
};
use crate::failure_message::failure_messages;

/// Returns whether a text without a number or an OAuth error is known as an error of the sign-in.
pub fn knows(text: &str) -> bool {
    let observed = ObservedError {
        text,
        ..ObservedError::empty(Service::Token)
    };
    catalogue::find(&observed).is_some()
}

/// Diagnoses an error of the token endpoint.
pub fn diagnose(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    rank::diagnose(observed, context).unwrap_or_else(|| by_form(observed, context))
}

/// Diagnoses an error that the catalogue does not know.
fn by_form(observed: &ObservedError<'_>, context: &Context) -> Diagnosis {
    let mut list = CauseList::new(context);
    if observed.oauth_error.is_empty() && observed.aadsts.is_empty() {
        let by_status = by_status(observed.status);
        if by_status.is_none() || context.signals().contains(Signal::Foreign) {
            unknown::add_to(&mut list, context);
        }
        if let Some((cause, evidence)) = by_status {
            list.add(cause, Possible, &[evidence]);
        }
        return list.diagnose_with_status(
            observed.status,
            &failure_messages::NOT_ENTRAS_FORM,
            &failure_messages::NOT_ENTRAS_FORM_WITH_STATUS,
        );
    }
    list.add(
        &causes::SIGN_IN_REFUSED,
        Likely,
        &["This connector does not know the error."],
    );
    list.diagnose_with_status(
        observed.status,
        &failure_messages::SIGN_IN_REFUSED,
        &failure_messages::SIGN_IN_REFUSED_WITH_STATUS,
    )
}

/// Returns what a status often means in a response to a token request.
fn by_status(status: u16) -> Option<(&'static CauseInfo, &'static str)> {
    match status {
        300..400 => Some((
            &causes::NOT_FROM_MICROSOFT,
            "The token endpoint does not redirect; proxies and captive portals do.",
        )),
        401 => Some((
            &causes::SIGN_IN_REFUSED,
            "The status says that the credential was refused.",
        )),
        403 => Some((
            &causes::CONDITIONAL_ACCESS,
            "The status says that the sign-in was denied.",
        )),
        404 => Some((
            &causes::TENANT_NOT_FOUND,
            "The address of a token request holds the tenant.",
        )),
        400 | 405 | 415 => Some((
            &causes::TOKEN_REQUEST_MALFORMED,
            "The status says that the request is not valid.",
        )),
        _ => None,
    }
}

/// Diagnoses a response with status 200 that holds no token.
pub fn diagnose_missing_token(context: &Context) -> Diagnosis {
    let mut list = CauseList::new(context);
    list.add(
        &causes::NOT_FROM_MICROSOFT,
        Likely,
        &["The response had status 200, but held no token."],
    );
    list.diagnose(&failure_messages::WITHOUT_TOKEN, &[])
}
