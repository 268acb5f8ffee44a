//! Words, marks and quoted texts of an OData expression.

/// A piece of an expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Word(String),
    /// Content of a quoted text, with doubled quotes made single.
    Text(String),
    Mark(char),
}

/// Splits an expression, or returns the rest that cannot be read.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, &str> {
    let mut rest = expression.trim_start();
    let mut tokens = Vec::new();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => {
                let (text, length) = quoted(rest).ok_or(rest)?;
                tokens.push(Token::Text(text));
                length
            }
            '(' | ')' | ':' | '/' | '=' | ',' => {
                tokens.push(Token::Mark(first));
                1
            }
            _ => {
                let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$' | '@' | '.' | '-');
                let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
                if length == 0 {
                    return Err(rest);
                }
                tokens.push(Token::Word(rest[..length].to_owned()));
                length
            }
        };
        rest = rest[length..].trim_start();
    }
    Ok(tokens)
}

/// Reads a text in quotes from the start, with its length in the expression.
fn quoted(expression: &str) -> Option<(String, usize)> {
    let mut text = String::new();
    let mut characters = expression.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != '\'' {
            text.push(character);
        } else if characters.next_if(|(_, next)| *next == '\'').is_some() {
            text.push('\'');
        } else {
            return Some((text, at + 1));
        }
    }
    None
}
