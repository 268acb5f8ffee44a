//! The lines of PowerShell that are understood: commands with named parameters, sequences by `;`, and a pipe into
//! `Format-List`. Variables, expressions and other pipes are refused.

use std::fmt;
use std::iter::Peekable;
use std::str::Chars;

/// An error as PowerShell prints it.
#[derive(Debug)]
pub(super) struct CommandError(String);

impl fmt::Display for CommandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl CommandError {
    pub(super) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn unknown_command(name: &str) -> Self {
        Self(format!(
            "{name}: The term '{name}' is not recognized as a name of a cmdlet, function, script file, or executable program.\n\
             Check the spelling of the name, or if a path was included, verify that the path is correct and try again."
        ))
    }

    fn unknown_parameter(command: &str, name: &str) -> Self {
        Self(format!(
            "{command}: A parameter cannot be found that matches parameter name '{name}'."
        ))
    }

    fn not_played(what: &str) -> Self {
        Self(format!("The emulator does not play {what}."))
    }

    /// Exchange's words for a value that names nothing.
    pub(super) fn not_found(command: &Command, identity: &str) -> Self {
        Self(format!(
            "{}: Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The operation couldn't be \
             performed because object '{identity}' couldn't be found on 'DB3PR01A001DC01.EURPR01A001.PROD.OUTLOOK.COM'.",
            command.name()
        ))
    }
}

/// One command, with the properties that `Format-List` shall show.
#[derive(Debug, Default)]
pub(super) struct Command {
    name: String,
    /// Named values; positional ones have an empty name until they are bound.
    arguments: Vec<(String, Option<String>)>,
    properties: Vec<String>,
}

impl Command {
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn properties(&self) -> &[String] {
        &self.properties
    }

    /// Value of a parameter.
    pub(super) fn get(&self, parameter: &str) -> Option<&str> {
        let found = self.arguments.iter().find(|(name, _)| name == parameter);
        found.and_then(|(_, value)| value.as_deref())
    }

    /// Whether a parameter that takes no value was given.
    pub(super) fn has(&self, switch: &str) -> bool {
        self.arguments.iter().any(|(name, _)| name == switch)
    }

    pub(super) fn required(&self, parameter: &str) -> Result<&str, CommandError> {
        self.get(parameter).ok_or_else(|| {
            CommandError(format!(
                "{}: Cannot process command because of one or more missing mandatory parameters: {parameter}.",
                self.name
            ))
        })
    }

    /// Gives every argument its parameter's name, as the cmdlet spells it.
    pub(super) fn bind(&self, name: &str, parameters: &[&str]) -> Result<Self, CommandError> {
        let mut arguments = Vec::new();
        for (given, value) in &self.arguments {
            let spelt = |parameter: &&&str| parameter.trim_start_matches('?').eq_ignore_ascii_case(given);
            let parameter = match given.is_empty() {
                true if arguments.is_empty() => parameters.first(),
                true => None,
                false => parameters.iter().find(spelt),
            };
            let Some(parameter) = parameter else {
                return Err(match (given.is_empty(), value) {
                    (true, Some(value)) => CommandError(format!(
                        "{name}: A positional parameter cannot be found that accepts argument '{value}'."
                    )),
                    _ => CommandError::unknown_parameter(name, given),
                });
            };
            match (parameter.strip_prefix('?'), value) {
                (Some(switch), None) => arguments.push((switch.to_owned(), None)),
                (None, Some(_)) => arguments.push(((*parameter).to_owned(), value.clone())),
                (Some(_), Some(value)) => {
                    return Err(CommandError(format!(
                        "{name}: A positional parameter cannot be found that accepts argument '{value}'."
                    )));
                }
                (None, None) => {
                    return Err(CommandError(format!(
                        "{name}: Missing an argument for parameter '{parameter}'. Specify a parameter of the right type and \
                         try again."
                    )));
                }
            }
        }
        Ok(Self {
            name: name.to_owned(),
            arguments,
            properties: self.properties.clone(),
        })
    }
}

/// A piece of a line.
#[derive(Debug, PartialEq, Eq)]
enum Token {
    /// A word without quotes: a command, a parameter, or a value.
    Word(String),
    /// A value in quotes.
    Quoted(String),
    Semicolon,
    Pipe,
    Comma,
}

