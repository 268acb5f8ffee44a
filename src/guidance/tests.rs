//! Tests of the signals against the code, and of the catalogue as a whole.

use std::{
    collections::HashSet,
    fs,
    path::{Path, PathBuf},
};

use super::{
    catalogue::{self, ERRORS, ObservedError, Service, causes},
    signals::{Signal, Signals},
};

/// All sources of the crate but the table of the signals and the tests, without their test modules.
fn sources() -> String {
    let mut text = String::new();
    let mut folders: Vec<PathBuf> = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "signals.rs" && name != "tests.rs" {
                let source = fs::read_to_string(&path).unwrap();
                text.push_str(source.split("#[cfg(test)]\nmod tests").next().unwrap());
            }
        }
    }
    text
}

/// How often a name occurs as a whole word.
fn count(text: &str, name: &str) -> usize {
    text.match_indices(name)
        .filter(|(at, _)| !text[at + name.len()..].starts_with(|c: char| c.is_alphanumeric()))
        .count()
}

#[test]
fn each_signal_is_raised_by_the_code() {
    let sources = sources();
    for signal in Signal::ALL {
        let uses = count(&sources, &format!("Signal::{signal:?}"));
        // These read a signal, and do not raise it.
        let reads = count(&sources, &format!("contains(Signal::{signal:?}"))
            + count(&sources, &format!("remove(Signal::{signal:?}"));
        assert!(uses > reads, "nothing raises {}", signal.name());
    }
}

#[test]
fn each_signal_is_read() {
    let rules = ERRORS.iter().flat_map(|error| error.rules());
    let of_errors = ERRORS.iter().map(|error| error.when);
    let in_rules: Signals = rules.map(|rule| rule.when).chain(of_errors).collect();
    let sources = sources();
    for signal in Signal::ALL {
        let in_code = count(&sources, &format!("Signal::{signal:?}")) > 1;
        assert!(
            in_rules.contains(*signal) || in_code,
            "neither a rule nor the code reads {}",
            signal.name()
        );
    }
}

#[test]
fn each_cause_can_be_met() {
    let named: HashSet<&str> = ERRORS
        .iter()
        .flat_map(|error| error.rules())
        .map(|rule| rule.cause.id)
        .collect();
    let sources = sources();
    for cause in causes::ALL {
        let name = cause.id.replace('-', "_").to_uppercase();
        assert!(
            named.contains(cause.id) || count(&sources, &format!("causes::{name}")) > 0,
            "nothing leads to {}",
            cause.id
        );
    }
}

#[test]
fn each_code_finds_its_error() {
    for error in ERRORS {
        for number in error.aadsts {
            let aadsts = [*number];
            let text = error.text.first().copied().unwrap_or_default();
            let found = catalogue::find(&ObservedError {
                aadsts: &aadsts,
                text,
                ..ObservedError::empty(Service::Token)
            });
            assert_eq!(found.map(|found| found.message), Some(error.message), "AADSTS{number}");
        }
        for code in error.codes {
            // Case does not count.
            let codes = [code.to_uppercase()];
            let text = error.text.first().copied().unwrap_or_default();
            let found = catalogue::find(&ObservedError {
                codes: &codes,
                text,
                signals: error.when,
                ..ObservedError::empty(Service::Graph)
            });
            assert_eq!(found.map(|found| found.id), Some(error.id), "{code}");
        }
    }
}

#[test]
fn sets_of_signals() {
    let set = Signal::HasMailSend | Signal::ForSending;
    assert_eq!(set, Signals::of(&[Signal::ForSending, Signal::HasMailSend]));
    assert!(set.contains(Signal::ForSending) && !set.contains(Signal::ForDrafts));
    assert!(set.contains_all(Signals::NONE) && !set.contains_any(Signals::NONE));
    assert!(!set.contains_all(set | Signal::ForDrafts) && set.contains_any(set | Signal::ForDrafts));
    assert_eq!(format!("{set:?}"), "{HasMailSend, ForSending}");
    let mut rest = set;
    rest.remove(Signal::ForSending);
    assert_eq!(rest, Signal::HasMailSend.into());
}

#[test]
fn a_code_is_found_in_a_text() {
    let log = "Send-MgUserMail: [ErrorAccessDenied] : Access is denied.";
    assert_eq!(catalogue::graph_code_in(log), Some("ErrorAccessDenied"));
    assert_eq!(catalogue::graph_code_in("a bad request"), None);
    // Only the beginning of a text is searched, and the cut falls between two characters.
    let far = format!("{}{log}", "\u{fc}".repeat(5_000));
    assert_eq!(catalogue::graph_code_in(&far), None);
}
