//! Reads which modules a source file names.

/// Returns the top-level modules that a file names by a path from `crate` or `super`. `module` is the path of the file's own
/// module below the crate's root. Unit tests are left out: they may use everything.
pub fn named_modules(source: &str, module: &[String]) -> Vec<String> {
    let code = without_unit_tests(&code_only(source));
    let mut found = Vec::new();
    for (start, _) in code.match_indices("crate").chain(code.match_indices("super")) {
        let before = code[..start].chars().next_back().unwrap_or(' ');
        // A path begins here: the word is no part of a longer one, of a path or of a macro variable.
        if is_word(before) || before == ':' || before == '$' {
            continue;
        }
        found.extend(below_root(&code[start..], module));
    }
    found
}

/// Returns the first names below the crate's root in a path that begins with `crate` or `super`. Returns none if the path ends
/// below another module.
fn below_root(path: &str, module: &[String]) -> Vec<String> {
    let mut rest = path;
    let mut depth = module.len();
    loop {
        let (word, after) = split_word(rest);
        match word {
            "crate" => depth = 0,
            "super" => depth = depth.saturating_sub(1),
            _ => return if depth == 0 { first_names(rest) } else { Vec::new() },
        }
        match after.trim_start().strip_prefix("::") {
            Some(after) => rest = after.trim_start(),
            // `pub(crate)` and the like.
            None => return Vec::new(),
        }
    }
}

/// Returns the first name of a path, or those of all branches of a use tree.
fn first_names(tree: &str) -> Vec<String> {
    let Some(inside) = tree.strip_prefix('{') else {
        let (word, _) = split_word(tree);
        return (!word.is_empty()).then(|| word.to_owned()).into_iter().collect();
    };
    let mut names = Vec::new();
    let mut depth = 1;
    let mut is_start = true;
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => is_start = true,
            c if is_start && is_word(c) => {
                is_start = false;
                names.push(split_word(&inside[at..]).0.to_owned());
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    names
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn split_word(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c| !is_word(c)).unwrap_or(text.len()))
}

/// Removes `#[cfg(test)] mod … { … }`.
fn without_unit_tests(code: &str) -> String {
    const MARK: &str = "#[cfg(test)]";
    let mut rest = code;
    let mut kept = String::new();
    while let Some(at) = rest.find(MARK) {
        let (before, after) = rest.split_at(at + MARK.len());
        kept.push_str(before);
        rest = after;
        let item = after.trim_start();
        if !item.starts_with("mod ") {
            continue;
        }
        let Some(open) = item.find(['{', ';']) else { break };
        let mut depth = 0;
        let end = item[open..].char_indices().find_map(|(at, c)| {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
            (depth == 0).then_some(open + at + 1)
        });
        rest = &item[end.expect("braces are balanced")..];
    }
    kept + rest
}

/// Replaces comments, and the content of strings and characters, with nothing.
fn code_only(source: &str) -> String {
    let mut code = String::new();
    let mut rest = source;
    while let Some(c) = rest.chars().next() {
        let skipped = match c {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            'r' if !code.ends_with(is_word) => raw_string(rest),
            '"' => string(rest),
            '\'' => character(rest),
            _ => 0,
        };
        if skipped == 0 {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            code.push(' ');
            rest = &rest[skipped..];
        }
    }
    code
}

/// Length of `r"…"` or `r#"…"#`, or 0.
fn raw_string(text: &str) -> usize {
    let hashes = text[1..].bytes().take_while(|b| *b == b'#').count();
    let Some(content) = text[1 + hashes..].strip_prefix('"') else {
        return 0;
    };
    let end = format!("\"{}", "#".repeat(hashes));
    let length = content.find(&end).expect("a raw string ends");
    1 + hashes + 1 + length + end.len()
}

/// Length of `"…"`.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Length of `'c'` or `'\…'`, or 0 for a lifetime.
fn character(text: &str) -> usize {
    if let Some(escape) = text.strip_prefix("'\\") {
        return 2 + 1 + escape[1..].find('\'').expect("a character ends") + 1;
    }
    let mut chars = text.char_indices().skip(2);
    match chars.next() {
        Some((at, '\'')) => at + 1,
        _ => 0,
    }
}

#[test]
fn paths_are_found_in_every_form() {
    let module = ["graph".to_owned(), "client".to_owned()];
    let source = r##"
        //! crate::comment::x
        use crate::{auth::{self, Token}, call::Call, http};
        use super::{error, request};
        use super::super::mime;
        pub(crate) fn f<'a>(c: &'a crate::secret::AccessToken) -> char {
            let text = "crate::in_a_string"; let raw = r#"use crate::raw;"#;
            /* crate::block */
            crate::lenient_json::parse(text);
            macro_rules! m { () => { $crate::not_here() } }
            match c { '"' => '\'', _ => 'x' }
        }
        #[cfg(test)]
        mod tests { use crate::only_in_tests; }
        fn g() { crate::step() }
    "##;
    let mut found = named_modules(source, &module);
    found.sort_unstable();
    assert_eq!(
        found,
        ["auth", "call", "http", "lenient_json", "mime", "secret", "step"]
    );
    assert_eq!(named_modules("use super::http;", &module[..1]), ["http"]);
    assert!(named_modules("use super::http;", &module).is_empty());
}
