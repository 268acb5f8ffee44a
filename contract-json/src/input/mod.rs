//! Reads documents. An error names the field and what it has to be, and never repeats a value: it may be a recipient or a secret.

use serde::de::DeserializeOwned;
use thiserror::Error;

/// Why a document is refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}{problem}", self.prefix())]
pub struct InputError {
    /// Path of the field, such as `message.to[2].address`. Empty for the document itself.
    pub field: String,
    /// What is wrong with it, and what it has to be. It repeats no value.
    pub problem: String,
}

impl InputError {
    /// An error of a field.
    pub fn new(field: impl Into<String>, problem: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            problem: problem.into(),
        }
    }

    fn prefix(&self) -> String {
        if self.field.is_empty() {
            String::new()
        } else {
            format!("`{}`: ", self.field)
        }
    }
}

/// Reads a document.
///
/// # Errors
/// [`InputError`] for what is no JSON, for a field that is not known, and for a value of another type.
pub fn from_str<T: DeserializeOwned>(text: &str) -> Result<T, InputError> {
    read(&mut serde_json::Deserializer::from_str(text))
}

/// Reads a document from its bytes, which are UTF-8.
///
/// # Errors
/// As those of [`from_str`].
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, InputError> {
    read(&mut serde_json::Deserializer::from_slice(bytes))
}

fn read<'de, T: DeserializeOwned, R: serde_json::de::Read<'de>>(
    json: &mut serde_json::Deserializer<R>,
) -> Result<T, InputError> {
    let document = serde_path_to_error::deserialize(&mut *json)
        .map_err(|error| explained(&error.path().to_string(), error.inner()))?;
    json.end().map_err(|error| explained("", &error))?;
    Ok(document)
}

/// Says which field is wrong, and what it has to be.
fn explained(path: &str, error: &serde_json::Error) -> InputError {
    /// What serde says of names. It repeats no value.
    const OF_NAMES: [&str; 3] = ["unknown field", "missing field", "duplicate field"];
    let text = error.to_string();
    // The document itself.
    let field = if matches!(path, "." | "?") { "" } else { path };
    if error.is_syntax() || error.is_eof() || OF_NAMES.iter().any(|start| text.starts_with(start)) {
        return InputError::new(field, text);
    }
    // What serde expected stands last. The value stands before it.
    let place = format!("line {} column {}", error.line(), error.column());
    let expected = text.rsplit_once(", expected ").map(|(_, expected)| expected);
    let problem = match expected.and_then(|expected| expected.split(" at line ").next()) {
        Some(expected) => format!("the value has the wrong type or is not known; expected {expected}, at {place}"),
        None => format!("the value has the wrong type, at {place}"),
    };
    InputError::new(field, problem)
}

#[cfg(test)]
mod tests;
