//! The catalogue: every cause, and every answer of Microsoft with the causes that it speaks for. It is data, in
//! `catalogue/*.toml`; the build script checks and packs it, and this unpacks it when the first failure is explained.

use std::sync::OnceLock;

use serde::Serialize;

use super::Confidence;
use crate::texts;

/// A cause, by its number. The names below are those of `catalogue/*.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CauseId(usize);

/// The causes by name, for code that chooses one itself.
#[allow(dead_code, reason = "most causes are chosen by the catalogue's own rules")]
pub mod causes {
    use super::CauseId;

    include!(concat!(env!("OUT_DIR"), "/causes.rs"));
}

/// A cause as the catalogue holds it. Texts may name the connection's own values in braces, such as `{client-id}`.
#[derive(Debug, Default, Serialize)]
pub struct CauseInfo {
    /// Stable id.
    pub id: &'static str,
    /// One plain sentence.
    pub title: &'static str,
    /// Who can mend it.
    pub owner: &'static str,
    /// The check that settles it.
    pub check: &'static str,
    /// What to change.
    pub fix: &'static str,
    /// Whether and when to repeat.
    pub retry: &'static str,
    /// Step of the set-up guide, or empty.
    pub guide_step: &'static str,
    /// Field of the contract at fault, or empty.
    pub field: &'static str,
}

/// An answer of Microsoft, and the causes that it speaks for.
#[derive(Debug)]
pub struct Answer {
    /// `token`, `graph`, or `own` for failures that no answer brings.
    pub service: &'static str,
    /// Our code.
    pub id: &'static str,
    /// Microsoft's codes in lower case, with commas.
    pub codes: &'static str,
    /// Parts of the message in lower case, with bars; one of them must be there.
    pub text: &'static str,
    /// OAuth errors, with commas.
    pub errors: &'static str,
    /// HTTP statuses, with commas.
    pub statuses: &'static str,
    /// A guess from the family of the answer. Its message says so; the flag is for the document.
    pub guess: bool,
    /// For people.
    pub message: &'static str,
    /// What speaks for which cause.
    pub rules: Vec<Rule>,
    /// Number of the shared rules that hold as well.
    shared: Option<usize>,
}

/// What speaks for a cause, or against it.
#[derive(Debug)]
pub struct Rule {
    /// Of which cause.
    pub cause: CauseId,
    /// How much; negative speaks against.
    pub weight: i32,
    /// Signals that must all be there.
    pub when: u64,
    /// The evidence in words, or empty.
    pub says: &'static str,
}

/// Rules that several answers share.
#[derive(Debug)]
pub struct Shared {
    /// Their name, for the document.
    pub name: &'static str,
    /// The rules.
    pub rules: Vec<Rule>,
}

/// All of it.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// Causes by their numbers.
    pub causes: Vec<CauseInfo>,
    /// Answers, in the order of the files.
    pub answers: Vec<Answer>,
    /// Rules that several answers share.
    pub shared: Vec<Shared>,
}

/// What an answer shows, to be found in the catalogue.
#[derive(Debug, Default)]
pub struct Shown<'a> {
    /// `token` or `graph`.
    pub service: &'static str,
    /// Microsoft's codes, the most telling first.
    pub codes: &'a [String],
    /// Microsoft's message.
    pub text: &'a str,
    /// OAuth's `error`.
    pub error: &'a str,
    /// HTTP status, or 0.
    pub status: u16,
}

/// The catalogue, unpacked once.
pub fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    CATALOGUE.get_or_init(|| read(Box::leak(texts::unpack(texts::CATALOGUE).into_boxed_str())))
}

/// Reads the packed records: fields between unit separators, one record in a line.
fn read(text: &'static str) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for line in text.lines() {
        let mut fields = line.split('\u{1f}');
        let kind = fields.next();
        let mut next = || fields.next().unwrap_or_default();
        match kind {
            Some("C") => catalogue.causes.push(CauseInfo {
                id: next(),
                title: next(),
                owner: next(),
                check: next(),
                fix: next(),
                retry: next(),
                guide_step: next(),
                field: next(),
            }),
            Some("A") => catalogue.answers.push(Answer {
                service: next(),
                id: next(),
                codes: next(),
                text: next(),
                errors: next(),
                statuses: next(),
                guess: !next().is_empty(),
                message: next(),
                // Counted from 1: nothing is 0.
                shared: (number(next()) as usize).checked_sub(1),
                rules: Vec::new(),
            }),
            Some("S") => catalogue.shared.push(Shared {
                name: next(),
                rules: Vec::new(),
            }),
            Some("R") => {
                let rule = Rule {
                    cause: CauseId(number(next()) as usize),
                    // No weight is negative in the records.
                    weight: (number(next()) as i32).saturating_sub(WEIGHT_OF_NOTHING),
                    when: number(next()),
                    says: next(),
                };
                // Shared rules come before the first answer.
                let rules = catalogue.answers.last_mut().map(|answer| &mut answer.rules);
                let shared = catalogue.shared.last_mut().map(|shared| &mut shared.rules);
                if let Some(rules) = rules.or(shared) {
                    rules.push(rule);
                }
            }
            _ => {}
        }
    }
    catalogue
}

