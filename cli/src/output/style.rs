//! Colour, on a terminal only.

use std::io::IsTerminal;

/// Ends every colour.
pub const RESET: &str = "\x1b[0m";

/// Codes that [`Style`] writes.
const CODES: [&str; 5] = ["1", "2", "31", "32", "33"];

/// Returns the sequence at the beginning of a text, if it is one that [`Style`] writes.
pub fn sequence_at(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("\x1b[")?;
    let code = rest.split_once('m')?.0;
    let is_ours = code == "0" || CODES.contains(&code);
    is_ours.then(|| &text[.."\x1b[m".len() + code.len()])
}

/// Paints text, or leaves it as it is.
#[derive(Clone, Copy)]
pub struct Style {
    on: bool,
}

impl Style {
    /// For a stream: on where it is a terminal, `NO_COLOR` is not set and the terminal is not a dumb one.
    pub fn of(stream: &impl IsTerminal) -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Self {
            on: stream.is_terminal() && !unwanted && !dumb,
        }
    }

    /// Whether it paints.
    pub fn is_on(self) -> bool {
        self.on
    }

    pub fn bold(self, text: &str) -> String {
        self.paint("1", text)
    }

    pub fn dim(self, text: &str) -> String {
        self.paint("2", text)
    }

    pub fn red(self, text: &str) -> String {
        self.paint("31", text)
    }

    pub fn green(self, text: &str) -> String {
        self.paint("32", text)
    }

    pub fn yellow(self, text: &str) -> String {
        self.paint("33", text)
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.on {
            format!("\x1b[{code}m{text}{RESET}")
        } else {
            text.to_owned()
        }
    }
}
