//! Reads the guidance catalogue, checks it, and writes it as Rust statics for `guidance::catalogue` to include.

mod check;
mod write;

use std::{collections::BTreeMap, fs, path::PathBuf};

use serde::Deserialize;

use crate::notices;
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
