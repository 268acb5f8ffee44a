//! docs/src/troubleshooting.md, written from the catalogue. `cargo xtask generate` writes the file, and `cargo xtask check` fails if
//! the file differs.

use outlook_connector::tables::guidance::{
    CauseInfo, Confidence, ERRORS, KnownError, RULE_SETS, Rule, Service, causes,
};

const INTRODUCTION: &str = "\
# Troubleshooting

Every failure of the connector comes with its likely causes. Each cause has a check that confirms it, and a fix. This page is
generated from the same catalogue, so it says what the connector says. `outlook-host explain` finds the entry for an error that
you have at hand, and fills in the values of your connection; here they stand in braces, such as `{client-id}`.

The errors come first, by their codes; then the causes. An error alone often leaves several causes open. The tables show what
else counts for or against a cause: its weights add up, and from 90 on it is certain, from 50 likely, from 20 possible. When you
have run a check, give its output to `outlook-host explain --findings`.
";

/// Returns the document.
#[must_use]
pub fn troubleshooting() -> String {
    let mut page = INTRODUCTION.to_owned();
    for (service, title) in [
        (Service::Token, "Refused sign-ins (Microsoft Entra)"),
        (Service::Graph, "Refused requests (Microsoft Graph and Exchange)"),
        (Service::Connector, "Failures of the connector and its host"),
    ] {
        page.push_str(&format!("\n## {title}\n"));
        let errors = |heuristic| {
            ERRORS
                .iter()
                .filter(move |error| error.service == service && error.heuristic == heuristic)
        };
        // Guesses come last, as they do in a search.
        for error in errors(false).chain(errors(true)) {
            page.push_str(&of_error(error));
        }
    }
    page.push_str("\n## Evidence that several errors share\n");
    for set in RULE_SETS {
        page.push_str(&format!("\n### Evidence: {}\n", set.name));
        page.push_str(&of_rules(set.rules));
    }
    page.push_str("\n## Causes\n");
    for info in causes::ALL {
        page.push_str(&of_cause(info));
    }
    page
}

fn of_error(error: &KnownError) -> String {
    let mut text = format!("\n### {}\n\n{}\n\n", heading(error), error.message);
    text.push_str(&format!("- Error code of the connector: `{}`\n", error.id));
    if !error.text.is_empty() {
        text.push_str(&format!("- Only if the text contains: {}\n", code_list(error.text)));
    }
    if !error.oauth_errors.is_empty() {
        text.push_str(&format!("- OAuth error: {}\n", code_list(error.oauth_errors)));
    }
    if !error.statuses.is_empty() {
        let statuses: Vec<String> = error.statuses.iter().map(u16::to_string).collect();
        text.push_str(&format!(
            "- HTTP status, if no code is known: {}\n",
            statuses.join(", ")
        ));
    }
    if error.heuristic {
        text.push_str("- Note: this is a guess from the words or the status\n");
    }
    if let Some(set) = error.include {
        text.push_str(&format!("- Further evidence: [{0}](#evidence-{0})\n", set.name));
    }
    text.push_str(&of_rules(error.rules));
    text
}

fn of_rules(rules: &[Rule]) -> String {
    if rules.is_empty() {
        return String::new();
    }
    let mut text = "\n| cause | weight | when | evidence |\n|---|---|---|---|\n".to_owned();
    for rule in rules {
        let id = rule.cause.id;
        let when: Vec<&str> = rule.when.iter().map(|signal| signal.name()).collect();
        let weight = match rule.weight {
            0.. => format!("{} ({})", rule.weight, Confidence::of_weight(rule.weight).as_str()),
            against => format!("{against} (against)"),
        };
        text.push_str(&format!(
            "| [{id}](#{id}) | {weight} | {} | {} |\n",
            when.join(" and "),
            rule.evidence
        ));
    }
    text
}

fn heading(error: &KnownError) -> String {
    let numbers = error.aadsts.iter().map(|number| format!("AADSTS{number}"));
    let names = error.codes.iter().map(|code| format!("`{code}`"));
    let codes: Vec<String> = numbers.chain(names).collect();
    match error.service {
        Service::Connector => error.id.to_owned(),
        _ if codes.is_empty() => format!("No known code: {}", error.id),
        _ => codes.join(", "),
    }
}

fn of_cause(info: &CauseInfo) -> String {
    let mut text = format!(
        "\n### {}\n\n{}\n\n- Check: {}\n- Fix: {}\n- Owner: {}\n- Repeat: {}\n",
        info.id, info.title, info.check, info.fix, info.owner, info.retry
    );
    if !info.guide_step.is_empty() {
        text.push_str(&format!("- Step of the set-up guide: {}\n", info.guide_step));
    }
    if !info.field.is_empty() {
        text.push_str(&format!("- Field: `{}`\n", info.field));
    }
    text
}

fn code_list(texts: &[&str]) -> String {
    let parts: Vec<String> = texts.iter().map(|text| format!("`{text}`")).collect();
    parts.join(", ")
}
