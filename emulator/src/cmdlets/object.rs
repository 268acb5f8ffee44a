//! Objects that cmdlets return: properties in order.

use time::OffsetDateTime;
use time::macros::format_description;

/// One object.
#[derive(Clone, Debug, Default)]
pub(super) struct Object(Vec<(&'static str, String)>);

impl Object {
    pub(super) fn new() -> Self {
        Self::default()
    }

    /// Adds a property.
    pub(super) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.0.push((name, value.to_string()));
        self
    }

    /// Adds a yes or no, as PowerShell spells it.
    pub(super) fn with_bool(self, name: &'static str, value: bool) -> Self {
        self.with(name, if value { "True" } else { "False" })
    }

    /// Adds a list. PowerShell shows four elements (`$FormatEnumerationLimit`).
    pub(super) fn with_list<T: ToString>(self, name: &'static str, values: impl IntoIterator<Item = T>) -> Self {
        const SHOWN: usize = 4;
        let values: Vec<String> = values.into_iter().map(|value| value.to_string()).collect();
        let mut shown = values.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
        if values.len() > SHOWN {
            shown.push_str("...");
        }
        self.with(name, format!("{{{shown}}}"))
    }

    /// Adds a time in the form of an American console.
    pub(super) fn with_time(self, name: &'static str, time: OffsetDateTime) -> Self {
        let format = format_description!(
            "[month padding:none]/[day padding:none]/[year] [hour repr:12 padding:none]:[minute]:[second] [period]"
        );
        self.with(name, time.format(format).unwrap_or_default())
    }

    pub(super) fn properties(&self) -> &[(&'static str, String)] {
        &self.0
    }
}
