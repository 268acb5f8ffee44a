//! What `Export-Csv` and `ConvertTo-Csv` write (RFC 4180, with a comma, a semicolon or a tab), and tables of Markdown.

use super::{super::object::Object, is_known};

/// Reads a table whose first line names the columns. Returns its objects and how many lines they take.
pub fn take(lines: &[&str]) -> Option<(Vec<Object>, usize)> {
    let mut used = usize::from(lines.first().is_some_and(|line| line.starts_with("#TYPE")));
    let header = lines.get(used)?.trim();
    let separator = [',', ';', '\t', '|'].into_iter().find(|separator| {
        let names = fields(header, *separator);
        names.len() > 1 && names.iter().filter(|name| is_known(name)).count() > 1
    });
    let separator = match separator {
        Some(separator) => separator,
        // One column, in quotes.
        None if header.starts_with('"') && is_known(header.trim_matches('"')) => ',',
        None => return None,
    };
    let names = fields(header, separator);
    used = used.saturating_add(1);
    let mut objects = Vec::new();
    for line in lines.get(used..).unwrap_or_default() {
        let values = fields(line.trim(), separator);
        if line.trim().is_empty() || values.len() != names.len() {
            break;
        }
        used = used.saturating_add(1);
        // The line of dashes below the header of a table in Markdown.
        if values
            .iter()
            .all(|value| !value.is_empty() && value.chars().all(|c| matches!(c, '-' | ':' | ' ')))
        {
            continue;
        }
        let mut object = Object::default();
        for (name, value) in names.iter().zip(&values) {
            object.add(name, value);
        }
        objects.push(object);
    }
    (!objects.is_empty()).then_some((objects, used))
}

/// Splits a line. A quote inside quotes is doubled.
fn fields(line: &str, separator: char) -> Vec<String> {
    let line = match separator {
        '|' => line.trim_start_matches('|').trim_end_matches('|'),
        _ => line,
    };
    let mut fields = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let Some(field) = fields.last_mut() else { break };
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => fields.push(String::new()),
            c => field.push(c),
        }
    }
    fields.iter().map(|field| field.trim().to_owned()).collect()
}
