//! Causes of a refused sign-in.

use super::{
    CauseList,
    Confidence::Likely,
    Context, Diagnosis,
    catalogue::{self, ObservedError, Service, causes},
    rank,
};

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
    let (cause, evidence, code) = match observed.oauth_error {
        "" => (
            &causes::NOT_FROM_MICROSOFT,
            "The response does not have the form of Entra's errors.",
            "unusable-response",
        ),
        _ => (
            &causes::SIGN_IN_REFUSED,
            "This connector does not know the error.",
            "sign-in-refused",
        ),
    };
    let mut list = CauseList::new(context);
    list.add(cause, Likely, &[evidence]);
    let message = format!(
        "The sign-in service returned an error{}. Nothing was sent. This is a guess from the form of the response.",
        observed.with_status()
    );
    list.diagnose(code, message)
}

/// Diagnoses a response with status 200 that holds no token.
pub fn diagnose_missing_token(context: &Context) -> Diagnosis {
    let mut list = CauseList::new(context);
    list.add(
        &causes::NOT_FROM_MICROSOFT,
        Likely,
        &["The response had status 200, but held no token."],
    );
    list.diagnose(
        "unusable-response",
        "The sign-in service returned status 200 without a token. Nothing was sent.",
    )
}
