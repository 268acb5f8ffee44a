//! Checks the catalogue.

use std::collections::{BTreeSet, HashSet};

use super::{Catalogue, Cause, Rule};
use crate::{
    failure_messages, field_problems, links, notices, setup_steps, test_steps,
    words::{OWNERS, RETRIES},
};

const PLACEHOLDERS: [&str; 13] = [
    "{tenant_id}",
    "{client_id}",
    "{credential_name}",
    "{presented_audience}",
    "{presented_issuer}",
    "{presented_subject}",
    "{cloud}",
    "{login_host}",
    "{graph_host}",
    "{mailbox}",
    "{out_of_scope_mailbox}",
    "{object_id}",
    "{filter_property}",
];

/// Fails the build for a catalogue that refers to something unknown, or that says one thing twice.
pub fn check(catalogue: &Catalogue) {
    let links = links::check(&catalogue.links, &catalogue.fields);
    let causes = check_causes(&catalogue.causes, &links);
    notices::check(&catalogue.notices, &catalogue.fixes(), &links);
    setup_steps::check(&catalogue.setup_steps, &links);
    test_steps::check(&catalogue.test_steps, &catalogue.test_messages, &links);
    field_problems::check(&catalogue.field_problems, &catalogue.field_fixes);
    failure_messages::check(&catalogue.failure_messages);
    failure_messages::check(&catalogue.leftovers);
    let mut rule_sets = BTreeSet::new();
    for rule_set in &catalogue.rule_sets {
        let name = &rule_set.name;
        assert!(rule_sets.insert(name.as_str()), "rule set {name} twice");
        check_rules(name, &rule_set.causes, &causes);
    }
    let mut claimed = HashSet::new();
    for error in &catalogue.errors {
        let place = format!("error {}", error.id);
        check_rules(&place, &error.causes, &causes);
        check_text(&place, &error.message);
        assert!(!error.message.is_empty(), "{place} has no message");
        assert!(
            error.include.is_empty() || rule_sets.contains(error.include.as_str()),
            "{place}: no rule set {}",
            error.include
        );
        assert!(
            !error.causes.is_empty() || !error.include.is_empty(),
            "{place} has no cause"
        );
        match error.service.as_str() {
            "token" => assert!(error.codes.is_empty(), "{place}: Entra's codes are numbers, in aadsts"),
            "graph" => assert!(
                error.aadsts.is_empty() && error.oauth_errors.is_empty(),
                "{place}: aadsts and oauth-errors are Entra's"
            ),
            "connector" => {}
            other => panic!("{place}: unknown service {other}"),
        }
        for text in error.text.iter().chain(&error.oauth_errors) {
            // They are compared with a text in lower case.
            assert!(
                !text.is_empty() && *text == text.to_ascii_lowercase(),
                "{place}: {text} is not in lower case"
            );
        }
        let numbers = error.aadsts.iter().map(u32::to_string);
        for code in numbers.chain(error.codes.iter().map(|code| code.to_lowercase())) {
            let key = (
                error.service.clone(),
                code.clone(),
                error.text.clone(),
                error.when.clone(),
            );
            assert!(claimed.insert(key), "{place}: the code {code} stands twice");
        }
    }
}

/// Checks the causes and returns their IDs.
fn check_causes<'c>(causes: &'c [Cause], links: &BTreeSet<&str>) -> BTreeSet<&'c str> {
    let mut ids = BTreeSet::new();
    for cause in causes {
        let id = &cause.id;
        assert!(ids.insert(id.as_str()), "cause {id} twice");
        assert!(
            is_one_of(&OWNERS, &cause.owner),
            "cause {id}: unknown owner {}",
            cause.owner
        );
        assert!(
            is_one_of(&RETRIES, &cause.retry),
            "cause {id}: unknown retry {}",
            cause.retry
        );
        for text in [&cause.title, &cause.check, &cause.fix] {
            check_text(id, text);
            assert!(!text.is_empty(), "cause {id} has an empty text");
        }
        links::check_ids(id, &cause.links, links);
    }
    ids
}

fn is_one_of(words: &[(&str, &str)], value: &str) -> bool {
    words.iter().any(|(id, _)| *id == value)
}

fn check_rules(place: &str, rules: &[Rule], causes: &BTreeSet<&str>) {
    for rule in rules {
        assert!(causes.contains(rule.cause.as_str()), "{place}: no cause {}", rule.cause);
        check_text(place, &rule.evidence);
    }
}

/// Checks that a text is one line and has no unknown placeholder.
fn check_text(place: &str, text: &str) {
    assert!(!text.contains('\n'), "{place}: texts are one line");
    let rest = PLACEHOLDERS
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(name, ""));
    // PowerShell's script blocks hold braces too, with a blank inside.
    assert!(
        !rest
            .split('{')
            .skip(1)
            .any(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase())),
        "{place}: unknown placeholder in {text}"
    );
}
