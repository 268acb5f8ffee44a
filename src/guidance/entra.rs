//! Causes of a refused sign-in.

use super::{
    Advice, Causes,
    Confidence::*,
    Values,
    catalogue::{Shown, catalogue, causes as c},
    rank, with_status,
};

/// Tells whether words without a number or an error are of the sign-in.
pub fn knows(text: &str) -> bool {
    let shown = Shown {
        service: "token",
        text,
        ..Shown::default()
    };
    catalogue().find(&shown).is_some()
}

/// Chooses causes for an error of the token endpoint.
pub fn advice(status: u16, error: &str, codes: &[u32], text: &str, values: &Values) -> Advice {
    let codes: Vec<String> = codes.iter().map(u32::to_string).collect();
    let shown = Shown {
        service: "token",
        codes: &codes,
        text,
        error,
        status,
    };
    rank::advise(&shown, values).unwrap_or_else(|| {
        let mut causes = Causes::new(values);
        let (cause, evidence) = match error {
            "" => (c::NOT_FROM_MICROSOFT, "The answer has not the form of Entra's errors."),
            _ => (c::SIGN_IN_REFUSED, "This connector does not know the error."),
        };
        causes.add(cause, Likely, &[evidence]);
        let code = match error {
            "" => "unusable-response",
            _ => "sign-in-refused",
        };
        let message = format!(
            "The sign-in service answered{}. Nothing was sent. This is a guess from the form of the answer.",
            with_status(status)
        );
        causes.advise(code, message)
    })
}
