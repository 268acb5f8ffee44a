//! What all texts of the catalogue have in common.

/// Fails the build for a text that is empty, has several lines, or names a value that does not exist. A name stands in braces, such as
/// `{mailbox}`.
pub fn check(place: &str, text: &str, names: &[&str]) {
    assert!(!text.is_empty(), "{place}: an empty text");
    assert!(!text.contains('\n'), "{place}: texts are one line");
    let rest = names
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(&format!("{{{name}}}"), ""));
    assert!(!rest.contains(['{', '}']), "{place}: unknown value in {text}");
}

/// Returns the name of a Rust static for an ID.
pub fn static_name(id: &str) -> String {
    id.replace('-', "_").to_uppercase()
}
