//! A mail that is ready to be sent, whether it came from flags or from a document.

use clap::ValueEnum;
use outlook_host::types::{Importance, Mail, SendOptions, Sensitivity};

use crate::commands::files::Files;

/// A mail, how to send it, and the files that it needs.
pub struct Prepared {
    pub mail: Mail,
    pub options: SendOptions,
    pub files: Files,
}

/// Importance, as flags name it.
#[derive(Debug, Clone, Copy, ValueEnum)]
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

/// Sensitivity, as flags name it.
#[derive(Debug, Clone, Copy, ValueEnum)]
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
