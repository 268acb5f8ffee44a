//! A response to explain, as far as the input shows it.

/// A response, or a part of one.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct PastedResponse {
    pub status: Option<u16>,
    /// Names as they were written.
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// `token` or `graph`, if a log names it.
    pub service: Option<String>,
    /// Name of the step, if a log names it.
    pub step: Option<String>,
}

impl PastedResponse {
    /// Sets a header. Replaces headers of the same name.
    pub fn set_header(&mut self, name: &str, value: &str) {
        self.headers.retain(|(old, _)| !old.eq_ignore_ascii_case(name));
        self.headers.push((name.to_owned(), value.to_owned()));
    }

    /// Whether there is nothing to explain.
    pub fn is_empty(&self) -> bool {
        self.status.is_none() && self.headers.is_empty() && self.body.is_empty()
    }
}
