//! PowerShell's single-quoted strings (about_Quoting_Rules): within them nothing is expanded, and only a quote ends them. To
//! PowerShell the typographic single quotes are quotes as well (language specification §2.3.5.2).

/// A text as a literal of a script, in ASCII: what is beyond stands as `\u` and four hex digits, which `[regex]::Unescape` reads. Windows
/// PowerShell 5.1 reads a file without a byte order mark in the machine's code page, in which a byte of `Ñ` is a quote.
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

/// A text as it stands between the single quotes of a command that people paste.
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
