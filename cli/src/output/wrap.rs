//! Wraps lines of text to the terminal.

use textwrap::{Options, WordSplitter, wrap};

/// Columns below which a wrapped text is harder to read than one that the terminal cuts.
const NARROWEST: usize = 40;

/// Symbols of a status before a text. Its further lines begin below the text.
const MARKS: [&str; 4] = ["✓", "!", "✗", "–"];

/// Breaks a line between words. Further lines are indented like the text of the first one.
pub fn wrapped(line: &str, columns: usize) -> String {
    if columns < NARROWEST {
        return line.to_owned();
    }
    let text = line.trim_start_matches(' ');
    let spaces = &line[..line.len() - text.len()];
    let indent = " ".repeat(indent(line).min(columns / 2));
    let options = Options::new(columns)
        .initial_indent(spaces)
        .subsequent_indent(&indent)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation);
    wrap(text, options).join("\n")
}

/// The column at which a line's text begins: after its spaces, and after a mark, a number, a label or the first column of a list.
fn indent(line: &str) -> usize {
    let plain = without_styles(line);
    let spaces = plain.len() - plain.trim_start_matches(' ').len();
    let text = &plain[spaces..];
    let first = text.split(' ').next().unwrap_or_default();
    let is_number = first
        .strip_suffix('.')
        .is_some_and(|digits| !digits.is_empty() && digits.chars().all(|digit| digit.is_ascii_digit()));
    // A label ends with a colon. A column of a list ends with two spaces.
    let is_label = spaces > 0 && first.len() > 1 && first.ends_with(':');
    let is_column = spaces > 0 && text[first.len()..].starts_with("  ");
    if !(MARKS.contains(&first) || is_number || is_label || is_column) {
        return spaces;
    }
    let rest = &text[first.len()..];
    let gap = rest.len() - rest.trim_start_matches(' ').len();
    spaces + first.chars().count() + gap
}

/// A line without the sequences that colour it.
fn without_styles(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let length = super::style::sequence_at(rest).map_or_else(
            || {
                plain.push(c);
                c.len_utf8()
            },
            str::len,
        );
        rest = &rest[length..];
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn further_lines_begin_below_the_text() {
        for (line, expected) in [
            (
                "  1. The mailbox is not a member of the group in the scope.",
                "  1. The mailbox is not a member of the\n     group in the scope.",
            ),
            (
                "\x1b[32m✓\x1b[0m The mailbox exists and the app can send from it.",
                "\x1b[32m✓\x1b[0m The mailbox exists and the app can\n  send from it.",
            ),
            (
                "     For:     Exchange needs 30 minutes to apply a grant.",
                "     For:     Exchange needs 30 minutes\n              to apply a grant.",
            ),
            (
                "   Where: entra.microsoft.com > Entra ID > App registrations",
                "   Where: entra.microsoft.com > Entra ID\n          > App registrations",
            ),
            (
                "  connect   Checks every field of a connection.",
                "  connect   Checks every field of a\n            connection.",
            ),
            ("A short line.", "A short line."),
            (
                "  https://login.microsoftonline.com/a-long-address-that-is-one-word is one word",
                "  https://login.microsoftonline.com/a-long-address-that-is-one-word\n  is one word",
            ),
            ("", ""),
        ] {
            assert_eq!(wrapped(line, 40), expected);
        }
    }

    #[test]
    fn a_narrow_terminal_cuts_lines_itself() {
        let line = "The mailbox is not a member of the group in the scope of the app.";
        assert_eq!(wrapped(line, 20), line);
    }
}