/// Reads a line.
pub(super) fn parse(line: &str) -> Result<Vec<Command>, CommandError> {
    let tokens = tokens(line)?;
    let mut commands = Vec::new();
    for sentence in tokens.split(|token| *token == Token::Semicolon) {
        let mut stages = sentence.split(|token| *token == Token::Pipe);
        let mut command = match stages.next() {
            Some([]) | None => continue,
            Some(first) => stage(first)?,
        };
        if let Some(format) = stages.next() {
            command.properties = format_list(format)?;
        }
        if stages.next().is_some() {
            return Err(CommandError::not_played("pipes of more than two commands"));
        }
        commands.push(command);
    }
    Ok(commands)
}

fn stage(tokens: &[Token]) -> Result<Command, CommandError> {
    let Some((Token::Word(name), rest)) = tokens.split_first() else {
        return Err(CommandError::not_played("commands in quotes"));
    };
    let mut command = Command {
        name: name.clone(),
        ..Command::default()
    };
    let mut rest = rest.iter().peekable();
    while let Some(token) = rest.next() {
        let argument = match token {
            Token::Word(word) if word.starts_with('-') => {
                let value = match rest.peek() {
                    Some(Token::Word(next)) if next.starts_with('-') => None,
                    Some(Token::Word(value) | Token::Quoted(value)) => Some(value.clone()),
                    _ => None,
                };
                if value.is_some() {
                    rest.next();
                }
                (word.trim_start_matches('-').to_owned(), value)
            }
            Token::Word(value) | Token::Quoted(value) => (String::new(), Some(value.clone())),
            Token::Comma | Token::Pipe | Token::Semicolon => return Err(CommandError::not_played("lists of values")),
        };
        command.arguments.push(argument);
    }
    Ok(command)
}

/// Reads what follows the pipe: `Format-List`, or `fl`, and names of properties.
fn format_list(tokens: &[Token]) -> Result<Vec<String>, CommandError> {
    let Some((Token::Word(name), rest)) = tokens.split_first() else {
        return Err(CommandError::new("An empty pipe element is not allowed."));
    };
    if !["Format-List", "fl"].iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return Err(CommandError::not_played(&format!("the pipe into {name}")));
    }
    let mut properties = Vec::new();
    for (place, token) in rest.iter().enumerate() {
        match (place % 2, token) {
            (0, Token::Word(name) | Token::Quoted(name)) if !name.starts_with('-') => properties.push(name.clone()),
            (1, Token::Comma) => {}
            _ => return Err(CommandError::not_played("other arguments of Format-List")),
        }
    }
    Ok(properties)
}

fn tokens(line: &str) -> Result<Vec<Token>, CommandError> {
    let mut tokens = Vec::new();
    let mut letters = line.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\n' | ';' => tokens.push(Token::Semicolon),
            '|' => tokens.push(Token::Pipe),
            ',' => tokens.push(Token::Comma),
            letter if letter.is_whitespace() => {}
            letter if quote(letter).is_some() => tokens.push(Token::Quoted(quoted(letter, &mut letters)?)),
            '$' | '(' | ')' | '{' | '}' | '@' | '&' | '<' | '>' | '`' | '#' => {
                return Err(CommandError::not_played(&format!("'{letter}' outside quotes")));
            }
            letter => {
                let mut word = String::from(letter);
                while let Some(next) = letters
                    .next_if(|next| !next.is_whitespace() && quote(*next).is_none() && !";|,$(){}&<>`".contains(*next))
                {
                    word.push(next);
                }
                tokens.push(Token::Word(word));
            }
        }
    }
    Ok(tokens)
}

/// What a letter is, if it opens or closes a string. PowerShell takes typographic quotes for plain ones.
fn quote(letter: char) -> Option<char> {
    match letter {
        '\'' | '\u{2018}'..='\u{201b}' => Some('\''),
        '"' | '\u{201c}'..='\u{201e}' => Some('"'),
        _ => None,
    }
}

/// Reads a string after its first quote.
fn quoted(opened_by: char, letters: &mut Peekable<Chars<'_>>) -> Result<String, CommandError> {
    let kind = quote(opened_by);
    let mut value = String::new();
    loop {
        match letters.next() {
            // Doubled, a quote stands for one.
            Some(next) if quote(next) == kind => match letters.next_if(|after| quote(*after) == kind) {
                Some(_) => value.push(next),
                None => return Ok(value),
            },
            Some('$' | '`') if kind == Some('"') => return Err(CommandError::not_played("expansion in double quotes")),
            Some(next) => value.push(next),
            None => {
                return Err(CommandError::new(format!(
                    "The string is missing the terminator: {opened_by}."
                )));
            }
        }
    }
}
