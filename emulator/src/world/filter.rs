//! Recipient filters (OPATH), as far as management scopes of senders need them: comparisons with `-eq` and `-ne`, joined by
//! `-and` or `-or`, which are read from left to right. Anything else matches nobody.

use super::Tenant;
use super::mailbox::{Group, Mailbox};

/// A filter. Clauses are read from left to right, as if in parentheses.
#[derive(Debug)]
pub(crate) struct Filter {
    clauses: Vec<(Join, Clause)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Join {
    And,
    Or,
}

#[derive(Debug)]
struct Clause {
    property: String,
    negated: bool,
    value: String,
}

impl Filter {
    /// Reads a filter. One that cannot be read has no clauses, and matches nobody.
    pub(crate) fn parse(text: &str) -> Self {
        Self {
            clauses: clauses(text).unwrap_or_default(),
        }
    }

    pub(crate) fn matches(&self, tenant: &Tenant, mailbox: &Mailbox) -> bool {
        self.holds(|clause| clause.matches(tenant, mailbox))
    }

    /// Whether it matches a group, by its name.
    pub(crate) fn matches_group(&self, group: &Group) -> bool {
        self.holds(|clause| {
            let named = ["name", "displayname"].contains(&clause.property.to_ascii_lowercase().as_str());
            named && group.name().eq_ignore_ascii_case(&clause.value) != clause.negated
        })
    }

    fn holds(&self, matches: impl Fn(&Clause) -> bool) -> bool {
        let mut clauses = self.clauses.iter();
        let Some((_, first)) = clauses.next() else { return false };
        clauses.fold(matches(first), |so_far, (join, clause)| match join {
            Join::And => so_far && matches(clause),
            Join::Or => so_far || matches(clause),
        })
    }
}

impl Clause {
    fn matches(&self, tenant: &Tenant, mailbox: &Mailbox) -> bool {
        let value = self.value.as_str();
        let equal = match self.property.to_ascii_lowercase().as_str() {
            // The DN, and nothing else: an address is the name of no group here ("Filterable properties for -RecipientFilter").
            "memberofgroup" => tenant.groups.iter().any(|group| {
                tenant.distinguished_name(group).eq_ignore_ascii_case(value) && group.has_as_member(mailbox)
            }),
            // Matches proxy addresses as well, by the same page.
            "primarysmtpaddress" | "emailaddresses" => mailbox.has_address(value),
            "userprincipalname" => mailbox.user_principal_name.eq_ignore_ascii_case(value),
            "externaldirectoryobjectid" => mailbox.id.to_string().eq_ignore_ascii_case(value),
            "displayname" | "name" => mailbox.display_name.eq_ignore_ascii_case(value),
            _ => return false,
        };
        equal != self.negated
    }
}

fn clauses(text: &str) -> Option<Vec<(Join, Clause)>> {
    let mut rest = text.trim();
    let mut clauses = Vec::new();
    let mut join = Join::And;
    loop {
        let (property, after) = rest.trim_start_matches(['(', ' ']).split_once(char::is_whitespace)?;
        let (operator, after) = after.trim_start().split_once(char::is_whitespace)?;
        let negated = match operator.to_ascii_lowercase().as_str() {
            "-eq" => false,
            "-ne" => true,
            _ => return None,
        };
        let (value, after) = quoted(after.trim_start())?;
        let property = property.to_owned();
        clauses.push((
            join,
            Clause {
                property,
                negated,
                value,
            },
        ));
        rest = after.trim_start_matches([')', ' ']);
        if rest.is_empty() {
            return Some(clauses);
        }
        let (word, after) = rest.split_once(char::is_whitespace)?;
        join = match word.to_ascii_lowercase().as_str() {
            "-and" => Join::And,
            "-or" => Join::Or,
            _ => return None,
        };
        rest = after;
    }
}

/// Reads a value in single quotes, in which a doubled quote stands for one.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut value = String::new();
    loop {
        let (piece, after) = rest.split_once('\'')?;
        value.push_str(piece);
        match after.strip_prefix('\'') {
            Some(after) => {
                value.push('\'');
                rest = after;
            }
            None => return Some((value, after)),
        }
    }
}
