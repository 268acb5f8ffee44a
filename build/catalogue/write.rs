//! Writes the catalogue as Rust statics.

use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

use super::{Catalogue, Rule};
use crate::{
    commands::Command, failure_messages, field_problems, links, notices, setup_steps, signals::Signal, test_steps,
    texts::static_name,
};

/// Writes the catalogue as statics: a file for each module that is named like it, and `catalogue.rs` for the rest.
pub fn write(out: &Path, catalogue: &Catalogue) {
    let mut causes = String::new();
    for cause in &catalogue.causes {
        let name = static_name(&cause.id);
        let _ = writeln!(
            causes,
            "/// `{}`\npub static {name}: CauseInfo = CauseInfo {{",
            cause.id
        );
        for (field, text) in cause.texts() {
            let _ = writeln!(causes, "    {field}: {text:?},");
        }
        for (field, commands) in [("check_commands", cause.check().1), ("fix_commands", cause.fix().1)] {
            let command = |command: &Command| {
                format!(
                    "CommandInfo {{ shell: {:?}, text: {:?} }}, ",
                    command.shell, command.text
                )
            };
            let commands: String = commands.iter().map(command).collect();
            let _ = writeln!(causes, "    {field}: &[{commands}],");
        }
        let pages = links::list("links::", &cause.links);
        let _ = writeln!(causes, "    links: {pages},\n}};");
    }
    let names: Vec<String> = catalogue.causes.iter().map(|cause| static_name(&cause.id)).collect();
    let _ = writeln!(
        causes,
        "/// All causes, in the order of the files.\npub static ALL: &[&CauseInfo] = &[&{}];",
        names.join(", &")
    );
    causes.push_str("/// The causes of each area, which is a file, for documents.\n");
    causes.push_str("pub static AREAS: &[(&str, &[&CauseInfo])] = &[\n");
    for (area, ids) in &catalogue.areas {
        let names: Vec<String> = ids.iter().map(|id| static_name(id)).collect();
        let _ = writeln!(causes, "    ({area:?}, &[&{}]),", names.join(", &"));
    }
    causes.push_str("];\n");

    let mut rest = String::new();
    for rule_set in &catalogue.rule_sets {
        let _ = writeln!(
            rest,
            "static RULES_{}: RuleSet = RuleSet {{ name: {:?}, rules: &[{}] }};",
            static_name(&rule_set.name),
            rule_set.name,
            rules(&rule_set.causes)
        );
    }
    let sets: Vec<String> = catalogue
        .rule_sets
        .iter()
        .map(|set| format!("&RULES_{}", static_name(&set.name)))
        .collect();
    let _ = writeln!(
        rest,
        "/// All rule sets, in the order of the files.\n\
         pub static RULE_SETS: &[&RuleSet] = &[{}];",
        sets.join(", ")
    );
    rest.push_str("/// All known errors, in the order of the files.\npub static ERRORS: &[KnownError] = &[\n");
    for error in &catalogue.errors {
        let service = match error.service.as_str() {
            "token" => "Token",
            "graph" => "Graph",
            _ => "Connector",
        };
        let include = match error.include.as_str() {
            "" => "None".to_owned(),
            name => format!("Some(&RULES_{})", static_name(name)),
        };
        let _ = writeln!(
            rest,
            "    KnownError {{ service: Service::{service}, id: {:?}, aadsts: &{:?}, codes: &{:?}, text: &{:?}, \
             oauth_errors: &{:?}, statuses: &{:?}, when: {}, general: {}, judged_as: {}, usual_error: {:?}, heuristic: {}, message: {:?}, rules: &[{}], include: {include} }},",
            error.id,
            error.aadsts,
            error.codes,
            error.text,
            error.oauth_errors,
            error.statuses,
            signals(&error.id, &error.when),
            error.general,
            error.judged_as,
            error.usual_error,
            error.heuristic,
            error.message,
            rules(&error.causes),
        );
    }
    rest.push_str("];\n");
    let notices = notices::statics(&catalogue.notices, &catalogue.fixes());
    let pages = links::statics(&catalogue.links, &catalogue.fields);
    let test = test_steps::statics(&catalogue.test_steps, &catalogue.test_messages);
    for (name, text) in [
        ("causes.rs", causes),
        ("catalogue.rs", rest),
        ("notices.rs", notices),
        ("links.rs", pages),
        ("setup_steps.rs", setup_steps::statics(&catalogue.setup_steps)),
        ("test_steps.rs", test),
        (
            "field_problems.rs",
            field_problems::statics(&catalogue.field_problems, &catalogue.field_fixes),
        ),
        ("field_fixes.rs", field_problems::constants(&catalogue.field_fixes)),
        (
            "failure_messages.rs",
            failure_messages::statics(&catalogue.failure_messages),
        ),
        ("leftovers.rs", failure_messages::statics(&catalogue.leftovers)),
    ] {
        fs::write(out.join(name), text).expect("writing to cargo's own folder");
    }
}

/// Returns the rules as elements of a Rust slice.
fn rules(rules: &[Rule]) -> String {
    rules
        .iter()
        .map(|rule| {
            format!(
                "Rule {{ cause: &causes::{}, weight: {}, when: {}, evidence: {:?} }}, ",
                static_name(&rule.cause),
                rule.weight,
                signals(&rule.cause, &rule.when),
                rule.evidence
            )
        })
        .collect()
}

/// Returns a set of signals as a Rust expression.
fn signals(place: &str, names: &[String]) -> String {
    let known: BTreeMap<&str, Signal> = Signal::ALL.iter().map(|signal| (signal.name(), *signal)).collect();
    let set: Vec<String> = names
        .iter()
        .map(|name| {
            let signal = known
                .get(name.as_str())
                .unwrap_or_else(|| panic!("{place}: no signal {name}"));
            format!("Signal::{signal:?}")
        })
        .collect();
    format!("Signals::of(&[{}])", set.join(", "))
}
