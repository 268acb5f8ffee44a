//! What `Format-Table` prints: names, a line of dashes, and a row for each object. Some commands print it by default.

use super::super::object::{Object, is_name};

/// Reads a table. Returns its objects and how many lines they take.
pub fn take(lines: &[&str]) -> Option<(Vec<Object>, usize)> {
    let [header, dashes, rows @ ..] = lines else {
        return None;
    };
    if !is_dashes(dashes) {
        return None;
    }
    let names: Vec<&str> = header.split_whitespace().map(super::whole_name).collect();
    let starts = starts(dashes);
    if names.is_empty() || names.len() != starts.len() || !names.iter().all(|name| is_name(name)) {
        return None;
    }
    let mut objects = Vec::new();
    let mut used = 2_usize;
    for row in rows {
        // Another header follows without an empty line if a chat program dropped it.
        let is_header = rows.get(used.saturating_sub(1)).is_some_and(|next| is_dashes(next));
        if row.trim().is_empty() || is_header {
            break;
        }
        used = used.saturating_add(1);
        let mut object = Object::default();
        for (name, value) in names.iter().zip(values(row, &starts)) {
            object.add(name, &value);
        }
        objects.push(object);
    }
    Some((objects, used))
}

fn is_dashes(line: &str) -> bool {
    line.contains("--") && line.chars().all(|c| matches!(c, '-' | ' ' | '\t'))
}

/// The columns at which the groups of dashes begin, in characters.
fn starts(dashes: &str) -> Vec<usize> {
    let mut before = ' ';
    let mut starts = Vec::new();
    for (at, c) in dashes.chars().enumerate() {
        if c == '-' && before != '-' {
            starts.push(at);
        }
        before = c;
    }
    starts
}

/// Splits a row: where its columns begin; if the row lost its columns, at two blanks or more; else the words that can be told apart.
fn values(row: &str, starts: &[usize]) -> Vec<String> {
    let chars: Vec<char> = row.chars().collect();
    let fits = starts.iter().all(|start| {
        let before = start.checked_sub(1).and_then(|before| chars.get(before));
        before.is_none_or(|c| c.is_whitespace())
            && (*start == 0 || *start >= chars.len() || chars.get(*start).is_some())
    });
    if fits && chars.len() > starts.last().copied().unwrap_or_default() {
        let ends = starts.iter().copied().skip(1).chain([chars.len()]);
        return starts
            .iter()
            .zip(ends)
            .map(|(start, end)| {
                chars
                    .get(*start..end)
                    .unwrap_or_default()
                    .iter()
                    .collect::<String>()
                    .trim()
                    .to_owned()
            })
            .collect();
    }
    let parts: Vec<String> = row
        .split("  ")
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect();
    if parts.len() == starts.len() {
        return parts;
    }
    by_words(row, starts.len())
}

/// Splits a row whose blanks were collapsed. `Application` and the word behind it are one name of a role; the last column is the last
/// word; what is between belongs to the columns between.
fn by_words(row: &str, count: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in row.split_whitespace() {
        match words.last_mut() {
            Some(last) if last == "Application" => {
                last.push(' ');
                last.push_str(word);
            }
            _ => words.push(word.to_owned()),
        }
    }
    while words.len() > count && words.len() > 2 {
        let last = words.len().saturating_sub(2);
        let word = words.remove(last);
        if let Some(before) = words.get_mut(last.saturating_sub(1)) {
            before.push(' ');
            before.push_str(&word);
        }
    }
    words
}
