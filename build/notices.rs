//! The notices of the catalogue: what a person should know although the call succeeded.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use serde::Deserialize;

use crate::{links, texts};

/// Values that the code puts into a notice.
const PLACEHOLDERS: [&str; 10] = [
    "content_ids",
    "date",
    "days",
    "fields",
    "headers",
    "mailbox",
    "message_id",
    "permissions",
    "reason",
    "parts",
];

/// A notice as a file of the catalogue holds it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notice {
    code: String,
    message: String,
    /// What to do, unless `fix-of` names a cause whose fix it is.
    #[serde(default)]
    fix: String,
    #[serde(default, rename = "fix-of")]
    fix_of: String,
    #[serde(default)]
    links: Vec<String>,
}

impl Notice {
    /// Returns the fields of `notice::NoticeInfo` that are texts. `fixes` holds the fix of each cause.
    fn fields<'n>(&'n self, fixes: &'n BTreeMap<&str, String>) -> [(&'static str, &'n str); 3] {
        let fix = fixes.get(self.fix_of.as_str()).unwrap_or(&self.fix);
        [("code", &self.code), ("message", &self.message), ("fix", fix)]
    }
}

/// Fails the build for a notice that stands twice, lacks a text, or names a value or a cause that does not exist.
pub fn check(notices: &[Notice], fixes: &BTreeMap<&str, String>, pages: &BTreeSet<&str>) {
    let mut codes = BTreeSet::new();
    for notice in notices {
        let code = &notice.code;
        assert!(codes.insert(code), "notice {code} twice");
        assert!(
            notice.fix.is_empty() != notice.fix_of.is_empty(),
            "notice {code} has either fix or fix-of"
        );
        assert!(
            notice.fix_of.is_empty() || fixes.contains_key(notice.fix_of.as_str()),
            "notice {code}: no cause {}",
            notice.fix_of
        );
        for (field, text) in notice.fields(fixes) {
            texts::check(&format!("{field} of notice {code}"), text, &PLACEHOLDERS);
        }
        links::check_ids(code, &notice.links, pages);
    }
}

/// Returns the notices as `describe` shows them.
pub fn described(notices: &[Notice], fixes: &BTreeMap<&str, String>) -> serde_json::Value {
    let notice = |notice: &Notice| {
        let texts = notice.fields(fixes).map(|(name, text)| (name.to_owned(), text.into()));
        let mut described: serde_json::Map<String, serde_json::Value> = texts.into_iter().collect();
        described.insert("links".to_owned(), notice.links.clone().into());
        serde_json::Value::Object(described)
    };
    notices.iter().map(notice).collect()
}

/// Returns the notices as Rust statics.
pub fn statics(notices: &[Notice], fixes: &BTreeMap<&str, String>) -> String {
    let mut text = String::new();
    let mut names = Vec::new();
    for notice in notices {
        let name = texts::static_name(&notice.code);
        let _ = writeln!(
            text,
            "/// `{}`\npub static {name}: NoticeInfo = NoticeInfo {{",
            notice.code
        );
        for (field, value) in notice.fields(fixes) {
            let _ = writeln!(text, "    {field}: {value:?},");
        }
        let _ = writeln!(text, "    links: {},\n}};", links::list("links::", &notice.links));
        names.push(name);
    }
    let _ = writeln!(
        text,
        "/// All notices, in the order of the file.\npub static ALL: &[&NoticeInfo] = &[&{}];",
        names.join(", &")
    );
    text
}
