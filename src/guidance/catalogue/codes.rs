//! What a code alone says: the status that it stands for, and whether it is Microsoft's, a client's, a platform's, or anybody's.

use super::{KnownError, ObservedError, Service, find, find_by_code, of};

/// Returns the status whose verdict holds for an error of Graph, if the response's own status says less than its code or words.
///
/// Words decide only if there is no status. A code that every kind of error has, such as `BadRequest`, counts as words.
pub fn judged_as(observed: &ObservedError<'_>) -> Option<u16> {
    let specific = || !are_general(observed.codes);
    let found = match observed.status {
        0 => find(observed),
        _ => find_by_code(observed).filter(|_| specific()),
    };
    found.map(|error| error.judged_as).filter(|status| *status != 0)
}

/// Returns the OAuth error that Entra returns with a number, for text that does not show it.
pub fn usual_oauth_error(observed: &ObservedError<'_>) -> Option<&'static str> {
    let found = find(observed)?;
    Some(found.usual_error).filter(|error| !error.is_empty())
}

/// Codes that services other than Graph use too, and that gateways and platforms make up from a status.
const GENERAL_CODES: [&str; 14] = [
    "BadRequest",
    "Unauthorized",
    "Forbidden",
    "NotFound",
    "Conflict",
    "invalidRequest",
    "generalException",
    "UnknownError",
    "Timeout",
    "InternalServerError",
    "BadGateway",
    "ServiceUnavailable",
    "GatewayTimeout",
    "AccessDenied",
];

/// Returns whether all codes are such that services, gateways and platforms make up from a status.
pub fn are_general(codes: &[String]) -> bool {
    let is_general = |code: &String| GENERAL_CODES.iter().any(|general| general.eq_ignore_ascii_case(code));
    codes.iter().all(is_general)
}

/// Returns whether the codes are those of a client that got no response: the .NET SDK's `generalException`.
pub fn is_of_client(codes: &[String]) -> bool {
    !codes.is_empty() && codes.iter().all(|code| code.eq_ignore_ascii_case("generalException"))
}

/// Returns whether the code of an error has other meanings too, and no sentence of the response says that it is this one.
pub fn is_one_of_several(error: &KnownError, observed: &ObservedError<'_>) -> bool {
    let has_same_code = |other: &&KnownError| {
        let has = |number: &u32| observed.aadsts.contains(number);
        let names = |code: &&str| observed.codes.iter().any(|known| known.eq_ignore_ascii_case(code));
        other
            .aadsts
            .iter()
            .any(|number| has(number) && error.aadsts.contains(number))
            || other.codes.iter().any(|code| names(code) && error.codes.contains(code))
    };
    error.text.is_empty() && of(error.service).any(|other| !other.text.is_empty() && has_same_code(&other))
}

/// Returns whether all codes are those of a platform that runs recipes, and none is Microsoft's.
pub fn is_of_platform(codes: &[String]) -> bool {
    let of_platform = |code: &String| {
        of(Service::Graph)
            .filter(|error| error.id == "platform-error")
            .any(|error| error.codes.iter().any(|known| known.eq_ignore_ascii_case(code)))
    };
    !codes.is_empty() && codes.iter().all(of_platform)
}

/// Returns whether a number is one of Entra's codes.
pub fn is_aadsts(number: u32) -> bool {
    of(Service::Token).any(|error| error.aadsts.contains(&number))
}

/// Returns whether a code is one of Graph that the catalogue has.
pub fn is_graph_code(code: &str) -> bool {
    of(Service::Graph)
        .flat_map(|error| error.codes)
        .any(|known| known.eq_ignore_ascii_case(code))
}

/// Finds a code of Graph in a text that is not JSON.
pub fn graph_code_in(text: &str) -> Option<&'static str> {
    let text = text.get(..text.floor_char_boundary(SEARCHED_BYTES)).unwrap_or(text);
    let words: Vec<&str> = text
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .filter(|word| word.len() >= CODE_CHARS)
        .collect();
    of(Service::Graph)
        .flat_map(|error| error.codes)
        .copied()
        .find(|code| words.iter().any(|word| word.eq_ignore_ascii_case(code)))
}

/// How much of a text is searched for a code, in bytes: every word is compared with every code.
const SEARCHED_BYTES: usize = 8_192;

/// Shorter codes, such as `BadRequest`, are ordinary words: that they occur in a text proves nothing.
const CODE_CHARS: usize = 12;
