//! The name of a mailbox at a gate.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::types::Connection;

/// A mailbox of one app, under one of the embedder's tenants: a SHA-256 over the names of all of them. It shows none of the names,
/// is the same in every process, and never the same for two tenants.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MailboxKey([u8; 32]);

impl MailboxKey {
    /// The key of a connection's mailbox. `tenant` is the embedder's name for its tenant.
    #[must_use]
    pub fn new(tenant: &str, connection: &Connection) -> Self {
        // The connector normalizes them in the same way: ids and addresses are compared without regard to case.
        let plain = |text: &str| text.trim().to_lowercase();
        let parts = [
            tenant.to_owned(),
            plain(&connection.tenant_id),
            plain(&connection.client_id),
            plain(&connection.mailbox),
        ];
        let mut hash = Sha256::new();
        for part in parts {
            // With its length: no two lists of parts are the same bytes.
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Self(hash.finalize().into())
    }

    /// Returns the 32 bytes of the key.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for MailboxKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MailboxKey(")?;
        for byte in self.0.iter().take(4) {
            write!(f, "{byte:02x}")?;
        }
        f.write_str("..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_key_for_a_mailbox_and_another_for_anything_else() {
        let connection = |client: &str, mailbox: &str| Connection {
            client_id: client.to_owned(),
            mailbox: mailbox.to_owned(),
            ..Connection::default()
        };
        let key = MailboxKey::new("one", &connection("c", "a@contoso.com"));
        assert_eq!(key, MailboxKey::new("one", &connection("C ", " A@Contoso.com")));
        for other in [
            MailboxKey::new("two", &connection("c", "a@contoso.com")),
            MailboxKey::new("One", &connection("c", "a@contoso.com")),
            MailboxKey::new("one", &connection("c", "b@contoso.com")),
            MailboxKey::new("one", &connection("ca", "@contoso.com")),
            MailboxKey::new("onec", &connection("", "a@contoso.com")),
        ] {
            assert_ne!(key, other);
        }
    }
}
