//! The names of cached tokens: each connection has its own, whatever the guest calls them.

use sha2::{Digest, Sha256};

use super::credentials;
use crate::{
    stores::CACHE_PREFIX,
    types::{Connection, Credential},
};

/// The names of a connection's entries in the store of secrets: one for each credential. There are no others, so a guest can neither
/// fill the store nor reach the entries of another connection.
#[derive(Debug, Clone, Default)]
pub(super) struct CacheNames {
    /// The embedder's name for its customer.
    pub(super) tenant: String,
    cloud: String,
    directory: String,
    client: String,
    credentials: Vec<(&'static str, String)>,
}

impl CacheNames {
    pub(super) fn of(connection: &Connection) -> Self {
        // The connector normalizes them in the same way.
        let plain = |text: &str| text.trim().to_lowercase();
        let of_kind = |credential: &Credential| match credential {
            Credential::ClientSecret(name) => ("client-secret", name.trim().to_owned()),
            Credential::Certificate(name) => ("certificate", name.trim().to_owned()),
            Credential::FederatedAssertion(name) => ("federated-assertion", name.trim().to_owned()),
        };
        Self {
            tenant: String::new(),
            cloud: plain(connection.cloud.as_deref().unwrap_or("global")),
            directory: plain(&connection.tenant_id),
            client: plain(&connection.client_id),
            credentials: credentials(connection).map(of_kind).collect(),
        }
    }

    /// Returns the store's name for the guest's. The guest's name tells the credentials apart: it holds the kind of the credential
    /// and ends with its name. Every other name stands for the first credential. Returns `None` for a call without a connection.
    pub(super) fn name(&self, asked: &str) -> Option<String> {
        let is_named = |(kind, name): &&(&str, String)| {
            let rest = asked.strip_suffix(name.as_str());
            rest.is_some_and(|rest| rest.strip_suffix('/').is_some_and(|rest| rest.ends_with(kind)))
        };
        let (kind, name) = self.credentials.iter().find(is_named).or(self.credentials.first())?;
        let mut hash = Sha256::new();
        for part in [&self.tenant, &self.cloud, &self.directory, &self.client, *kind, name] {
            // With its length, so that no two lists of parts give the same bytes.
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let mut start = [0; 16];
        start.copy_from_slice(&hash.finalize()[..16]);
        Some(format!("{CACHE_PREFIX}token/{:032x}", u128::from_be_bytes(start)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn connection() -> Connection {
        Connection {
            tenant_id: "contoso.com".to_owned(),
            client_id: "app".to_owned(),
            credential: Credential::ClientSecret("outlook".to_owned()),
            next_credential: Some(Credential::Certificate("outlook".to_owned())),
            mailbox: "a@contoso.com".to_owned(),
            ..Connection::default()
        }
    }

    fn name(connection: &Connection, asked: &str) -> String {
        CacheNames::of(connection).name(asked).unwrap()
    }

    const CURRENT: &str = "token/global/contoso.com/app/client-secret/outlook";
    const NEXT: &str = "token/global/contoso.com/app/certificate/outlook";

    #[test]
    fn a_connection_has_two_entries_whatever_the_guest_asks_for() {
        let (current, next) = (name(&connection(), CURRENT), name(&connection(), NEXT));
        assert_ne!(current, next);
        for other in [
            "",
            "x",
            "token/global/fabrikam.com/app/client-secret/theirs",
            "../x",
            "outlook",
            "/outlook",
        ] {
            assert_eq!(name(&connection(), other), current, "{other}");
        }
        let after_rotation = Connection {
            credential: Credential::Certificate("outlook".to_owned()),
            next_credential: None,
            ..connection()
        };
        assert_eq!(name(&after_rotation, NEXT), next, "the token is found again");
        assert_eq!(CacheNames::default().name(CURRENT), None);
    }

    #[test]
    fn connections_have_entries_of_their_own() {
        let current = name(&connection(), CURRENT);
        let change = |change: fn(&mut Connection)| {
            let mut other = connection();
            change(&mut other);
            name(&other, CURRENT)
        };
        assert_ne!(change(|c| c.cloud = Some("china".to_owned())), current);
        assert_ne!(change(|c| c.tenant_id = "fabrikam.com".to_owned()), current);
        assert_ne!(change(|c| c.client_id = "other".to_owned()), current);
        assert_ne!(
            change(|c| c.credential = Credential::ClientSecret("other".to_owned())),
            current
        );
        assert_ne!(
            change(|c| (c.tenant_id, c.client_id) = ("contoso.comapp".to_owned(), String::new())),
            current
        );
        // A token is the app's: all of its mailboxes share it. Spelling makes no difference.
        assert_eq!(change(|c| c.mailbox = "b@contoso.com".to_owned()), current);
        assert_eq!(change(|c| c.tenant_id = " Contoso.COM ".to_owned()), current);
        assert_eq!(change(|c| c.cloud = Some("Global".to_owned())), current);
        let mut of_tenant = CacheNames::of(&connection());
        of_tenant.tenant = "one".to_owned();
        assert_ne!(of_tenant.name(CURRENT).unwrap(), current);
    }
}
