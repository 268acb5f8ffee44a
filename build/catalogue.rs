//! Reads the guidance catalogue, checks it, and writes it as Rust statics for `guidance::catalogue` to include.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;

use crate::{notices, signals::Signal};

const CATALOGUE: &str = "catalogue";

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
const PLACEHOLDERS: [&str; 13] = [
    "{tenant-id}",
    "{client-id}",
    "{credential-name}",
    "{presented-audience}",
    "{presented-issuer}",
    "{presented-subject}",
    "{cloud}",
    "{login-host}",
    "{graph-host}",
    "{mailbox}",
    "{out-of-scope-mailbox}",
    "{object-id}",
    "{filter-property}",
];

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
}

impl Catalogue {
    /// Returns the causes as `describe` shows them: the fields of `guidance::catalogue::CauseInfo`.
    pub fn causes(&self) -> serde_json::Value {
        let cause = |cause: &Cause| {
            let fields = cause.fields().map(|(field, text)| (field.to_owned(), text.into()));
            serde_json::Value::Object(fields.into_iter().collect())
        };
        self.causes.iter().map(cause).collect()
    }

    /// Returns the notices as `describe` shows them.
    pub fn notices(&self) -> serde_json::Value {
        notices::described(&self.notices, &self.fixes())
    }

    /// Returns the fix of each cause by its ID.
    fn fixes(&self) -> BTreeMap<&str, &str> {
        self.causes
            .iter()
            .map(|cause| (cause.id.as_str(), cause.fix.as_str()))
            .collect()
    }
}

impl Cause {
    /// Returns the fields of `guidance::catalogue::CauseInfo`, in order.
    fn fields(&self) -> [(&'static str, &str); 8] {
        [
            ("id", &self.id),
            ("title", &self.title),
            ("owner", &self.owner),
            ("check", &self.check),
            ("fix", &self.fix),
            ("retry", &self.retry),
            ("guide_step", &self.step),
            ("field", &self.field),
        ]
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
    }
    catalogue
}

/// Fails the build for a catalogue that refers to something unknown, or that says one thing twice.
pub fn check(catalogue: &Catalogue) {
    let causes = check_causes(&catalogue.causes);
    notices::check(&catalogue.notices, &catalogue.fixes());
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
fn check_causes(causes: &[Cause]) -> BTreeSet<&str> {
    let mut ids = BTreeSet::new();
    for cause in causes {
        let id = &cause.id;
        assert!(ids.insert(id.as_str()), "cause {id} twice");
        assert!(
            OWNERS.contains(&cause.owner.as_str()),
            "cause {id}: unknown owner {}",
            cause.owner
        );
        assert!(
            RETRY.contains(&cause.retry.as_str()),
            "cause {id}: unknown retry {}",
            cause.retry
        );
        for text in [&cause.title, &cause.check, &cause.fix] {
            check_text(id, text);
            assert!(!text.is_empty(), "cause {id} has an empty text");
        }
    }
    ids
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

/// Writes the catalogue as statics: `causes.rs` and `notices.rs` for the modules of these names, and `catalogue.rs` for the rest.
pub fn write(out: &Path, catalogue: &Catalogue) {
    let mut causes = String::new();
    for cause in &catalogue.causes {
        let name = static_name(&cause.id);
        let _ = writeln!(
            causes,
            "/// `{}`\npub static {name}: CauseInfo = CauseInfo {{",
            cause.id
        );
        for (field, text) in cause.fields() {
            let _ = writeln!(causes, "    {field}: {text:?},");
        }
        causes.push_str("};\n");
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
    for (name, text) in [("causes.rs", causes), ("catalogue.rs", rest), ("notices.rs", notices)] {
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

fn static_name(id: &str) -> String {
    id.replace('-', "_").to_uppercase()
}
