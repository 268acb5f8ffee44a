//! What `Format-List` prints: lines of `Name : Value`, objects apart by empty lines. Pastes lose the empty lines, run lines together, and
//! break long values.

use super::{
    super::object::{Object, is_name},
    is_known,
};

/// A console is this wide or wider: a shorter line was not broken by it.
const CONSOLE: usize = 78;

/// Reads the objects up to the first line that is no part of a list. Returns them and how many lines they take.
pub fn take(lines: &[&str]) -> Option<(Vec<Object>, usize)> {
    let mut objects: Vec<Object> = Vec::new();
    let mut object = Object::default();
    let mut used = 0_usize;
    let mut before = "";
    for line in lines {
        if line.trim().is_empty() {
            finish(&mut objects, &mut object);
        } else if is_continuation(line, before, &object) {
            object.extend_last(line);
        } else {
            let properties = properties(line);
            if properties.is_empty() {
                break;
            }
            for (name, value) in properties {
                // The next object follows without an empty line.
                if object.has(&name.to_ascii_lowercase()) {
                    finish(&mut objects, &mut object);
                }
                object.add(name, value);
            }
        }
        before = line;
        used = used.saturating_add(1);
    }
    finish(&mut objects, &mut object);
    (!objects.is_empty()).then_some((objects, used))
}

fn finish(objects: &mut Vec<Object>, object: &mut Object) {
    if !object.is_empty() {
        objects.push(std::mem::take(object));
    }
}

/// Returns whether a line goes on with the value of the line before: it is indented, or the value is open, or the line before was
/// as long as a console is wide.
fn is_continuation(line: &str, before: &str, object: &Object) -> bool {
    let Some(value) = object.last_value() else { return false };
    if line.starts_with("        ") {
        return true;
    }
    let is_property = line
        .split_once(':')
        .is_some_and(|(name, _)| is_known(name.trim()) || name.ends_with(' ') && is_name(name.trim()));
    let is_open = value.matches('\'').count() % 2 == 1 || value.starts_with('{') && !value.contains('}');
    !is_property && (is_open || before.chars().count() >= CONSOLE)
}

/// Returns the properties of a line: one, or several if lines were run together.
fn properties(line: &str) -> Vec<(&str, &str)> {
    let line = line.trim().trim_start_matches("@{").trim_end_matches('}');
    let line = line.trim_start_matches(['-', '*', '>', '\u{2022}']).trim();
    let mut starts: Vec<(usize, usize)> = Vec::new();
    for (at, mark) in line.char_indices().filter(|(_, c)| matches!(c, ':' | '=')) {
        let before = line.get(..at).unwrap_or_default().trim_end();
        let start = before.rfind(|c: char| !c.is_ascii_alphanumeric()).map_or(0, |last| {
            last.saturating_add(
                before
                    .get(last..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(1, char::len_utf8),
            )
        });
        let name = before.get(start..).unwrap_or_default();
        let is_first = starts.is_empty() && start == 0 && mark == ':' && is_name(name);
        let is_next = is_known(name)
            && (start == 0
                || before
                    .get(..start)
                    .is_some_and(|rest| rest.ends_with([' ', ';', ',', '\t'])));
        if is_first || is_next {
            starts.push((start, at));
        }
    }
    let ends: Vec<usize> = starts
        .iter()
        .skip(1)
        .map(|(start, _)| *start)
        .chain([line.len()])
        .collect();
    starts
        .iter()
        .zip(ends)
        .filter_map(|((start, mark), end)| {
            let name = line.get(*start..*mark)?.trim();
            let value = line
                .get(mark.saturating_add(1)..end)?
                .trim()
                .trim_end_matches([';', ',']);
            is_name(name).then_some((name, value))
        })
        .collect()
}
