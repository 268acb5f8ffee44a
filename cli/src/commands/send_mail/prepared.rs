//! A mail that is ready to be sent, whether it came from flags or from a document, and the words that both use.

use clap::ValueEnum;
use outlook_host::types::{Importance, Mail, Recipient, SendOptions, Sensitivity};
use serde::Deserialize;

use crate::commands::files::Files;

/// A mail, how to send it, and the files that it needs.
pub struct Prepared {
    pub mail: Mail,
    pub options: SendOptions,
    pub files: Files,
}

/// Importance, as flags and documents name it.
#[derive(Debug, Clone, Copy, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportanceName {
    Low,
    Normal,
    High,
}

impl From<ImportanceName> for Importance {
    fn from(name: ImportanceName) -> Self {
        match name {
            ImportanceName::Low => Self::Low,
            ImportanceName::Normal => Self::Normal,
            ImportanceName::High => Self::High,
        }
    }
}

/// Sensitivity, as flags and documents name it.
#[derive(Debug, Clone, Copy, ValueEnum, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SensitivityName {
    Normal,
    Personal,
    Private,
    Confidential,
}

impl From<SensitivityName> for Sensitivity {
    fn from(name: SensitivityName) -> Self {
        match name {
            SensitivityName::Normal => Self::Normal,
            SensitivityName::Personal => Self::Personal,
            SensitivityName::Private => Self::Private,
            SensitivityName::Confidential => Self::Confidential,
        }
    }
}

/// Reads `a@b` or `Name <a@b>`. The connector checks the address later and names the field.
pub fn recipient(text: &str) -> Recipient {
    let text = text.trim();
    if let Some((name, address)) = text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        let name = name.trim();
        let name = name
            .strip_prefix('"')
            .and_then(|name| name.strip_suffix('"'))
            .unwrap_or(name);
        let name = (!name.is_empty()).then(|| name.to_owned());
        return Recipient {
            address: address.trim().to_owned(),
            name,
        };
    }
    Recipient {
        address: text.to_owned(),
        name: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipients_as_people_write_them() {
        for (text, address, name) in [
            ("a@b.c", "a@b.c", None),
            (" a@b.c ", "a@b.c", None),
            ("<a@b.c>", "a@b.c", None),
            ("Megan Bowen <a@b.c>", "a@b.c", Some("Megan Bowen")),
            ("\"Bowen, Megan\" <a@b.c>", "a@b.c", Some("Bowen, Megan")),
            ("a@b.c;d@e.f", "a@b.c;d@e.f", None),
            ("x < y <a@b.c>", "a@b.c", Some("x < y")),
        ] {
            let recipient = recipient(text);
            assert_eq!(
                (recipient.address.as_str(), recipient.name.as_deref()),
                (address, name),
                "{text}"
            );
        }
    }
}
