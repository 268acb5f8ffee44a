//! The commands that the connector's checks print: one cmdlet with named parameters, then `| Format-List` and the names of
//! properties. Nothing else of PowerShell is understood.

/// One command.
#[derive(Debug, Default)]
pub(super) struct Command {
    name: String,
    /// Each parameter with its value. A switch has none.
    parameters: Vec<(String, Option<String>)>,
    properties: Vec<String>,
}

impl Command {
    /// Parses a line.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let (call, properties) = line
            .split_once("| Format-List")
            .ok_or_else(|| format!("The emulator runs commands that end with `| Format-List`, and not: {line}"))?;
        let mut words = words(call)?.into_iter().peekable();
        let mut command = Self {
            name: words.next().map(|word| word.text).unwrap_or_default(),
            properties: properties.split(',').map(|name| name.trim().to_owned()).collect(),
            ..Self::default()
        };
        command.properties.retain(|name| !name.is_empty());
        while let Some(word) = words.next() {
            let Some(parameter) = word.text.strip_prefix('-').filter(|_| !word.quoted) else {
                return Err(format!(
                    "The emulator wants the name of a parameter before `{}`.",
                    word.text
                ));
            };
            let value = words.next_if(|next| next.quoted || !next.text.starts_with('-'));
            command
                .parameters
                .push((parameter.to_owned(), value.map(|word| word.text)));
        }
        Ok(command)
    }

    /// A command from its parts.
    pub(super) fn of(name: &str, parameters: &[(&str, &str)]) -> Self {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), Some((*value).to_owned()));
        Self {
            name: name.to_owned(),
            parameters: parameters.iter().map(owned).collect(),
            properties: Vec::new(),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn properties(&self) -> &[String] {
        &self.properties
    }

    /// Returns the value of a parameter.
    pub(super) fn get(&self, parameter: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(name, _)| name == parameter);
        found.and_then(|(_, value)| value.as_deref())
    }

    /// Returns whether a switch was given.
    pub(super) fn has(&self, switch: &str) -> bool {
        self.parameters.iter().any(|(name, _)| name == switch)
    }

    /// Returns the first parameter that is not in the list.
    pub(super) fn unknown_parameter(&self, known: &[&str]) -> Option<&str> {
        let mut names = self.parameters.iter().map(|(name, _)| name.as_str());
        names.find(|name| !known.contains(name))
    }
}

struct Word {
    text: String,
    quoted: bool,
}

/// Splits a command at blanks. Within quotes, blanks count and a doubled quote stands for one.
fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_whitespace() {
            continue;
        }
        let quoted = ['\'', '"'].contains(&letter);
        let mut text = String::new();
        if !quoted {
            text.push(letter);
        }
        loop {
            match letters.next() {
                Some(next) if quoted && next == letter => match letters.next_if_eq(&letter) {
                    Some(doubled) => text.push(doubled),
                    None => break,
                },
                Some(next) if !quoted && next.is_whitespace() => break,
                Some(next) => text.push(next),
                None if quoted => return Err(format!("A quote has no end: {text}")),
                None => break,
            }
        }
        words.push(Word { text, quoted });
    }
    Ok(words)
}
