//! The catalogue: every cause, and every known error with the rules that weigh its causes. It is data, in `catalogue/*.toml`.
//! The build script checks it and writes the statics that this module includes.

mod codes;

use serde::Serialize;

use super::signals::{Signal, Signals};
use crate::link::LinkInfo;
pub use codes::{
    are_general, graph_code_in, is_aadsts, is_graph_code, is_of_client, is_of_platform, is_one_of_several, judged_as,
    usual_oauth_error,
};

/// The causes by name, for code that chooses one itself.
#[allow(dead_code, reason = "only the rules of the catalogue name most of them")]
pub mod causes {
    use super::{CauseInfo, CommandInfo};
    use crate::link::links;

    include!(concat!(env!("OUT_DIR"), "/causes.rs"));
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// A cause as the catalogue holds it. Texts may hold placeholders in braces, such as `{client_id}`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct CauseInfo {
    /// Stable ID.
    pub id: &'static str,
    /// One plain sentence.
    pub title: &'static str,
    /// Who can fix it.
    pub owner: &'static str,
    /// The check that confirms or rules out this cause.
    pub check: &'static str,
    /// What to change.
    pub fix: &'static str,
    /// Whether and when to repeat the call.
    pub retry: &'static str,
    /// Step of the set-up guide, or empty.
    pub guide_step: &'static str,
    /// Field of the contract at fault, or empty.
    pub field: &'static str,
    /// The commands of the check.
    pub check_commands: &'static [CommandInfo],
    /// The commands of the fix.
    pub fix_commands: &'static [CommandInfo],
    /// Web pages that help.
    pub links: &'static [&'static LinkInfo],
}

/// A command as the catalogue holds it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct CommandInfo {
    /// Program to run it in.
    pub shell: &'static str,
    /// The command. It may hold placeholders.
    pub text: &'static str,
}

/// Where an error comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Service {
    /// Entra's token endpoint.
    Token,
    /// Microsoft Graph, and Exchange behind it.
    Graph,
    /// The connector or its host; no response is involved.
    Connector,
}

/// An error that the catalogue knows.
#[derive(Debug)]
pub struct KnownError {
    /// Where it comes from.
    pub service: Service,
    /// The connector's own code.
    pub id: &'static str,
    /// Entra's numbers, without the prefix `AADSTS`.
    pub aadsts: &'static [u32],
    /// Codes of Graph and Exchange. Case does not count.
    pub codes: &'static [&'static str],
    /// Parts of Microsoft's message, in lower case. One of them has to occur.
    pub text: &'static [&'static str],
    /// OAuth errors (RFC 6749 §5.2).
    pub oauth_errors: &'static [&'static str],
    /// HTTP statuses.
    pub statuses: &'static [u16],
    /// Signals that the case must have. An error with such signals comes before one without.
    pub when: Signals,
    /// Whether its numbers are general: of several numbers in one response, a specific one says more.
    pub general: bool,
    /// Status whose verdict holds if the response has none, or one that a gateway, a library or a log made. 0 if there is none.
    pub judged_as: u16,
    /// OAuth error that Entra returns with the numbers, for text that does not show it, or empty.
    pub usual_error: &'static str,
    /// Whether the error was recognised by words or by its status alone. Then its message says that it is a guess; the flag
    /// is for documents.
    pub heuristic: bool,
    /// Message for people.
    pub message: &'static str,
    /// Rules of this error alone.
    pub rules: &'static [Rule],
    /// Rules that other errors include as well.
    pub include: Option<&'static RuleSet>,
}

/// What makes a cause more or less likely.
#[derive(Debug)]
pub struct Rule {
    /// The cause.
    pub cause: &'static CauseInfo,
    /// How much this rule adds. A negative weight is evidence against the cause.
    pub weight: i32,
    /// The rule applies if the case has all of these signals.
    pub when: Signals,
    /// The evidence as a sentence, or empty.
    pub evidence: &'static str,
}

/// Rules that several errors include.
#[derive(Debug)]
pub struct RuleSet {
    /// Name, for documents.
    pub name: &'static str,
    /// The rules.
    pub rules: &'static [Rule],
}

