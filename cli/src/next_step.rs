//! A next step that the tool suggests.

/// One thing to do next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// What the step is for, in one sentence.
    pub why: String,
    /// The command to paste into a shell, if there is one.
    pub command: Option<String>,
}

impl NextStep {
    /// A step without a command.
    pub fn advice(why: &str) -> Self {
        Self {
            why: why.to_owned(),
            command: None,
        }
    }

    /// A step with a command to paste.
    pub fn command(why: &str, command: String) -> Self {
        Self {
            why: why.to_owned(),
            command: Some(command),
        }
    }
}
