//! Single-quoted strings of PowerShell (about_Quoting_Rules). PowerShell expands nothing in them, and only a quote ends them.
//! Typographic single quotes are quotes as well (language specification §2.3.5.2).

/// Returns a text as a literal for a script, in ASCII. Other characters become `\u` and four hex digits, for `[regex]::Unescape`:
/// Windows PowerShell 5.1 reads a file without a byte order mark in the machine's code page, and a byte of `Ñ` is a quote there.
pub fn literal(text: &str) -> String {
    let mut literal = String::from("'");
    for c in text.chars() {
        match c {
            '\'' | '\\' => literal.extend([c, c]),
            c if c.is_ascii() => literal.push(c),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    literal.push_str(&format!("\\u{unit:04X}"));
                }
            }
        }
    }
    literal.push('\'');
    literal
}

/// Returns a text for the place between the single quotes of a command that people paste. Quotes are doubled.
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
