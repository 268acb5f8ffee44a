//! How the causes of each error are weighed.

use std::collections::BTreeMap;

use outlook_connector::tables::guidance::{Confidence, ERRORS, KnownError, RULE_SETS, Rule};

use super::{Page, code_list, codes::codes, link};

const INTRODUCTION: &str = "\
# How causes are weighed

This page is for those who want to know why a cause comes first. An error alone often leaves several causes open. The tables show what else
counts for or against a cause. Its weights add up: from 90 on a cause is certain, from 50 likely, from 20 possible.
";

pub(super) fn page() -> Page {
    let mut text = INTRODUCTION.to_owned();
    text.push_str("\n## Evidence that several errors share\n");
    for set in RULE_SETS {
        text.push_str(&format!("\n### Evidence: {}\n{}", set.name, table(set.rules)));
    }
    text.push_str("\n## By the connector's own code\n");
    let mut by_id: BTreeMap<&str, Vec<&KnownError>> = BTreeMap::new();
    for error in ERRORS {
        by_id.entry(error.id).or_default().push(error);
    }
    for (id, errors) in by_id {
        text.push_str(&format!("\n### {id}\n"));
        for error in errors {
            text.push_str(&of_error(error));
        }
    }
    ("evidence.md".to_owned(), text)
}

fn of_error(error: &KnownError) -> String {
    let codes = codes(error);
    let mut text = format!("\n{}\n", error.message);
    let mut note = |line: String| text.push_str(&format!("\n{line}\n"));
    if !codes.is_empty() {
        note(format!("Codes: {}.", code_list(codes.iter().map(String::as_str))));
    }
    if !error.text.is_empty() {
        note(format!(
            "Only with the words: {}.",
            code_list(error.text.iter().copied())
        ));
    }
    if error.heuristic {
        note("This is a guess from the words or the status.".to_owned());
    }
    if let Some(set) = error.include {
        note(format!("Further evidence: [{0}](#evidence-{0}).", set.name));
    }
    text.push_str(&table(error.rules));
    text
}

fn table(rules: &[Rule]) -> String {
    if rules.is_empty() {
        return String::new();
    }
    let mut text = "\n| cause | weight | when | evidence |\n|---|---|---|---|\n".to_owned();
    for rule in rules {
        let when: Vec<&str> = rule.when.iter().map(|signal| signal.name()).collect();
        let weight = match rule.weight {
            0.. => format!("{} ({})", rule.weight, Confidence::of_weight(rule.weight).as_str()),
            against => format!("{against} (against)"),
        };
        text.push_str(&format!(
            "| {} | {weight} | {} | {} |\n",
            link(rule.cause),
            when.join(" and "),
            rule.evidence
        ));
    }
    text
}