/// An error response of Microsoft, reduced to what the catalogue compares.
#[derive(Debug)]
pub struct ObservedError<'a> {
    /// Where it came from.
    pub service: Service,
    /// Entra's numbers, the most specific first.
    pub aadsts: &'a [u32],
    /// Codes of Graph, the most specific first.
    pub codes: &'a [String],
    /// Microsoft's message.
    pub text: &'a str,
    /// OAuth's `error`, or empty.
    pub oauth_error: &'a str,
    /// HTTP status, or 0 if it is not known.
    pub status: u16,
    /// Signals of the case.
    pub signals: Signals,
    /// Whether the text breaks off behind the number or the code, which may have been a longer one.
    pub is_cut: bool,
}

impl ObservedError<'_> {
    /// An error of which nothing is known but where it came from.
    pub const fn empty(service: Service) -> Self {
        Self {
            service,
            aadsts: &[],
            codes: &[],
            text: "",
            oauth_error: "",
            status: 0,
            signals: Signals::NONE,
            is_cut: false,
        }
    }
}

impl KnownError {
    /// Returns the rules that apply: those of the error, then those that it includes.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> {
        let included = self.include.map_or(&[] as &[Rule], |set| set.rules);
        self.rules.iter().chain(included)
    }

    fn has_code(&self) -> bool {
        !self.aadsts.is_empty() || !self.codes.is_empty()
    }

    /// `text` is in lower case.
    fn has_words_of(&self, text: &str) -> bool {
        self.text.iter().any(|part| text.contains(part))
    }
}

/// Finds the known error that fits best: by code and text, by code, by text, by OAuth's error or by status.
pub fn find(observed: &ObservedError<'_>) -> Option<&'static KnownError> {
    find_by_code(observed).or_else(|| {
        let text = observed.text.to_ascii_lowercase();
        let by_text = || candidates(observed).find(|error| !error.has_code() && error.has_words_of(&text));
        let by_oauth_error = || candidates(observed).find(|error| error.oauth_errors.contains(&observed.oauth_error));
        let by_status = || candidates(observed).find(|error| error.statuses.contains(&observed.status));
        by_text().or_else(|| match observed.status {
            // A status of these says more than any word in the body.
            407 | 429 | 500.. => by_status().or_else(by_oauth_error),
            _ => by_oauth_error().or_else(by_status),
        })
    })
}

/// Finds the known error of a number or code: the first specific number, then a general one, then the innermost code.
fn find_by_code(observed: &ObservedError<'_>) -> Option<&'static KnownError> {
    let text = observed.text.to_ascii_lowercase();
    let by_code = |has_code: &dyn Fn(&KnownError) -> bool| {
        // An error that needs a signal of the case comes before all others, whatever the message says.
        [true, false].into_iter().find_map(|special| {
            let known = || candidates(observed).filter(move |error| (error.when != Signals::NONE) == special);
            let with_text = known().find(|error| has_code(error) && error.has_words_of(&text));
            with_text.or_else(|| known().find(|error| has_code(error) && error.text.is_empty()))
        })
    };
    let by_number = |general: bool| {
        let has = |number: u32| by_code(&|error| error.aadsts.contains(&number));
        let numbers = observed.aadsts.iter().copied();
        numbers.filter(|number| is_general(*number) == general).find_map(has)
    };
    let by_name = || {
        observed
            .codes
            .iter()
            .find_map(|code| by_code(&|error| error.codes.iter().any(|known| known.eq_ignore_ascii_case(code))))
    };
    by_number(false).or_else(|| by_number(true)).or_else(by_name)
}

/// Returns the errors of the service, those first that need a signal of the case.
fn candidates(observed: &ObservedError<'_>) -> impl Iterator<Item = &'static KnownError> {
    let signals = observed.signals;
    let special =
        of(observed.service).filter(move |error| error.when != Signals::NONE && signals.contains_all(error.when));
    special.chain(of(observed.service).filter(|error| error.when == Signals::NONE))
}

/// Finds a failure of the connector or its host by the connector's own code.
pub fn find_own(code: &str) -> Option<&'static KnownError> {
    of(Service::Connector).find(|error| error.id == code)
}

fn of(service: Service) -> impl Iterator<Item = &'static KnownError> {
    ERRORS.iter().filter(move |error| error.service == service)
}

/// Returns whether a number of Entra is general: others that stand beside it say more.
fn is_general(number: u32) -> bool {
    of(Service::Token).any(|error| error.general && error.aadsts.contains(&number))
}
