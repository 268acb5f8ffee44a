//! The descriptor, form by form.

use jsonschema::Validator;
use serde_json::Value;

/// A form of the descriptor: the connection's, or that of an operation's input.
pub struct Form {
    /// `connection`, or the id of the operation, with the case of a second input: `send-mail/mime`.
    pub id: String,
    /// All that the descriptor says of it.
    pub told: Value,
    validator: Validator,
}

/// The whole document, as `describe` returns it.
#[must_use]
pub fn document() -> Value {
    serde_json::from_str(&outlook_connector::describe()).expect("describe returns JSON")
}

/// All forms.
#[must_use]
pub fn forms() -> Vec<Form> {
    let document = document();
    let mut forms: Vec<Form> = list(&document["connection"]["profiles"])
        .map(|profile| Form::new("connection".to_owned(), profile))
        .collect();
    for operation in list(&document["operations"]) {
        let id = text(&operation["id"]);
        forms.push(Form::new(id.to_owned(), &operation["input"]));
        for other in list(&operation["other_inputs"]) {
            forms.push(Form::new(format!("{id}/{}", text(&other["case"])), other));
        }
    }
    forms
}

/// The form of that id.
#[must_use]
pub fn form(id: &str) -> Form {
    let found = forms().into_iter().find(|form| form.id == id);
    found.unwrap_or_else(|| panic!("no form {id}"))
}

/// The entries of a list; none where there is no list.
pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A text of the document.
#[must_use]
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("not a text: {value}"))
}

/// What a schema refuses: where, and by which keyword.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// JSON Pointer of the value, or of what is missing.
    pub pointer: String,
    /// Keyword.
    pub keyword: String,
}

impl Form {
    fn new(id: String, told: &Value) -> Self {
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .build(&told["schema"])
            .unwrap_or_else(|error| panic!("{id}: {error}"));
        Self {
            id,
            told: told.clone(),
            validator,
        }
    }

    /// What the schema refuses of a form's data.
    #[must_use]
    pub fn refusals(&self, data: &Value) -> Vec<Refusal> {
        let one = |error: jsonschema::ValidationError<'_>| {
            let missing = match error.kind() {
                jsonschema::error::ValidationErrorKind::Required { property } => {
                    format!("/{}", property.as_str().unwrap_or_default())
                }
                _ => String::new(),
            };
            Refusal {
                pointer: format!("{}{missing}", error.instance_path().as_str()),
                keyword: error.keyword().to_owned(),
            }
        };
        self.validator.iter_errors(data).map(one).collect()
    }

    /// Leads a path of the contract, such as `message.to[3].address`, back to the form's pointer, `/to/3`.
    #[must_use]
    pub fn pointer(&self, path: &str) -> Option<String> {
        pointer(&self.told["contract"], path)
    }
}

fn pointer(hints: &Value, path: &str) -> Option<String> {
    // The payload of a variant is what a person would change, so that it comes before the case.
    let mut hints: Vec<&Value> = list(hints).collect();
    hints.sort_by_key(|hint| hint["as"] == "case");
    hints.into_iter().find_map(|hint| {
        let own = text(&hint["pointer"]);
        let rest = path.strip_prefix(text(&hint["path"]))?;
        if rest.is_empty() {
            return Some(own.to_owned());
        }
        let (place, rest) = rest.strip_prefix('[')?.split_once(']')?;
        match rest.strip_prefix('.') {
            None => Some(format!("{own}/{place}")),
            Some("address") if hint["as"] == "addresses" => Some(format!("{own}/{place}")),
            Some(rest) => Some(format!("{own}/{place}{}", pointer(&hint["items"], rest)?)),
        }
    })
}
