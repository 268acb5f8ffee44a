//! `Format-List`: one property a line, names padded to the longest, long values broken at the console's width.

use super::object::Object;
use crate::world::exchange::is_like;

/// Columns of the console.
const WIDTH: usize = 120;

/// Prints objects with these properties, by name with `*` for any text; without any, with all. A name that an object lacks is
/// left out.
pub(super) fn format(objects: &[Object], properties: &[String]) -> String {
    let mut text = String::new();
    for object in objects {
        let rows = rows(object, properties);
        let names = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        text.push('\n');
        for (name, value) in rows {
            let room = WIDTH.saturating_sub(names + 3).max(1);
            let mut lines = broken(value, room).into_iter();
            let first = lines.next().unwrap_or_default();
            text.push_str(format!("{name:names$} : {first}").trim_end());
            text.push('\n');
            for line in lines {
                text.push_str(format!("{:1$}{line}", "", names + 3).trim_end());
                text.push('\n');
            }
        }
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

fn rows<'o>(object: &'o Object, properties: &[String]) -> Vec<(&'static str, &'o str)> {
    let all = object.properties();
    let row = |(name, value): &'o (&'static str, String)| (*name, value.as_str());
    if properties.is_empty() {
        return all.iter().map(row).collect();
    }
    let mut rows: Vec<(&'static str, &str)> = Vec::new();
    for pattern in properties {
        for (name, value) in all.iter().filter(|(name, _)| is_like(name, pattern)).map(row) {
            if !rows.iter().any(|(own, _)| *own == name) {
                rows.push((name, value));
            }
        }
    }
    rows
}

/// Breaks a value after spaces, and within a word that is longer than a line.
fn broken(value: &str, room: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in value.split_inclusive(' ') {
        if line.chars().count() + word.trim_end().chars().count() > room && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for letter in word.chars() {
            if line.chars().count() == room {
                lines.push(std::mem::take(&mut line));
            }
            line.push(letter);
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_padded_and_empty_values_end_at_the_colon() {
        let object = Object::new().with("Id", "1").with("DisplayName", "");
        assert_eq!(
            format(&[object.clone(), object], &[]),
            "\nId          : 1\nDisplayName :\n\nId          : 1\nDisplayName :\n\n"
        );
    }

    #[test]
    fn only_what_was_asked_for_is_shown_in_that_order() {
        let object = Object::new()
            .with("EwsEnabled", "True")
            .with("EwsAllowList", "{}")
            .with("Id", "1");
        assert_eq!(
            format(
                std::slice::from_ref(&object),
                &["Id".into(), "ews*".into(), "Nope".into()]
            ),
            "\nId           : 1\nEwsEnabled   : True\nEwsAllowList : {}\n\n"
        );
        assert_eq!(format(&[], &[]), "");
    }

    #[test]
    fn long_values_go_on_below_themselves() {
        let value = format!("{} {}", "a".repeat(110), "b".repeat(130));
        let text = format(&[Object::new().with("Filter", value)], &[]);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], format!("Filter : {}", "a".repeat(110)));
        assert_eq!(lines[2], format!("         {}", "b".repeat(111)));
        assert_eq!(lines[3], format!("         {}", "b".repeat(19)));
    }
}
