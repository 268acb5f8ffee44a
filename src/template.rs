//! Fills in texts: `{name}` stands for a value.

use std::borrow::Cow;

/// Replaces each `{name}` by the value that `value` returns for its name. Braces around anything else stay, such as a script block
/// of PowerShell. It is one pass, so that a value with braces is not filled in itself.
pub fn fill<'v>(text: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        rest = after;
        let end = after.bytes().position(|b| !(b.is_ascii_lowercase() || b == b'-'));
        let named = end.and_then(|end| {
            let (name, after) = after.split_at_checked(end)?;
            Some((value(name)?, after.strip_prefix('}')?))
        });
        match named {
            Some((value, after)) => {
                filled.push_str(&value);
                rest = after;
            }
            None => filled.push('{'),
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_and_other_braces_stay() {
        let value = |name: &str| match name {
            "a" => Some(Cow::Borrowed("1")),
            "long-name" => Some(Cow::Borrowed("{a}")),
            _ => None,
        };
        for (text, filled) in [
            ("", ""),
            ("plain", "plain"),
            ("{a}", "1"),
            ("x{a}y{a}", "x1y1"),
            ("{long-name}{a}", "{a}1"),
            ("{b} { $_.a } {a", "{b} { $_.a } {a"),
            ("{{a}}", "{1}"),
            ("{}{", "{}{"),
            ("Grüße {a}é", "Grüße 1é"),
        ] {
            assert_eq!(fill(text, value), filled, "{text}");
        }
    }
}
