//! Reads the guidance catalogue, checks it, and writes it as Rust statics for `guidance::catalogue` to include.

mod check;
mod write;

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde::Deserialize;

use crate::{
    commands::{self, Command},
    failure_messages, field_problems, links, notices, setup_steps, test_steps, words,
};
pub use check::check;
pub use write::write;

const CATALOGUE: &str = "catalogue";

/// One file of the catalogue.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    cause: Vec<Cause>,
    #[serde(default, rename = "rule-set")]
    rule_set: Vec<RuleSet>,
    #[serde(default)]
    error: Vec<Error>,
    #[serde(default)]
    notice: Vec<notices::Notice>,
    #[serde(default)]
    link: Vec<links::Link>,
    #[serde(default)]
    field: Vec<links::Field>,
    #[serde(default, rename = "setup-step")]
    setup_step: Vec<setup_steps::Step>,
    #[serde(default, rename = "test-step")]
    test_step: Vec<test_steps::Step>,
    #[serde(default, rename = "test-message")]
    test_message: Vec<test_steps::Message>,
    #[serde(default, rename = "field-problem")]
    field_problem: Vec<field_problems::Problem>,
    #[serde(default, rename = "field-fix")]
    field_fix: Vec<field_problems::Fix>,
    #[serde(default, rename = "failure-message")]
    failure_message: Vec<failure_messages::Message>,
    #[serde(default)]
    leftover: Vec<failure_messages::Message>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cause {
    id: String,
    title: String,
    owner: String,
    check: String,
    fix: String,
    retry: String,
    #[serde(default)]
    step: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    links: Vec<String>,
}

/// Rules that several errors include.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleSet {
    name: String,
    causes: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Error {
    id: String,
    service: String,
    #[serde(default)]
    aadsts: Vec<u32>,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    text: Vec<String>,
    #[serde(default)]
    oauth_errors: Vec<String>,
    #[serde(default)]
    statuses: Vec<u16>,
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    general: bool,
    #[serde(default)]
    judged_as: u16,
    #[serde(default)]
    usual_error: String,
    #[serde(default)]
    heuristic: bool,
    message: String,
    #[serde(default)]
    include: String,
    #[serde(default)]
    causes: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    cause: String,
    weight: i32,
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    evidence: String,
}

/// The catalogue as its files hold it.
#[derive(Default)]
pub struct Catalogue {
    causes: Vec<Cause>,
    /// The files that hold causes, and the IDs of their causes.
    areas: Vec<(String, Vec<String>)>,
    rule_sets: Vec<RuleSet>,
    errors: Vec<Error>,
    notices: Vec<notices::Notice>,
    links: Vec<links::Link>,
    fields: Vec<links::Field>,
    setup_steps: Vec<setup_steps::Step>,
    test_steps: Vec<test_steps::Step>,
    test_messages: Vec<test_steps::Message>,
    field_problems: Vec<field_problems::Problem>,
    field_fixes: Vec<field_problems::Fix>,
    failure_messages: Vec<failure_messages::Message>,
    leftovers: Vec<failure_messages::Message>,
}

impl Catalogue {
    /// Returns what `describe` shows of the catalogue.
    pub fn described(&self) -> serde_json::Value {
        serde_json::json!({
            "causes": self.causes.iter().map(Cause::described).collect::<serde_json::Value>(),
            "notices": notices::described(&self.notices, &self.fixes()),
            "errors": self.described_errors(),
            "field_problems": field_problems::described(&self.field_problems, &self.field_fixes),
            "leftovers": failure_messages::described(&self.leftovers),
            "test_messages": test_steps::described(&self.test_messages),
            "setup_steps": setup_steps::described(&self.setup_steps),
            "links": links::described(&self.links),
            "words": words::described(),
        })
    }

    /// Returns the messages of errors by the connector's code. A code has several if the case says more than the code.
    fn described_errors(&self) -> serde_json::Value {
        let mut by_code: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for error in self.errors.iter().filter(|error| error.service != "connector") {
            let messages = by_code.entry(&error.id).or_default();
            if !messages.contains(&error.message.as_str()) {
                messages.push(&error.message);
            }
        }
        failure_messages::add_to(&mut by_code, &self.failure_messages);
        let error = |(code, messages)| serde_json::json!({ "code": code, "messages": messages });
        by_code.into_iter().map(error).collect()
    }

    /// Returns the fix of each cause by its ID.
    fn fixes(&self) -> BTreeMap<&str, String> {
        self.causes
            .iter()
            .map(|cause| (cause.id.as_str(), cause.fix().0))
            .collect()
    }
}

impl Cause {
    /// Returns the check without the marks of its commands, and the commands.
    fn check(&self) -> (String, Vec<Command>) {
        commands::split(&self.id, &self.check)
    }

    /// Returns the fix without the marks of its commands, and the commands.
    fn fix(&self) -> (String, Vec<Command>) {
        commands::split(&self.id, &self.fix)
    }

    /// Returns the fields of `guidance::catalogue::CauseInfo` that are texts, in order.
    fn texts(&self) -> [(&'static str, String); 8] {
        [
            ("id", self.id.clone()),
            ("title", self.title.clone()),
            ("owner", self.owner.clone()),
            ("check", self.check().0),
            ("fix", self.fix().0),
            ("retry", self.retry.clone()),
            ("guide_step", self.step.clone()),
            ("field", self.field.clone()),
        ]
    }

    /// Returns the cause as `describe` shows it: the fields of `guidance::catalogue::CauseInfo`.
    fn described(&self) -> serde_json::Value {
        let texts = self.texts().map(|(field, text)| (field.to_owned(), text.into()));
        let mut described: serde_json::Map<String, serde_json::Value> = texts.into_iter().collect();
        let command = |command: &Command| serde_json::json!({ "shell": command.shell, "text": command.text });
        for (name, commands) in [("check_commands", self.check().1), ("fix_commands", self.fix().1)] {
            described.insert(name.to_owned(), commands.iter().map(command).collect());
        }
        described.insert("links".to_owned(), self.links.clone().into());
        described.into()
    }
}

/// Reads all files of the catalogue.
pub fn read() -> Catalogue {
    println!("cargo::rerun-if-changed={CATALOGUE}");
    let mut paths: Vec<PathBuf> = fs::read_dir(CATALOGUE)
        .expect("the catalogue's folder")
        .map(|entry| entry.expect("an entry of it").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let mut catalogue = Catalogue::default();
    for path in paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).expect("a file of the catalogue");
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        if !file.cause.is_empty() {
            let name = path
                .file_stem()
                .expect("a file has a name")
                .to_string_lossy()
                .into_owned();
            let ids = file.cause.iter().map(|cause| cause.id.clone()).collect();
            catalogue.areas.push((name, ids));
        }
        catalogue.causes.extend(file.cause);
        catalogue.rule_sets.extend(file.rule_set);
        catalogue.errors.extend(file.error);
        catalogue.notices.extend(file.notice);
        catalogue.links.extend(file.link);
        catalogue.fields.extend(file.field);
        catalogue.setup_steps.extend(file.setup_step);
        catalogue.test_steps.extend(file.test_step);
        catalogue.test_messages.extend(file.test_message);
        catalogue.field_problems.extend(file.field_problem);
        catalogue.field_fixes.extend(file.field_fix);
        catalogue.failure_messages.extend(file.failure_message);
        catalogue.leftovers.extend(file.leftover);
    }
    catalogue
}
