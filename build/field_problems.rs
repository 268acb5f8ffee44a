//! Rules of input, with what each says of a field that breaks it; and the fixes of fields, for rules that have none.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde::Deserialize;
use serde_json::json;

use crate::texts;

/// Values that the code puts into a problem or its fix.
const PLACEHOLDERS: [&str; 11] = [
    "entries",
    "field",
    "guid",
    "headers",
    "length",
    "max",
    "min",
    "name",
    "recipients",
    "tenant",
    "value",
];

/// What to type into a field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    id: String,
    text: String,
}

/// A rule as a file of the catalogue holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Problem {
    /// Name in the code, if another rule has the same code.
    #[serde(default)]
    id: String,
    code: String,
    message: String,
    /// What to type instead. `fix-of` names a fix that several have. Without both, the field has its own.
    #[serde(default)]
    fix: String,
    #[serde(default)]
    fix_of: String,
}

impl Problem {
    fn id(&self) -> &str {
        if self.id.is_empty() { &self.code } else { &self.id }
    }

    fn fix<'f>(&'f self, fixes: &'f [Fix]) -> &'f str {
        let of = fixes.iter().find(|fix| fix.id == self.fix_of);
        of.map_or(&self.fix, |fix| &fix.text)
    }
}

/// Fails the build for a rule or a fix that stands twice, lacks a text, or names a value or a fix that does not exist.
pub fn check(problems: &[Problem], fixes: &[Fix]) {
    let mut ids = BTreeSet::new();
    for fix in fixes {
        assert!(ids.insert(&fix.id), "the fix {} stands twice", fix.id);
        texts::check(&format!("fix {}", fix.id), &fix.text, &PLACEHOLDERS);
    }
    let mut names = BTreeSet::new();
    for problem in problems {
        let place = format!("field problem {}", problem.id());
        assert!(names.insert(problem.id()), "{place} stands twice");
        assert!(
            problem.fix.is_empty() || problem.fix_of.is_empty(),
            "{place} has either fix or fix-of"
        );
        assert!(
            problem.fix_of.is_empty() || ids.contains(&problem.fix_of),
            "{place}: no fix {}",
            problem.fix_of
        );
        texts::check(&place, &problem.message, &PLACEHOLDERS);
        if !problem.fix.is_empty() {
            texts::check(&place, &problem.fix, &PLACEHOLDERS);
        }
    }
}

/// Returns the rules as `describe` shows them, by code, and the fixes of fields.
pub fn described(problems: &[Problem], fixes: &[Fix]) -> serde_json::Value {
    let mut by_code: BTreeMap<&str, Vec<serde_json::Value>> = BTreeMap::new();
    for problem in problems {
        let text = json!({ "message": problem.message, "fix": problem.fix(fixes) });
        by_code.entry(&problem.code).or_default().push(text);
    }
    let rules: Vec<serde_json::Value> = by_code
        .into_iter()
        .map(|(code, texts)| json!({ "code": code, "texts": texts }))
        .collect();
    let fixes: Vec<&str> = fixes.iter().map(|fix| fix.text.as_str()).collect();
    json!({ "rules": rules, "fixes": fixes })
}

/// Returns the rules as Rust statics.
pub fn statics(problems: &[Problem], fixes: &[Fix]) -> String {
    let mut text = String::new();
    for problem in problems {
        let Problem { code, message, .. } = problem;
        let (name, fix) = (texts::static_name(problem.id()), problem.fix(fixes));
        let _ = writeln!(
            text,
            "/// `{code}`\npub static {name}: FieldProblemInfo = FieldProblemInfo {{ code: {code:?}, message: {message:?}, fix: {fix:?} }};"
        );
    }
    text
}

/// Returns the fixes as Rust constants.
pub fn constants(fixes: &[Fix]) -> String {
    let constant = |fix: &Fix| {
        let name = texts::static_name(&fix.id);
        format!("/// Fix `{}`.\npub const {name}: &str = {:?};\n", fix.id, fix.text)
    };
    fixes.iter().map(constant).collect()
}
