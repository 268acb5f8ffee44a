//! What the console shows: objects as `Format-List` prints them, and error records. The shapes are those of recorded output; see
//! `tests/fixtures/cmdlets`.

use time::OffsetDateTime;
use time::macros::format_description;

use crate::world::exchange::is_like;

/// An object that a cmdlet returns: its properties in the order in which they are printed.
#[derive(Clone, Debug, Default)]
pub(super) struct Object(Vec<(&'static str, String)>);

impl Object {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// The properties.
    pub(super) fn into_properties(self) -> Vec<(&'static str, String)> {
        self.0
    }

    /// Adds a property.
    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.push((name, value.to_string()));
        self
    }

    /// Adds a boolean.
    pub(super) fn with_bool(self, name: &'static str, value: bool) -> Self {
        self.with(name, if value { "True" } else { "False" })
    }

    /// Adds a time in the form of an American console.
    pub(super) fn with_time(self, name: &'static str, time: OffsetDateTime) -> Self {
        let format = format_description!(
            "[month padding:none]/[day padding:none]/[year] [hour repr:12 padding:none]:[minute]:[second] [period]"
        );
        self.with(name, time.format(format).unwrap_or_default())
    }

    /// Adds a list.
    pub(super) fn with_list(self, name: &'static str, values: &[String]) -> Self {
        self.with(name, format!("{{{}}}", values.join(", ")))
    }
}

/// Prints objects with the properties that the patterns name, in their order; `*` stands for any text. Without patterns it prints
/// all properties. A name that the object lacks is left out. Long values are not broken: nobody recorded where the console does
/// that.
pub(super) fn format_list(objects: &[Object], patterns: &[String]) -> String {
    let mut text = String::new();
    for Object(properties) in objects {
        let fitting = |pattern: &str| {
            let all = properties.iter();
            all.filter(|(name, _)| is_like(name, pattern)).collect::<Vec<_>>()
        };
        let rows = match patterns {
            [] => fitting("*"),
            patterns => patterns.iter().flat_map(|pattern| fitting(pattern)).collect(),
        };
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        text.push('\n');
        for (name, value) in rows {
            text.push_str(format!("{name:width$} : {value}").trim_end());
            text.push('\n');
        }
    }
    text
}

/// Writes Exchange's error record for a value that names nothing (Microsoft Q&A 2108696).
pub(super) fn not_found(cmdlet: &str, identity: &str) -> String {
    format!(
        "Write-ErrorMessage : Ex6F9304|Microsoft.Exchange.Configuration.Tasks.ManagementObjectNotFoundException|The operation \
         couldn't be performed because object '{identity}' couldn't be found on 'DU2P123A09DC005.GBRP123A009.PROD.OUTLOOK.COM'.\n    \
         + CategoryInfo          : NotSpecified: (:) [{cmdlet}], ManagementObjectNotFoundException\n"
    )
}

/// Writes the error record of Microsoft Graph PowerShell for an object that does not exist.
pub(super) fn no_resource(cmdlet: &str, id: &str) -> String {
    format!(
        "{cmdlet} : Resource '{id}' does not exist or one of its queried reference-property objects are not present.\n"
    )
}
