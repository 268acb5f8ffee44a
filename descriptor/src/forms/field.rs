//! Fields as data: texts for people, and the keywords of JSON Schema that say a field's rule.

/// A field of a form.
pub struct Field {
    /// Name in the form: snake case.
    pub name: &'static str,
    /// Path in the contract, such as `connection.tenant-id`. For a field of a list's entry it starts at the entry.
    pub path: &'static str,
    /// How the value goes into the contract.
    pub mapping: Mapping,
    /// Title for people.
    pub title: &'static str,
    /// What to enter, and where to find it.
    pub help: &'static str,
    /// Values of the field.
    pub kind: Kind,
    /// True if the field must have a value.
    pub required: bool,
    /// ID of the group that shows the field.
    pub group: &'static str,
    /// True if most people do not need the field.
    pub advanced: bool,
    /// Text that the empty control shows.
    pub placeholder: &'static str,
    /// Step of the set-up guide in which the value appears.
    pub guide_step: &'static str,
    /// Messages for values that break a rule.
    pub messages: Vec<ValidationMessage>,
}

/// How a value goes into the contract.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mapping {
    /// The value as it is.
    AsIs,
    /// The platform stores the value under a name, and passes the name.
    SecretName,
    /// Each text of the list becomes the address of a recipient.
    Addresses,
    /// A file: a data URL, or the name of stored bytes.
    File,
    /// Seconds, of which the contract counts milliseconds.
    Seconds,
}

/// Values of a field.
pub enum Kind {
    /// Text.
    Text(Text),
    /// A secret: text that no form shows again.
    Secret(Text),
    /// Yes or no, with the default. Without a default, no value is a third answer.
    Flag(Option<bool>),
    /// A whole number.
    Whole(Whole),
    /// One of several values.
    Choice(Choice),
    /// A list of texts, with the title of an entry.
    Texts(Text, &'static str),
    /// A list of entries that have fields themselves.
    Entries(Vec<Field>),
}

/// The rules of a text, as far as keywords of JSON Schema say them.
#[derive(Default)]
pub struct Text {
    /// Minimum number of characters.
    pub min: usize,
    /// Maximum number of characters.
    pub max: Option<usize>,
    /// Anchored pattern that means the same in ECMA-262 and in Rust.
    pub pattern: Option<String>,
    /// Format of JSON Schema, if the check agrees with it.
    pub format: Option<&'static str>,
    /// Examples.
    pub examples: Vec<&'static str>,
    /// Control that shows the text.
    pub control: &'static str,
}

/// The rules of a whole number.
pub struct Whole {
    /// Minimum.
    pub min: u64,
    /// Maximum.
    pub max: u64,
}

/// The values of a choice.
pub struct Choice {
    /// Value and title of each.
    pub choices: Vec<(&'static str, &'static str)>,
    /// Default.
    pub default: Option<&'static str>,
}

/// The message for a value that a keyword refuses.
pub struct ValidationMessage {
    /// The keyword: `pattern`, `maxLength`, …
    pub keyword: &'static str,
    /// Codes of the violations that the keyword stands for. Empty if the contract's types refuse the value.
    pub codes: &'static [&'static str],
    /// The message: a sentence for people.
    pub text: String,
}

/// A rule that flat JSON Schema cannot say: it concerns several fields, or it counts something that no keyword counts.
pub struct Rule {
    /// Stable id.
    pub id: &'static str,
    /// JSON Pointers of the fields that the rule concerns. The first field shows the message.
    pub fields: &'static [&'static str],
    /// Codes of the violations.
    pub codes: &'static [&'static str],
    /// The rule, as a sentence.
    pub sentence: String,
}

impl Rule {
    /// Makes a rule.
    pub fn new(
        id: &'static str,
        fields: &'static [&'static str],
        codes: &'static [&'static str],
        sentence: impl Into<String>,
    ) -> Self {
        Self {
            id,
            fields,
            codes,
            sentence: sentence.into(),
        }
    }
}

impl Text {
    /// Any text, in a control.
    pub fn any(control: &'static str) -> Self {
        Self {
            control,
            ..Self::default()
        }
    }

    /// Text that matches a pattern, in a control.
    pub fn of(control: &'static str, pattern: String) -> Self {
        Self {
            pattern: Some(pattern),
            ..Self::any(control)
        }
    }

    /// Sets the minimum number of characters.
    pub fn min(mut self, min: usize) -> Self {
        self.min = min;
        self
    }

    /// Sets the maximum number of characters.
    pub fn max(mut self, max: usize) -> Self {
        self.max = Some(max);
        self
    }

    /// Sets a format that means the same as the check.
    pub fn format(mut self, format: &'static str) -> Self {
        self.format = Some(format);
        self
    }

    /// Sets examples.
    pub fn examples(mut self, examples: &[&'static str]) -> Self {
        self.examples = examples.to_vec();
        self
    }
}

impl Field {
    /// Makes an optional field that goes into the contract as it is.
    pub fn new(
        name: &'static str,
        path: &'static str,
        title: &'static str,
        help: &'static str,
        group: &'static str,
        kind: Kind,
    ) -> Self {
        Self {
            name,
            path,
            mapping: Mapping::AsIs,
            title,
            help,
            kind,
            required: false,
            group,
            advanced: false,
            placeholder: "",
            guide_step: "",
            messages: Vec::new(),
        }
    }

    /// Makes the field required. `codes` are those of the violations; they are empty if the contract has no way to leave the field out.
    pub fn required(mut self, codes: &'static [&'static str]) -> Self {
        self.required = true;
        let text = format!("{} is needed.", self.title);
        self.message("required", codes, text)
    }

    /// Sets the way in which the value goes into the contract.
    pub fn mapping(mut self, mapping: Mapping) -> Self {
        self.mapping = mapping;
        self
    }

    /// Marks a field that most people do not need.
    pub fn advanced(mut self) -> Self {
        self.advanced = true;
        self
    }

    /// Sets the text that the empty control shows.
    pub fn placeholder(mut self, text: &'static str) -> Self {
        self.placeholder = text;
        self
    }

    /// Sets the step of the set-up guide.
    pub fn guide_step(mut self, step: &'static str) -> Self {
        self.guide_step = step;
        self
    }

    /// Adds the message for a value that a keyword refuses.
    pub fn message(mut self, keyword: &'static str, codes: &'static [&'static str], text: impl Into<String>) -> Self {
        self.messages.push(ValidationMessage {
            keyword,
            codes,
            text: text.into(),
        });
        self
    }

    /// Adds the message for a text that is too long. The limit is that of the field's text.
    pub fn message_too_long(self, codes: &'static [&'static str]) -> Self {
        let max = match &self.kind {
            Kind::Text(text) | Kind::Secret(text) | Kind::Texts(text, _) => text.max.unwrap_or_default(),
            _ => 0,
        };
        self.message("maxLength", codes, format!("At most {max} characters."))
    }
}
