//! Fields as data: texts for people, and the keywords of JSON Schema that say a field's rule.

/// A field of a form.
pub struct Field {
    /// Name in the form: snake case.
    pub name: &'static str,
    /// Path in the contract, such as `connection.tenant-id`; within an entry of a list, from the entry on.
    pub path: &'static str,
    /// How the value goes into the contract.
    pub mapping: Mapping,
    /// Title for people.
    pub title: &'static str,
    /// What to enter, and where to find it.
    pub help: &'static str,
    /// What values it has.
    pub kind: Kind,
    /// Must be given.
    pub required: bool,
    /// Id of the group that it is shown in.
    pub group: &'static str,
    /// Most people leave it alone.
    pub advanced: bool,
    /// Shown in the empty control.
    pub placeholder: &'static str,
    /// Step of the set-up guide where the value comes up.
    pub guide_step: &'static str,
    /// What to tell a person whose value breaks a rule.
    pub messages: Vec<ValidationMessage>,
}

/// How a value goes into the contract.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mapping {
    /// As it is.
    AsIs,
    /// Stored under a name, which is passed in its place.
    SecretName,
    /// Each text of the list becomes the address of a recipient.
    Addresses,
    /// It chooses the case of a variant.
    Case,
    /// It is what the chosen case of a variant holds.
    Payload,
}

/// What values a field has.
pub enum Kind {
    /// Text.
    Text(Text),
    /// A secret: text that is never shown again.
    Secret(Text),
    /// Yes or no, and what is taken when it is left out; none where that is a third answer.
    Flag(Option<bool>),
    /// A whole number.
    Whole(Whole),
    /// One of several, each with its title.
    Choice(Choice),
    /// A list of texts, and the least number of them.
    Texts(Text, usize),
    /// A list of entries with fields of their own.
    Entries(Vec<Field>),
}

/// The rule of a text, as far as keywords say it.
#[derive(Default)]
pub struct Text {
    /// Least number of characters.
    pub min: usize,
    /// Most characters.
    pub max: Option<usize>,
    /// Anchored pattern that ECMA-262 and Rust read alike.
    pub pattern: Option<String>,
    /// Format of JSON Schema; only where it agrees with the check.
    pub format: Option<&'static str>,
    /// Examples.
    pub examples: Vec<&'static str>,
    /// Control to show it in.
    pub control: &'static str,
}

/// The rule of a whole number.
pub struct Whole {
    /// Least value.
    pub min: u64,
    /// Greatest value.
    pub max: u64,
    /// What is taken when it is left out.
    pub default: Option<u64>,
}

/// The values of a choice.
pub struct Choice {
    /// Value and title of each.
    pub choices: Vec<(&'static str, &'static str)>,
    /// What is taken when it is left out.
    pub default: Option<&'static str>,
}

/// What to tell when a keyword refuses a value.
pub struct ValidationMessage {
    /// The keyword: `pattern`, `maxLength`, …
    pub keyword: &'static str,
    /// Codes of the check's rules that the keyword stands for. None where the contract's types refuse the value.
    pub codes: &'static [&'static str],
    /// The sentence.
    pub text: String,
}

/// A rule that flat JSON Schema cannot say: it spans fields, or counts what no keyword counts.
pub struct Rule {
    /// Stable id.
    pub id: &'static str,
    /// JSON Pointers of the fields that it is about; the first is where to show it.
    pub fields: &'static [&'static str],
    /// Codes of the check's rules.
    pub codes: &'static [&'static str],
    /// The rule, as a sentence.
    pub sentence: String,
}

impl Rule {
    /// Makes one.
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
    /// Text of any kind in a control.
    pub fn any(control: &'static str) -> Self {
        Self {
            control,
            ..Self::default()
        }
    }

    /// Text of a pattern.
    pub fn of(control: &'static str, pattern: String) -> Self {
        Self {
            pattern: Some(pattern),
            ..Self::any(control)
        }
    }

    /// At least so many characters.
    pub fn min(mut self, min: usize) -> Self {
        self.min = min;
        self
    }

    /// At most so many characters.
    pub fn max(mut self, max: usize) -> Self {
        self.max = Some(max);
        self
    }

    /// A format that says the same as the check.
    pub fn format(mut self, format: &'static str) -> Self {
        self.format = Some(format);
        self
    }

    /// Examples.
    pub fn examples(mut self, examples: &[&'static str]) -> Self {
        self.examples = examples.to_vec();
        self
    }
}

impl Field {
    /// An optional field that is passed as it is.
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

    /// Must be given; `codes` are those of the check, of which there are none where the contract has no way to leave it out.
    pub fn required(mut self, codes: &'static [&'static str]) -> Self {
        self.required = true;
        let text = format!("{} is needed.", self.title);
        self.message("required", codes, text)
    }

    /// How the value goes into the contract.
    pub fn mapping(mut self, mapping: Mapping) -> Self {
        self.mapping = mapping;
        self
    }

    /// Most people leave it alone.
    pub fn advanced(mut self) -> Self {
        self.advanced = true;
        self
    }

    /// Shown in the empty control.
    pub fn placeholder(mut self, text: &'static str) -> Self {
        self.placeholder = text;
        self
    }

    /// Step of the set-up guide.
    pub fn guide_step(mut self, step: &'static str) -> Self {
        self.guide_step = step;
        self
    }

    /// What to tell when a keyword refuses a value.
    pub fn message(mut self, keyword: &'static str, codes: &'static [&'static str], text: impl Into<String>) -> Self {
        self.messages.push(ValidationMessage {
            keyword,
            codes,
            text: text.into(),
        });
        self
    }

    /// What to tell when a text is too long. The limit is the one that the field's text has.
    pub fn message_too_long(self, codes: &'static [&'static str]) -> Self {
        let max = match &self.kind {
            Kind::Text(text) | Kind::Secret(text) | Kind::Texts(text, _) => text.max.unwrap_or_default(),
            _ => 0,
        };
        self.message("maxLength", codes, format!("At most {max} characters."))
    }
}