/// All numbers of the records are read by this one, which is in the component anyway.
fn number(digits: &str) -> u64 {
    digits.parse().unwrap_or_default()
}

/// What a weight of 0 is written as; the build script adds it.
const WEIGHT_OF_NOTHING: i32 = 1000;

impl Catalogue {
    /// A cause by its number.
    pub fn cause(&self, id: CauseId) -> Option<&CauseInfo> {
        self.causes.get(id.0)
    }

    /// How to mend a cause, as the catalogue words it.
    pub fn fix_of(&self, id: CauseId) -> &'static str {
        self.cause(id).map_or("", |info| info.fix)
    }

    /// All rules of an answer: its own, and those that it shares.
    pub fn rules<'c>(&'c self, answer: &'c Answer) -> impl Iterator<Item = &'c Rule> {
        let shared = self.shared_by(answer).map(|shared| &shared.rules);
        answer.rules.iter().chain(shared.into_iter().flatten())
    }

    /// The shared rules of an answer.
    pub fn shared_by(&self, answer: &Answer) -> Option<&Shared> {
        self.shared.get(answer.shared?)
    }

    /// The answer that fits best: by code and text, by code, by text, by OAuth's error or by status.
    pub fn find(&self, shown: &Shown<'_>) -> Option<&Answer> {
        let text = shown.text.to_ascii_lowercase();
        let says = |answer: &Answer| answer.text.split('|').any(|part| text.contains(part));
        let coded = |code: &str, worded: bool| {
            self.of(shown.service).find(|answer| {
                names(answer.codes, code) && worded != answer.text.is_empty() && (!worded || says(answer))
            })
        };
        let by_code = shown.codes.iter().find_map(|code| {
            let code = code.to_ascii_lowercase();
            coded(&code, true).or_else(|| coded(&code, false))
        });
        let status = shown.status.to_string();
        by_code
            .or_else(|| {
                self.of(shown.service)
                    .find(|answer| answer.codes.is_empty() && !answer.text.is_empty() && says(answer))
            })
            .or_else(|| {
                let by_status = || self.of(shown.service).find(|answer| names(answer.statuses, &status));
                let by_error = || self.of(shown.service).find(|answer| names(answer.errors, shown.error));
                match shown.status {
                    // Of these the status says more than any word in the body.
                    429 | 500.. => by_status().or_else(by_error),
                    _ => by_error().or_else(by_status),
                }
            })
    }

    fn of(&self, service: &str) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(move |answer| answer.service == service)
    }

    /// What one of our own codes speaks for.
    pub fn own(&self, code: &str) -> Option<&Answer> {
        self.of("own").find(|answer| answer.id == code)
    }

    /// Tells whether a number is one of Entra's.
    pub fn knows_number(&self, number: &str) -> bool {
        self.of("token").any(|answer| names(answer.codes, number))
    }

    /// A code of Graph that stands somewhere in a text: for what is no JSON.
    pub fn code_in(&self, text: &str) -> Option<&'static str> {
        let bytes = text.as_bytes();
        let text = String::from_utf8_lossy(bytes.get(..SEARCHED_BYTES).unwrap_or(bytes)).to_ascii_lowercase();
        let words: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_').collect();
        self.of("graph")
            .flat_map(|answer| answer.codes.split(','))
            // Shorter ones are words that stand in any text.
            .filter(|code| code.len() >= CODE_CHARS)
            .find(|code| words.contains(code))
    }
}

/// Bytes in which a code is looked for where the text is no JSON: every word is compared with every code.
const SEARCHED_BYTES: usize = 8_192;

/// Codes shorter than this, such as `badrequest`, are no proof when they stand in a text.
const CODE_CHARS: usize = 12;

/// Tells whether a list with commas holds a name.
fn names(list: &str, name: &str) -> bool {
    !name.is_empty() && list.split(',').any(|one| one == name)
}

/// A cause's weight in words.
pub fn confidence(weight: i32) -> Confidence {
    match weight {
        90.. => Confidence::Certain,
        50..90 => Confidence::Likely,
        20..50 => Confidence::Possible,
        _ => Confidence::Unlikely,
    }
}
