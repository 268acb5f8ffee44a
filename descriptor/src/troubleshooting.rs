//! docs/TROUBLESHOOTING.md, written from the catalogue. `cargo xtask generate` makes the file, and a test fails if
//! the file is out of date.

use outlook_connector::tables::guidance::{Answer, Catalogue, CauseInfo, Rule, SIGNALS, catalogue, confidence};

const INTRODUCTION: &str = "\
# Troubleshooting

Every failure of the connector comes with its likely causes, each with the check that settles it and the fix. This page is
generated from the same catalogue, so that it says what the connector says. `outlook-host explain` finds the entry for an error
that you have at hand, and fills in the connection's own values; here they stand in braces, such as `{client-id}`.

Answers of Microsoft come first, by their codes; then the causes. An answer alone often leaves several causes open: what else is
known weighs for them or against them, as listed: a cause's weights add up, and from 90 on it is certain, from 50 likely, from 20
possible. When a check was run, hand its output back (`outlook-host explain --findings`).
";

/// The document.
#[must_use]
pub fn troubleshooting() -> String {
    let catalogue = catalogue();
    let mut page = INTRODUCTION.to_owned();
    for (service, title) in [
        ("token", "Refused sign-ins (Microsoft Entra)"),
        ("graph", "Refused requests (Microsoft Graph and Exchange)"),
        ("own", "Failures of the connector and its host"),
    ] {
        page.push_str(&format!("\n## {title}\n"));
        let answers = || catalogue.answers.iter().filter(move |answer| answer.service == service);
        // Guesses last, as they are tried last.
        for answer in answers()
            .filter(|answer| !answer.guess)
            .chain(answers().filter(|answer| answer.guess))
        {
            page.push_str(&of_answer(answer, catalogue));
        }
    }
    page.push_str("\n## Evidence that several answers share\n");
    for shared in &catalogue.shared {
        page.push_str(&format!("\n### Evidence: {}\n", shared.name));
        page.push_str(&of_rules(&shared.rules, catalogue));
    }
    page.push_str("\n## Causes\n");
    for info in &catalogue.causes {
        page.push_str(&of_cause(info));
    }
    page
}

fn of_answer(answer: &Answer, catalogue: &Catalogue) -> String {
    let mut text = format!("\n### {}\n\n", heading(answer));
    text.push_str(answer.message);
    text.push_str("\n\n");
    let mut item = |name: &str, values: &str| {
        if !values.is_empty() {
            text.push_str(&format!("- {name}: {values}\n"));
        }
    };
    item("Error code of the connector", &format!("`{}`", answer.id));
    item("When the text holds", &quoted(answer.text, '|'));
    item("OAuth error", &quoted(answer.errors, ','));
    item(
        "HTTP status, where no code is known",
        &answer.statuses.replace(',', ", "),
    );
    if answer.guess {
        item("Note", "a guess from the kind of the answer");
    }
    if let Some(shared) = catalogue.shared_by(answer) {
        text.push_str(&format!("- And: [{0}](#evidence-{0})\n", shared.name));
    }
    text.push_str(&of_rules(&answer.rules, catalogue));
    text
}

fn of_rules(rules: &[Rule], catalogue: &Catalogue) -> String {
    if rules.is_empty() {
        return String::new();
    }
    let mut text = "\n| cause | weight | when | evidence |\n|---|---|---|---|\n".to_owned();
    for rule in rules {
        let id = catalogue.cause(rule.cause).map_or("", |info| info.id);
        let when: Vec<&str> = SIGNALS
            .iter()
            .filter(|(_, bit)| rule.when & bit != 0)
            .map(|(name, _)| *name)
            .collect();
        let weight = match rule.weight {
            0.. => format!("{} ({:?})", rule.weight, confidence(rule.weight)).to_lowercase(),
            against => format!("{against} (against)"),
        };
        text.push_str(&format!(
            "| [{id}](#{id}) | {weight} | {} | {} |\n",
            when.join(" and "),
            rule.says
        ));
    }
    text
}

fn heading(answer: &Answer) -> String {
    let number = |code: &str| match answer.service {
        "token" => format!("AADSTS{code}"),
        _ => format!("`{code}`"),
    };
    let codes: Vec<String> = answer
        .codes
        .split(',')
        .filter(|code| !code.is_empty())
        .map(number)
        .collect();
    match (answer.service, codes.is_empty()) {
        ("own", _) => answer.id.to_owned(),
        (_, true) => format!("No code that is known: {}", answer.id),
        (_, false) => codes.join(", "),
    }
}

fn of_cause(info: &CauseInfo) -> String {
    let mut text = format!(
        "\n### {}\n\n{}\n\n- Check: {}\n- Fix: {}\n- Who: {}\n- Repeat: {}\n",
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

fn quoted(list: &str, separator: char) -> String {
    let parts: Vec<String> = list
        .split(separator)
        .filter(|part| !part.is_empty())
        .map(|part| format!("`{part}`"))
        .collect();
    parts.join(", ")
}
