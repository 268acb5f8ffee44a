//! Keeps control characters of others off the screen. Names, ids and messages come from a service, from files and from people, and a
//! terminal obeys what it is shown: an escape sequence can clear the screen, and a mark of direction can turn a line around.

use std::io::{self, Write};

use super::style;

/// Returns whether a character is obeyed rather than shown: control characters of both sets (Cc), marks and isolates of direction
/// (Unicode TR 9, "Explicit Directional Formatting Characters"), and the separators of lines and paragraphs, which some terminals
/// and log viewers take for line breaks.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns a line with every hidden character written as `\u001b`, but for tabs. `styled` lets through what [`style`] writes, whole
/// sequences only: another's text can then colour the rest of its line and do nothing else.
pub fn line(text: &str, styled: bool) -> String {
    if !text.contains(is_hidden) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(sequence) = style::sequence_at(rest).filter(|_| styled) {
            shown.push_str(sequence);
            rest = &rest[sequence.len()..];
            continue;
        }
        push(&mut shown, c, &['\t']);
        rest = &rest[c.len_utf8()..];
    }
    if styled {
        shown.push_str(style::RESET);
    }
    shown
}

/// Returns a text of many lines with every hidden character escaped, but for line breaks and tabs.
pub fn lines(text: &str) -> String {
    escaped(text, &['\t', '\r', '\n'])
}

/// Returns a JSON document on one line with each hidden character as an escape of JSON. Such a document has them inside of strings
/// alone, where the escape means the character itself: programs read the same.
pub fn json(document: &str) -> String {
    escaped(document, &[])
}

fn escaped(text: &str, kept: &[char]) -> String {
    let mut shown = String::with_capacity(text.len());
    text.chars().for_each(|c| push(&mut shown, c, kept));
    shown
}

fn push(shown: &mut String, c: char, kept: &[char]) {
    if is_hidden(c) && !kept.contains(&c) {
        shown.push_str(&format!("\\u{:04x}", u32::from(c)));
    } else {
        shown.push(c);
    }
}

/// Standard error for lines of a log, which hold others' text too.
pub struct Log;

impl Write for Log {
    /// Takes whole lines, as the formatter of `tracing` writes them.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(lines(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        io::stderr().flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HIDDEN: &str =
        "\u{0}\u{7}\u{1b}\u{7f}\u{85}\u{9b}\u{61c}\u{200e}\u{202a}\u{202e}\u{2066}\u{2069}\u{2028}\u{2029}\r\n";

    #[test]
    fn nothing_hidden_is_left() {
        let text = format!("a{HIDDEN}b\té 🎉 नमस्ते");
        for shown in [line(&text, false), line(&text, true), lines(&text), json(&text)] {
            let left: Vec<char> = shown.chars().filter(|c| is_hidden(*c)).collect();
            let kept: &[char] = if shown == lines(&text) {
                &['\r', '\n', '\t']
            } else {
                &['\t', '\u{1b}']
            };
            assert!(left.iter().all(|c| kept.contains(c)), "{shown:?}");
            assert!(
                shown.contains("\\u009b\\u061c") && shown.contains("é 🎉 नमस्ते"),
                "{shown:?}"
            );
        }
        assert!(line(&text, false).contains("\\u001b") && !line(&text, false).contains('\u{1b}'));
        assert_eq!(line("a\tb", false), "a\tb");
    }

    #[test]
    fn only_colours_of_our_own_pass_and_the_line_ends_without_them() {
        assert_eq!(line("\x1b[31mred\x1b[0m", true), "\x1b[31mred\x1b[0m\x1b[0m");
        for text in [
            "\x1b[2J",
            "\x1b]0;title\x07",
            "\x1b[31;1m",
            "\x1b[8m",
            "\x1bc",
            "\x1b[",
            "\x1b",
        ] {
            let shown = line(text, true);
            let shown = shown.strip_suffix(style::RESET).unwrap();
            assert!(!shown.contains('\u{1b}'), "{text:?}: {shown:?}");
        }
    }

    #[test]
    fn json_stays_the_same_to_programs() {
        let value = serde_json::json!({ "a\u{202e}": format!("{HIDDEN}\"\\") });
        let shown = json(&value.to_string());
        assert!(!shown.contains(is_hidden), "{shown:?}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
    }
}
