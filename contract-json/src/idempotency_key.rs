//! The header `Idempotency-Key`, which draft-ietf-httpapi-idempotency-key-header names. It says the same as `options.idempotency_key`.

use crate::{contract::SendOptions, problem::Problem};

/// Reads the value of the header.
///
/// # Errors
/// If it has characters outside ASCII.
pub fn of_header(value: &[u8]) -> Result<String, Problem> {
    let text = std::str::from_utf8(value).ok().filter(|text| text.is_ascii());
    let text = text.ok_or_else(|| {
        Problem::bad_input(
            "idempotency-key",
            "the header Idempotency-Key has characters outside ASCII",
        )
    })?;
    // The draft writes it as a string of RFC 8941, in quotation marks; most clients leave them out.
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    Ok(inner.unwrap_or(text).to_owned())
}

/// Sets the key of the header, if there is one, in the options.
///
/// # Errors
/// If the options have another key.
pub fn set(options: &mut SendOptions, key: Option<String>) -> Result<(), Problem> {
    let Some(key) = key else { return Ok(()) };
    if options.idempotency_key.as_ref().is_some_and(|other| *other != key) {
        let detail = "`options.idempotency_key`: the header Idempotency-Key has another key; give one of them";
        return Err(Problem::bad_input("idempotency-key", detail).at("options.idempotency_key"));
    }
    options.idempotency_key = Some(key);
    Ok(())
}
