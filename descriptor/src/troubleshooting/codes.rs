//! A table of all codes of one service: what each means, and its likeliest causes.

use outlook_connector::tables::guidance::{ERRORS, KnownError, Rule, Service};

use super::{Page, code_list, link};

/// Causes that a row shows. The others are on the page of the evidence.
const CAUSES: usize = 3;

pub(super) fn page(service: Service, title: &str, introduction: &str) -> Page {
    let name = match service {
        Service::Token => "codes-sign-in.md",
        Service::Graph => "codes-graph.md",
        Service::Connector => "codes-connector.md",
    };
    let mut text = format!(
        "# {title}\n\n{introduction} The likeliest cause comes first. `outlook-host explain` narrows it down: give it the whole text.\n\n| code | what it means | likely causes |\n|---|---|---|\n"
    );
    let errors = |heuristic| {
        ERRORS
            .iter()
            .filter(move |error| error.service == service && error.heuristic == heuristic)
    };
    // Guesses come last, as they do in a search.
    for error in errors(false).chain(errors(true)) {
        let causes: Vec<String> = likely(error).map(|rule| link(rule.cause)).collect();
        text.push_str(&format!(
            "| {} | {} | {} |\n",
            recognised_by(error),
            cell(error.message),
            causes.join(", ")
        ));
    }
    (name.to_owned(), text)
}

/// What the error is known by: its codes, or what stands in for them.
fn recognised_by(error: &KnownError) -> String {
    let codes = codes(error);
    let mut parts = vec![if error.service == Service::Connector {
        code_list([error.id])
    } else {
        code_list(codes.iter().map(String::as_str))
    }];
    if !error.oauth_errors.is_empty() {
        parts.push(format!("`error` is {}", code_list(error.oauth_errors.iter().copied())));
    }
    if !error.statuses.is_empty() {
        let statuses: Vec<String> = error.statuses.iter().map(u16::to_string).collect();
        parts.push(format!("status {}", statuses.join(", ")));
    }
    if !error.text.is_empty() {
        let words: Vec<String> = error.text.iter().map(|text| format!("“{}”", cell(text))).collect();
        parts.push(format!("with {}", words.join(" or ")));
    }
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

/// The codes of Entra and Graph.
pub(super) fn codes(error: &KnownError) -> Vec<String> {
    let numbers = error.aadsts.iter().map(|number| format!("AADSTS{number}"));
    numbers
        .chain(error.codes.iter().map(|code| (*code).to_owned()))
        .collect()
}

/// The causes that count without further evidence, the likeliest first.
fn likely(error: &KnownError) -> impl Iterator<Item = &'static Rule> {
    let mut rules: Vec<&'static Rule> = error
        .rules()
        .filter(|rule| rule.when.iter().next().is_none() && rule.weight > 0)
        .collect();
    rules.sort_by_key(|rule| -rule.weight);
    // An error can have a rule of its own for a cause of its group.
    let mut named = Vec::new();
    rules.retain(|rule| {
        let is_new = !named.contains(&rule.cause.id);
        named.push(rule.cause.id);
        is_new
    });
    rules.into_iter().take(CAUSES)
}

/// Text in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "&lt;")
}
