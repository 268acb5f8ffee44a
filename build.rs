//! Packs what the component holds as data: the guidance catalogue, the descriptor and the set-up's texts.
//!
//! Texts for people are more than half of what the component would be; deflated they are a third of that (docs/SIZE.md). The
//! catalogue is checked here too, so that a rule that names an unknown cause or signal does not compile.

#[path = "src/guidance/signals.rs"]
mod signals;

use std::{
    collections::{BTreeMap, HashSet},
    env, fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

const CATALOGUE: &str = "src/guidance/catalogue";

/// Between the fields of a packed record.
const FIELD: &str = "\u{1f}";

const WHO: [&str; 5] = [
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
    "{mailbox-to-refuse}",
    "{object-id}",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    cause: Vec<Cause>,
    #[serde(default)]
    answer: Vec<Answer>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cause {
    id: String,
    title: String,
    who: String,
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

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let (causes, answers) = read_catalogue();
    let numbers = number(&causes);
    write_numbers(&out, &causes);
    pack(&out, "catalogue", &catalogue_text(&causes, &answers, &numbers));
}

fn read_catalogue() -> (Vec<Cause>, Vec<Answer>) {
    println!("cargo::rerun-if-changed={CATALOGUE}");
    let mut paths: Vec<PathBuf> = fs::read_dir(CATALOGUE)
        .expect("the catalogue's folder")
        .map(|entry| entry.expect("an entry of it").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let (mut causes, mut answers) = (Vec::new(), Vec::new());
    for path in paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).expect("a file of the catalogue");
        let file: File = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        causes.extend(file.cause);
        answers.extend(file.answer);
    }
    (causes, answers)
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
            WHO.contains(&cause.who.as_str()),
            "cause {}: who is {}",
            cause.id,
            cause.who
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
fn write_numbers(out: &Path, causes: &[Cause]) {
    let lines: Vec<String> = causes
        .iter()
        .enumerate()
        .map(|(place, cause)| {
            let name = cause.id.replace('-', "_").to_uppercase();
            format!("/// `{}`\npub const {name}: CauseId = CauseId({place});\n", cause.id)
        })
        .collect();
    fs::write(out.join("causes.rs"), lines.concat()).expect("writing to cargo's own folder");
}

fn catalogue_text(causes: &[Cause], answers: &[Answer], numbers: &BTreeMap<&str, usize>) -> String {
    let signals: BTreeMap<&str, u64> = signals::ALL.iter().copied().collect();
    let mut lines = Vec::new();
    for cause in causes {
        lines.push(record(&[
            "C",
            &cause.id,
            &cause.title,
            &cause.who,
            &cause.check,
            &cause.fix,
            &cause.retry,
            &cause.step,
            &cause.field,
        ]));
    }
    let mut claimed = HashSet::new();
    for answer in answers {
        let place = format!("answer {}", answer.id);
        assert!(matches!(answer.service.as_str(), "token" | "graph"), "{place}: service");
        assert!(!answer.causes.is_empty(), "{place} has no cause");
        check_text(&place, &answer.message);
        for code in &answer.codes {
            let key = (answer.service.clone(), code.to_lowercase(), answer.text.clone());
            assert!(claimed.insert(key), "{place}: the code {code} stands twice");
        }
        let codes = answer.codes.join(",").to_lowercase();
        let statuses: Vec<String> = answer.statuses.iter().map(u16::to_string).collect();
        let guess = if answer.guess { "1" } else { "" };
        lines.push(record(&[
            "A",
            &answer.service,
            &answer.id,
            &codes,
            &answer.text.join("|"),
            &answer.errors.join(","),
            &statuses.join(","),
            guess,
            &answer.message,
        ]));
        for rule in &answer.causes {
            let cause = numbers
                .get(rule.cause.as_str())
                .unwrap_or_else(|| panic!("{place}: no cause {}", rule.cause));
            let mask = rule.when.iter().fold(0, |mask, name| {
                mask | signals
                    .get(name.as_str())
                    .unwrap_or_else(|| panic!("{place}: no signal {name}"))
            });
            check_text(&place, &rule.says);
            lines.push(record(&[
                "R",
                &cause.to_string(),
                &rule.weight.to_string(),
                &format!("{mask:x}"),
                &rule.says,
            ]));
        }
    }
    lines.join("\n")
}

fn record(fields: &[&str]) -> String {
    fields.join(FIELD)
}

/// Writes a text deflated, as `texts::unpack` reads it.
fn pack(out: &Path, name: &str, text: &str) {
    let packed = miniz_oxide::deflate::compress_to_vec(text.as_bytes(), 10);
    fs::write(out.join(format!("{name}.deflate")), packed).expect("writing to cargo's own folder");
}
