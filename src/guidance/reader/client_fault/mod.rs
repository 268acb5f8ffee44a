//! Faults of HTTP clients: no response came back. Each library has its own words for them.
//!
//! What decides is whether the request may have been sent. A client that could not connect sent nothing. A client that stopped
//! waiting, or whose connection broke, may have sent all of it. Where one text stands for both, it counts as sent:
//! Guzzle's `ConnectException` wraps curl's error 28 in both phases, and `Connection timed out` is an error of connecting and of reading.

mod words;

use crate::http::{TransportError, TransportFault};
use words::{AFTER, BEFORE, IN_ANY_PHASE};

/// A fault of a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientFault {
    /// The words by which it was recognised, in lower case.
    pub words: &'static str,
    /// What they mean.
    pub error: TransportError,
}

/// Finds the fault that a text names.
///
/// In one line, connecting comes before waiting: the words of a fault of connecting hold those of waiting. Of several attempts, each
/// in its line, the one that may have sent the request counts.
pub fn find(text: &str) -> Option<ClientFault> {
    let lower = text.to_ascii_lowercase().replace('\u{2019}', "'");
    let mut not_sent = None;
    for event in events(&lower) {
        if let Some(fault) = first(event, &BEFORE, TransportError::before_sending) {
            not_sent = not_sent.or(Some(fault));
        } else if let Some(fault) = first(event, &AFTER, TransportError::after_sending) {
            return Some(fault);
        }
    }
    not_sent.or_else(|| first(&lower, &IN_ANY_PHASE, TransportError::after_sending))
}

/// Finds an attempt before the last one that may have sent the request.
pub fn find_earlier(text: &str) -> Option<ClientFault> {
    let lower = text.to_ascii_lowercase().replace('\u{2019}', "'");
    let all: Vec<&str> = events(&lower).collect();
    let (_, earlier) = all.split_last()?;
    let of = |event: &&str| find(event).filter(|fault| fault.error.may_have_been_sent);
    earlier.iter().find_map(of)
}

/// Splits a text into events. Each attempt that a log counts or stamps with a time is one.
pub fn events(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest
            .match_indices('\n')
            .map(|(at, _)| at)
            .find(|at| begins_event(rest.get(at.saturating_add(1)..).unwrap_or_default()))
            .unwrap_or(rest.len());
        let event = rest.get(..end).filter(|_| !rest.is_empty())?;
        rest = rest.get(end.saturating_add(1)..).unwrap_or_default();
        Some(event)
    })
}

/// Whether an event begins with a text: with a time, or with the number of an attempt. The lines of a stack trace go on with theirs.
fn begins_event(text: &str) -> bool {
    let line = text.lines().next().unwrap_or_default();
    let line = line.trim_start_matches(['[', '(', '"']);
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let is_time = matches!(digits, 2 | 4) && line.get(digits..).is_some_and(|rest| rest.starts_with(['-', '/', ':']));
    let lower = line
        .get(..line.floor_char_boundary(24))
        .unwrap_or(line)
        .to_ascii_lowercase();
    is_time
        || ["attempt", "retry", "retrying", "try "]
            .iter()
            .any(|word| lower.starts_with(word))
}

fn first(
    lower: &str,
    table: &[(&'static str, TransportFault)],
    error: fn(TransportFault) -> TransportError,
) -> Option<ClientFault> {
    let (words, fault) = table.iter().find(|(words, _)| has(lower, words))?;
    Some(ClientFault {
        words,
        error: error(*fault),
    })
}

/// Short words, such as `eof`, count as words only.
fn has(lower: &str, words: &str) -> bool {
    if words.len() > 6 {
        return lower.contains(words);
    }
    lower
        .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
        .any(|word| word == words)
}

#[cfg(test)]
mod tests;
