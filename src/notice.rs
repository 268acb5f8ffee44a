//! Notices: the operation works, but a person should know something. Their codes and texts are in `catalogue/notices.toml`. The
//! build script checks it and writes the statics that this module includes.

use serde::Serialize;

use crate::{
    contract::Notice,
    link::{self, LinkInfo, LinkValues},
    template,
};

/// The notices by name, for the code that raises them.
pub mod notices {
    use super::NoticeInfo;
    use crate::link::links;

    include!(concat!(env!("OUT_DIR"), "/notices.rs"));
}

/// A notice as the catalogue holds it. Its texts may hold values in braces, such as `{date}`.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct NoticeInfo {
    /// Stable code.
    pub code: &'static str,
    /// The condition, in one or two sentences.
    pub message: &'static str,
    /// What the person should do.
    pub fix: &'static str,
    /// Web pages that help.
    pub links: &'static [&'static LinkInfo],
}

impl NoticeInfo {
    /// Returns the notice with its values. There is no other way to make one, so that each has an entry in the catalogue.
    /// [`with_links`] adds the pages, where the values of their addresses are at hand.
    pub fn with(&self, values: &[(&str, &str)]) -> Notice {
        let params = template::params(&[self.message, self.fix], template::named(values));
        Notice {
            code: self.code.to_owned(),
            message: template::fill(self.message, &params),
            fix: template::fill(self.fix, &params),
            params,
            links: Vec::new(),
        }
    }
}

/// Adds the pages of each notice.
pub fn with_links(mut all: Vec<Notice>, values: LinkValues<'_>) -> Vec<Notice> {
    for notice in &mut all {
        if let Some(info) = notices::ALL.iter().find(|info| info.code == notice.code) {
            notice.links = link::resolve(info.links, values);
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_filled_in() {
        let notice = notices::CREDENTIAL_EXPIRES_SOON.with(&[("days", "9"), ("date", "2027-01-01")]);
        assert_eq!(notice.code, "credential-expires-soon");
        assert_eq!(notice.message, "The credential expires in 9 days, on 2027-01-01.");
        assert!(!notice.fix.is_empty());
    }
}
