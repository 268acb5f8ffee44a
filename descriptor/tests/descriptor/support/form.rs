//! The forms of the document, and what a validator says to data of theirs.

use jsonschema::{Validator, error::ValidationErrorKind};
use serde_json::Value;

/// The document that the component returns.
///
/// # Panics
/// When it is not JSON.
#[must_use]
pub fn document() -> Value {
    serde_json::from_str(&outlook_connector::describe()).expect("describe is JSON")
}

/// A form: that of a sign-in, or of an operation's input.
pub struct Form {
    /// Id of the profile or operation, and the case behind a slash where an operation has several.
    pub id: String,
    /// What the document tells of it.
    pub told: Value,
    validator: Validator,
}

/// What a keyword refused: pointer and keyword.
pub type Refusal = (String, String);

/// All forms.
///
/// # Panics
/// When the document is not of its form, or a schema is not one.
#[must_use]
pub fn all() -> Vec<Form> {
    let document = document();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut forms = Vec::new();
    for profile in list(&document["connection"]["profiles"]) {
        forms.push(Form::new(id(&profile), profile));
    }
    for operation in list(&document["operations"]) {
        forms.push(Form::new(id(&operation), operation["input"].clone()));
        for other in list(&operation["other_inputs"]) {
            let case = other["case"].as_str().expect("a case");
            forms.push(Form::new(format!("{}/{case}", id(&operation)), other.clone()));
        }
    }
    forms
}

fn id(value: &Value) -> String {
    value["id"].as_str().expect("an id").to_owned()
}

impl Form {
    fn new(id: String, told: Value) -> Self {
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&told["schema"])
            .expect("a schema");
        Self { id, told, validator }
    }

    /// What the schema refuses, each field and keyword once.
    #[must_use]
    pub fn refusals(&self, data: &Value) -> Vec<Refusal> {
        let mut all: Vec<Refusal> = self
            .validator
            .iter_errors(data)
            .map(|error| {
                let at = error.instance_path().to_string();
                match error.kind() {
                    ValidationErrorKind::Required { property } => {
                        let name = property.as_str().unwrap_or_default();
                        (format!("{at}/{name}"), "required".to_owned())
                    }
                    kind => (at, kind.keyword().to_owned()),
                }
            })
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// The hints of a field, by its pointer without places in lists: `/attachments/name`.
    #[must_use]
    pub fn hints(&self) -> Vec<(String, Value)> {
        flattened("", &self.told["ui"]["fields"])
    }

    /// The schema of each field, by its pointer without places in lists.
    #[must_use]
    pub fn schemas(&self) -> Vec<(String, Value)> {
        fn add(start: &str, schema: &Value, all: &mut Vec<(String, Value)>) {
            for (name, field) in schema["properties"].as_object().into_iter().flatten() {
                let pointer = format!("{start}/{name}");
                all.push((pointer.clone(), field.clone()));
                add(&pointer, &field["items"], all);
            }
        }
        let mut all = Vec::new();
        add("", &self.told["schema"], &mut all);
        all
    }
}

fn flattened(start: &str, hints: &Value) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    for hint in hints.as_array().into_iter().flatten() {
        let pointer = format!("{start}{}", hint["pointer"].as_str().unwrap_or_default());
        all.push((pointer.clone(), hint.clone()));
        all.extend(flattened(&pointer, &hint["items"]));
    }
    all
}

/// A pointer without places in lists: `/to/3` becomes `/to`.
#[must_use]
pub fn without_places(pointer: &str) -> String {
    let parts = pointer.split('/').skip(1);
    let names = parts.filter(|part| part.is_empty() || !part.bytes().all(|b| b.is_ascii_digit()));
    names.map(|name| format!("/{name}")).collect()
}
