//! PowerShell's single-quoted strings (about_Quoting_Rules): within them nothing is expanded, and only a quote ends them. To
//! PowerShell the typographic single quotes are quotes as well (language specification §2.3.5.2).

/// A text as a literal.
pub fn literal(text: &str) -> String {
    let mut literal = String::from("'");
    literal.push_str(&in_quotes(text));
    literal.push('\'');
    literal
}

/// A text as it stands between single quotes.
pub fn in_quotes(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted
}
