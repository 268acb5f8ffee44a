//! The texts of `tests/guidance/cases/*.toml`. The README there says what each field means.

use std::{fs, path::Path};

use outlook_connector::contract::ServiceResponse;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// A pasted text, and what is right about it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Case {
    pub id: String,
    /// Kind of weakness that it belongs to.
    pub kind: u8,
    #[allow(dead_code, reason = "for people who read the file")]
    about: String,
    #[allow(dead_code, reason = "for people who read the file")]
    source: String,
    request: Option<String>,
    #[serde(default)]
    findings: bool,
    code: Option<String>,
    error_text: Option<String>,
    text: String,
    pub expect: Expect,
}

/// What is right.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Expect {
    pub causes: Vec<String>,
    pub error: OneOrMore,
    #[serde(default)]
    pub not_certain: bool,
    #[serde(default)]
    pub not_causes: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    pub fn as_slice(&self) -> &[String] {
        match self {
            Self::One(one) => std::slice::from_ref(one),
            Self::More(more) => more,
        }
    }
}

impl Case {
    /// What is handed to `explain`.
    pub fn response(&self) -> ServiceResponse {
        let (body, findings) = match self.findings {
            true => (self.error(), Some(self.text.clone())),
            false => (self.text.clone(), None),
        };
        ServiceResponse {
            body,
            step: self.request.clone(),
            findings,
            ..ServiceResponse::default()
        }
    }

    /// The error to which the output of a check belongs.
    fn error(&self) -> String {
        let code = self.code.as_deref().unwrap_or_default();
        match &self.error_text {
            Some(text) => text.clone(),
            None if code.starts_with("AADSTS") => {
                serde_json::json!({ "error": "invalid_client", "error_description": format!("{code}: m") }).to_string()
            }
            None => serde_json::json!({ "error": { "code": code, "message": "m" } }).to_string(),
        }
    }
}

/// Reads all cases.
pub fn all() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guidance/cases");
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let file: File = toml::from_str(&fs::read_to_string(path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        file.case
    };
    let toml = |path: &&std::path::PathBuf| path.extension().is_some_and(|extension| extension == "toml");
    paths.iter().filter(toml).flat_map(read).collect()
}
