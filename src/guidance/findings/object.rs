//! One object that a command printed: its properties with their values.

/// An object. Names are in lower case.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Object {
    properties: Vec<(String, String)>,
}

impl Object {
    /// Adds a property. A name is letters and digits; other names are not added.
    pub fn add(&mut self, name: &str, value: &str) {
        if is_name(name) {
            self.properties
                .push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }

    /// Appends to the last value: the console broke it.
    pub fn extend_last(&mut self, more: &str) {
        if let Some((_, value)) = self.properties.last_mut() {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(more.trim());
        }
    }

    /// Returns whether the object has a property.
    pub fn has(&self, name: &str) -> bool {
        self.properties.iter().any(|(known, _)| known == name)
    }

    /// Returns the value of a property.
    pub fn value(&self, name: &str) -> Option<&str> {
        let found = self.properties.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Returns whether a value is true or false, in the languages of consoles and portals.
    pub fn truth(&self, name: &str) -> Option<bool> {
        let value = self.value(name)?.trim_start_matches('$').to_lowercase();
        match value.as_str() {
            "true" | "wahr" | "vrai" | "verdadero" | "verdadeiro" | "vero" | "waar" | "sant" | "yes" | "ja" | "oui"
            | "1" => Some(true),
            "false" | "falsch" | "faux" | "falso" | "onwaar" | "falskt" | "no" | "nein" | "non" | "0" => Some(false),
            _ => None,
        }
    }

    /// Returns whether a value equals another one. Case does not count.
    pub fn is(&self, name: &str, wanted: &str) -> bool {
        self.value(name).is_some_and(|value| value.eq_ignore_ascii_case(wanted))
    }

    /// Returns the last value.
    pub fn last_value(&self) -> Option<&str> {
        self.properties.last().map(|(_, value)| value.as_str())
    }

    /// Returns whether there is no property.
    pub fn is_empty(&self) -> bool {
        self.properties.is_empty()
    }

    /// Returns the names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.properties.iter().map(|(name, _)| name.as_str())
    }
}

/// Returns whether a text can be the name of a property.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() <= 64 && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// Returns whether a value was cut off by the console or by the person who copied it.
pub fn is_cut(value: &str) -> bool {
    let value = value.trim_end().trim_end_matches(['\'', '"', '}']);
    value.ends_with("..") || value.ends_with('\u{2026}')
}
