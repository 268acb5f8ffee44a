//! `$filter` of the message listing, as far as it is played: conditions joined with `and`.

use super::error::GraphError;
use super::lexer::{self, Token};
use crate::store::extended::{Extended, PropertyId};
use crate::store::item::Version;

/// One condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// `isDraft eq …`
    IsDraft(bool),
    /// `internetMessageId eq '<…>'`
    InternetMessageId(String),
    /// `singleValueExtendedProperties/any(ep: ep/id eq '…' and ep/value eq '…')`
    Extended(Extended),
}

impl Condition {
    pub(super) fn holds(&self, version: &Version) -> bool {
        match self {
            Self::IsDraft(wanted) => version.is_draft() == *wanted,
            Self::InternetMessageId(wanted) => {
                wanted.trim_matches(['<', '>']) == version.content.internet_message_id && wanted.starts_with('<')
            }
            Self::Extended(wanted) => version.content.extended.iter().any(|own| own.equals(wanted)),
        }
    }
}

/// Reads a filter.
pub(super) fn read(text: &str) -> Result<Vec<Condition>, GraphError> {
    let tokens = lexer::tokens(text).map_err(unreadable)?;
    let mut rest = tokens.as_slice();
    let mut conditions = Vec::new();
    loop {
        let (condition, after) = condition(rest)?;
        conditions.push(condition);
        match after {
            [] => return Ok(conditions),
            [Token::Word(and), after @ ..] if and == "and" => rest = after,
            other => return Err(unreadable(&written(other))),
        }
    }
}

fn condition(tokens: &[Token]) -> Result<(Condition, &[Token]), GraphError> {
    use Token::{Mark, Text, Word};
    match tokens {
        [Word(name), Word(eq), Word(value), rest @ ..]
            if name == "isDraft" && eq == "eq" && (value == "true" || value == "false") =>
        {
            Ok((Condition::IsDraft(value == "true"), rest))
        }
        [Word(name), Word(eq), Text(value), rest @ ..] if name == "internetMessageId" && eq == "eq" => {
            Ok((Condition::InternetMessageId(value.clone()), rest))
        }
        [
            Word(name),
            Mark('/'),
            Word(any),
            Mark('('),
            Word(variable),
            Mark(':'),
            rest @ ..,
        ] if name == "singleValueExtendedProperties" && any.eq_ignore_ascii_case("any") => {
            let (first, rest) = member(variable, rest)?;
            let [Word(and), rest @ ..] = rest else {
                return Err(unreadable(&written(rest)));
            };
            if and != "and" {
                return Err(unreadable(and));
            }
            let (second, rest) = member(variable, rest)?;
            let [Mark(')'), rest @ ..] = rest else {
                return Err(unreadable(&written(rest)));
            };
            let (id, value) = match (first, second) {
                (("id", id), ("value", value)) | (("value", value), ("id", id)) => (id, value),
                _ => return Err(unreadable(&written(tokens))),
            };
            let id = PropertyId::parse(id).map_err(|why| GraphError::bad_request("ErrorInvalidProperty", why))?;
            let value = value.to_owned();
            Ok((Condition::Extended(Extended::new(id, value)), rest))
        }
        other => Err(unreadable(&written(other))),
    }
}

/// Reads `ep/id eq '…'`.
fn member<'t>(variable: &str, tokens: &'t [Token]) -> Result<((&'t str, &'t str), &'t [Token]), GraphError> {
    match tokens {
        [
            Token::Word(own),
            Token::Mark('/'),
            Token::Word(name),
            Token::Word(eq),
            Token::Text(value),
            rest @ ..,
        ] if own == variable && eq == "eq" => Ok(((name, value), rest)),
        other => Err(unreadable(&written(other))),
    }
}

/// Tokens as text, for the message of an error.
fn written(tokens: &[Token]) -> String {
    let words: Vec<String> = tokens
        .iter()
        .map(|token| match token {
            Token::Word(word) => word.clone(),
            Token::Text(text) => format!("'{text}'"),
            Token::Mark(mark) => mark.to_string(),
        })
        .collect();
    words.join(" ")
}

fn unreadable(what: &str) -> GraphError {
    GraphError::bad_request(
        "ErrorInvalidUrlQueryFilter",
        format!("The query filter contains one or more invalid nodes, from here on: \"{what}\"."),
    )
}
