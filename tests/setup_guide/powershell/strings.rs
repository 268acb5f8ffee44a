//! Texts: literals, patterns, and the methods of strings.

use regex::{Regex, RegexBuilder};
use tree_sitter::Node;

use super::{Done, Process, named, value::Value};
use crate::reading::{decode, unescape};

impl<'t> Process<'t, '_, '_> {
    pub fn string(&mut self, node: Node<'t>) -> Done<'t, Value<'t>> {
        let literal = node.named_child(0).unwrap_or(node);
        match literal.kind() {
            "verbatim_string_characters" => Ok(Value::text(&decode(self.text(literal)))),
            "expandable_string_literal" => self.expandable(literal),
            other => panic!("a text of the kind {other}"),
        }
    }

    /// A text between double quotes. The grammar names the variables and expressions within; the rest is what stands between them.
    fn expandable(&mut self, node: Node<'t>) -> Done<'t, Value<'t>> {
        let (mut at, end) = (node.start_byte() + 1, node.end_byte() - 1);
        let mut text = String::new();
        for part in named(node) {
            text += &plain(&self.source[at..part.start_byte()]);
            let value = match part.kind() {
                "variable" => self.get(self.text(part))?,
                _ => self.expression(part)?,
            };
            text += &value.to_text();
            at = part.end_byte();
        }
        text += &plain(&self.source[at..end]);
        Ok(Value::text(&text))
    }
}

/// What stands between two variables of a text: `""` is one quote, and a backtick takes the next character as it is.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '`' => match letters.next().unwrap() {
                'n' => plain.push('\n'),
                other if other.is_ascii_alphabetic() => panic!("the escape `{other}"),
                other => plain.push(other),
            },
            '"' => {
                assert_eq!(letters.next(), Some('"'));
                plain.push('"');
            }
            other => plain.push(other),
        }
    }
    plain
}

/// A regular expression of .NET, without regard to case. The patterns of the script mean the same in both languages.
pub fn pattern(text: &str) -> Regex {
    RegexBuilder::new(text).case_insensitive(true).build().unwrap()
}

/// `-like`: only `*` stands for anything.
pub fn is_like(text: &str, wildcard: &str) -> bool {
    assert!(!wildcard.contains(['?', '[', '`']), "{wildcard}");
    let parts: Vec<String> = wildcard.split('*').map(regex::escape).collect();
    pattern(&format!("^(?s:{})$", parts.join(".*"))).is_match(text)
}

/// A method of a value, or of a type.
pub fn method<'t>(of: &Value<'t>, name: &str, arguments: &[Value<'t>]) -> Value<'t> {
    let texts: Vec<String> = arguments.iter().map(Value::to_text).collect();
    match (of, name, texts.as_slice()) {
        (Value::Text(text), "Replace", [from, to]) => Value::text(&text.replace(from.as_str(), to)),
        (Value::Text(text), "Trim", []) => Value::text(text.trim()),
        (Value::Text(text), "Trim", [letters]) => Value::text(text.trim_matches(|c: char| letters.contains(c))),
        (Value::Text(text), "StartsWith", [start]) => Value::Bool(text.starts_with(start.as_str())),
        (Value::Text(text), "ToString", _) => Value::Text(text.clone()),
        (Value::Type(own), "Unescape", [text]) if &**own == "regex" => Value::text(&unescape(text)),
        _ => panic!("{of:?}.{name}({texts:?})"),
    }
}
