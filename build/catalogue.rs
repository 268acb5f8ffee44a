//! Reads the guidance catalogue, checks it, and writes it as the records that `guidance::catalogue` reads.

use std::{
    collections::{BTreeMap, HashSet},
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::signals;

const CATALOGUE: &str = "catalogue";

/// What a weight of 0 is written as: the component reads numbers without a sign.
const WEIGHT_OF_NOTHING: i16 = 1000;

/// Between the fields of a packed record.
const FIELD: &str = "\u{1f}";

const OWNERS: [&str; 5] = [
    "recipe-builder",
    "tenant-admin",
    "exchange-admin",
    "microsoft",
    "platform",
];
const RETRY: [&str; 5] = [
    "after-the-fix",
    "after-the-wait",
    "later",
    "with-the-same-key",
    "after-a-look",
];
const PLACEHOLDERS: [&str; 9] = [
    "{tenant-id}",
    "{client-id}",
    "{secret-name}",
    "{cloud}",
    "{login-host}",
    "{graph-host}",
    "{mailbox}",
    "{out-of-scope-mailbox}",
    "{object-id}",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    cause: Vec<Cause>,
    #[serde(default)]
    rules: Vec<Rules>,
    #[serde(default)]
    answer: Vec<Answer>,
}

/// Rules that several answers share.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    name: String,
    causes: Vec<Rule>,
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
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    id: String,
    service: String,
    #[serde(default)]
    codes: Vec<String>,
    #[serde(default)]
    text: Vec<String>,
    #[serde(default)]
    errors: Vec<String>,
    #[serde(default)]
    statuses: Vec<u16>,
    #[serde(default)]
    guess: bool,
    message: String,
    #[serde(default)]
    with: String,
    #[serde(default)]
    causes: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Rule {
    cause: String,
    weight: i16,
    #[serde(default)]
    when: Vec<String>,
    #[serde(default)]
    says: String,
}

/// The catalogue as it stands in its files.
#[derive(Default)]
pub struct Catalogue {
    causes: Vec<Cause>,
    rules: Vec<Rules>,
    answers: Vec<Answer>,
}

/// Reads all files.
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
        catalogue.causes.extend(file.cause);
        catalogue.rules.extend(file.rules);
        catalogue.answers.extend(file.answer);
    }
    catalogue
}

/// Numbers the causes in their order, after a look at each.
fn number(causes: &[Cause]) -> BTreeMap<&str, usize> {
    let mut numbers = BTreeMap::new();
    for (place, cause) in causes.iter().enumerate() {
        assert!(
            numbers.insert(cause.id.as_str(), place).is_none(),
            "cause {} twice",
            cause.id
        );
        assert!(
            OWNERS.contains(&cause.owner.as_str()),
            "cause {}: owner is {}",
            cause.id,
            cause.owner
        );
        assert!(
            RETRY.contains(&cause.retry.as_str()),
            "cause {}: retry is {}",
            cause.id,
            cause.retry
        );
        for text in [&cause.title, &cause.check, &cause.fix] {
            check_text(&cause.id, text);
            assert!(!text.is_empty(), "cause {} has an empty text", cause.id);
        }
    }
    numbers
}

fn check_text(place: &str, text: &str) {
    assert!(!text.contains(['\n', '\u{1f}']), "{place}: texts are one line");
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

/// Names of the causes, for code that chooses one itself.
pub fn write_numbers(out: &Path, catalogue: &Catalogue) {
    let lines: Vec<String> = catalogue
        .causes
        .iter()
        .enumerate()
        .map(|(place, cause)| {
            let name = cause.id.replace('-', "_").to_uppercase();
            format!("/// `{}`\npub const {name}: CauseId = CauseId({place});\n", cause.id)
        })
        .collect();
    fs::write(out.join("causes.rs"), lines.concat()).expect("writing to cargo's own folder");
}

/// Writes the records: causes first, so that the others can name them by number.
pub fn text(catalogue: &Catalogue) -> String {
    let causes = number(&catalogue.causes);
    let mut lines = Vec::new();
    for cause in &catalogue.causes {
        lines.push(record(&[
            "C",
            &cause.id,
            &cause.title,
            &cause.owner,
            &cause.check,
            &cause.fix,
            &cause.retry,
            &cause.step,
            &cause.field,
        ]));
    }
    for rules in &catalogue.rules {
        lines.push(record(&["S", &rules.name]));
        add_rules(&mut lines, &rules.name, &rules.causes, &causes);
    }
    let mut claimed = HashSet::new();
    for answer in &catalogue.answers {
        let place = format!("answer {}", answer.id);
        assert!(
            matches!(answer.service.as_str(), "token" | "graph" | "own"),
            "{place}: service"
        );
        assert!(
            !answer.causes.is_empty() || !answer.with.is_empty(),
            "{place} has no cause"
        );
        check_text(&place, &answer.message);
        for code in &answer.codes {
            let key = (answer.service.clone(), code.to_lowercase(), answer.text.clone());
            assert!(claimed.insert(key), "{place}: the code {code} stands twice");
        }
        let shared = catalogue.rules.iter().position(|rules| rules.name == answer.with);
        assert!(
            shared.is_some() || answer.with.is_empty(),
            "{place}: no rules {}",
            answer.with
        );
        let codes = answer.codes.join(",").to_lowercase();
        let statuses: Vec<String> = answer.statuses.iter().map(u16::to_string).collect();
        lines.push(record(&[
            "A",
            &answer.service,
            &answer.id,
            &codes,
            &answer.text.join("|"),
            &answer.errors.join(","),
            &statuses.join(","),
            if answer.guess { "1" } else { "" },
            &answer.message,
            &shared.map(|place| (place + 1).to_string()).unwrap_or_default(),
        ]));
        add_rules(&mut lines, &place, &answer.causes, &causes);
    }
    lines.join("\n")
}

fn add_rules(lines: &mut Vec<String>, place: &str, rules: &[Rule], causes: &BTreeMap<&str, usize>) {
    let signals: BTreeMap<&str, u64> = signals::ALL.iter().copied().collect();
    for rule in rules {
        let cause = causes
            .get(rule.cause.as_str())
            .unwrap_or_else(|| panic!("{place}: no cause {}", rule.cause));
        let mask = rule.when.iter().fold(0, |mask, name| {
            let signal = signals.get(name.as_str());
            mask | signal.unwrap_or_else(|| panic!("{place}: no signal {name}"))
        });
        check_text(place, &rule.says);
        lines.push(record(&[
            "R",
            &cause.to_string(),
            &(rule.weight + WEIGHT_OF_NOTHING).to_string(),
            &mask.to_string(),
            &rule.says,
        ]));
    }
}

fn record(fields: &[&str]) -> String {
    fields.join(FIELD)
}
