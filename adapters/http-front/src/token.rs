//! The bearer token of the callers.

use outlook_contract_json::problem::Problem;
use subtle::ConstantTimeEq;

use crate::bindings::wasi::{cli::environment::get_environment, http::types::Fields};

/// Holds the token.
const VARIABLE: &str = "OUTLOOK_HTTP_TOKEN";

/// Fewest characters of a token, as the service has it: 128 random bits in hexadecimal.
const TOKEN_CHARS: usize = 32;

/// Checks the header `Authorization` (RFC 6750 §2.1).
pub fn check(headers: &Fields) -> Result<(), Problem> {
    let variables = get_environment();
    let token = variables
        .iter()
        .find(|(name, _)| name == VARIABLE)
        .map(|(_, value)| value.trim());
    let token = token.filter(|token| token.len() >= TOKEN_CHARS).ok_or_else(|| {
        let detail = "the variable OUTLOOK_HTTP_TOKEN needs a token of at least 32 characters; nothing was sent";
        Problem::service("token", detail)
    })?;
    let refused = || Problem::unauthenticated("send the token as `Authorization: Bearer TOKEN`");
    let values = headers.get("authorization");
    let (scheme, sent) = values
        .first()
        .and_then(|value| value.split_at_checked(7))
        .ok_or_else(refused)?;
    let is_equal = bool::from(sent.trim_ascii().ct_eq(token.as_bytes()));
    if scheme.eq_ignore_ascii_case(b"bearer ") && is_equal {
        Ok(())
    } else {
        Err(refused())
    }
}
