//! Texts with named values. `{name}` stands for a value. A text that a person sees is made of its template and its [`Param`]s by
//! [`fill`], and by nothing else: who has both, as a program that shows texts in another language, gets the same text.

use std::borrow::Cow;

use crate::{contract::Param, uri};

/// A part of a template.
enum Part<'t> {
    Words(&'t str),
    Name(&'t str),
}

/// Splits a template. Braces around anything but a name are words, such as a script block of PowerShell.
fn parts(mut template: &str) -> impl Iterator<Item = Part<'_>> {
    let mut name = None;
    std::iter::from_fn(move || {
        if let Some(name) = name.take() {
            return Some(Part::Name(name));
        }
        if template.is_empty() {
            return None;
        }
        // The first brace that opens a name.
        let found = template.match_indices('{').find_map(|(at, _)| {
            let (words, rest) = template.split_at_checked(at)?;
            let rest = rest.strip_prefix('{')?;
            let end = rest
                .bytes()
                .position(|b| !(b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'))?;
            let (found, rest) = rest.split_at_checked(end)?;
            Some((words, found, rest.strip_prefix('}').filter(|_| end > 0)?))
        });
        let (words, rest) = match found {
            Some((words, found, rest)) => {
                name = Some(found);
                (words, rest)
            }
            None => (template, ""),
        };
        template = rest;
        Some(Part::Words(words))
    })
}

/// Returns the values of the names that stand in templates, each once. A name without a value stays in the text as it is.
pub fn params<'v>(templates: &[&str], value: impl Fn(&str) -> Option<Cow<'v, str>>) -> Vec<Param> {
    let mut params: Vec<Param> = Vec::new();
    for part in templates.iter().flat_map(|template| parts(template)) {
        let Part::Name(name) = part else { continue };
        if params.iter().any(|known| known.name == name) {
            continue;
        }
        if let Some(value) = value(name) {
            params.push(Param {
                name: name.to_owned(),
                value: value.into_owned(),
            });
        }
    }
    params
}

/// Returns the value of a name in a list, for [`params`].
pub fn named<'v>(values: &'v [(&str, impl AsRef<str>)]) -> impl Fn(&str) -> Option<Cow<'v, str>> {
    move |name| {
        let (_, value) = values.iter().find(|(known, _)| *known == name)?;
        Some(Cow::Borrowed(value.as_ref()))
    }
}

/// Puts the values into a template. It is one pass, so that a value with braces is not filled in itself.
pub fn fill(template: &str, params: &[Param]) -> String {
    let mut filled = String::with_capacity(template.len());
    for part in parts(template) {
        match part {
            Part::Words(words) => filled.push_str(words),
            Part::Name(name) => match params.iter().find(|param| param.name == name) {
                Some(param) => filled.push_str(&param.value),
                None => filled.extend(["{", name, "}"]),
            },
        }
    }
    filled
}

/// Expands a URI template of level 1 (RFC 6570 §3.2.2). Returns `None` if it has a name without a value.
pub fn expand<'v>(template: &str, value: impl Fn(&str) -> Option<Cow<'v, str>>) -> Option<String> {
    let mut expanded = String::with_capacity(template.len());
    for part in parts(template) {
        match part {
            Part::Words(words) => expanded.push_str(words),
            Part::Name(name) => expanded.push_str(&uri::encode(&value(name)?)),
        }
    }
    Some(expanded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(name: &str) -> Option<Cow<'static, str>> {
        match name {
            "a" => Some(Cow::Borrowed("1")),
            "long_name" => Some(Cow::Borrowed("{a}")),
            "odd" => Some(Cow::Borrowed("a/b c\u{e9}~")),
            _ => None,
        }
    }

    #[test]
    fn names_are_replaced_and_other_braces_stay() {
        for (text, filled) in [
            ("", ""),
            ("plain", "plain"),
            ("{a}", "1"),
            ("x{a}y{a}", "x1y1"),
            ("{long_name}{a}", "{a}1"),
            ("{b} { $_.a } {a", "{b} { $_.a } {a"),
            ("{{a}}", "{1}"),
            ("{}{", "{}{"),
            ("Grüße {a}é", "Grüße 1é"),
        ] {
            assert_eq!(fill(text, &params(&[text], value)), filled, "{text}");
        }
    }

    #[test]
    fn every_name_has_its_value_once() {
        let found = params(&["{a} {b}", "{long_name} {a}"], value);
        let found: Vec<(&str, &str)> = found.iter().map(|p| (p.name.as_str(), p.value.as_str())).collect();
        assert_eq!(found, [("a", "1"), ("long_name", "{a}")]);
    }

    #[test]
    fn an_address_is_whole_or_none() {
        assert_eq!(
            expand("https://h/#x/{odd}/{a}", value).as_deref(),
            Some("https://h/#x/a%2Fb%20c%C3%A9~/1")
        );
        assert_eq!(expand("https://h/{b}", value), None);
    }
}
