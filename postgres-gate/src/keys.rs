//! Keys of advisory locks. A database has one space of them for all programs: 64 bits of a digest meet nothing by chance.

use outlook_host::MailboxKey;
use sha2::{Digest, Sha256};

/// What the keys are of, so that no digest of another purpose is the same.
const PURPOSE: &[u8] = b"outlook-connector mailbox gate 1";

/// The key of one place of a mailbox.
pub(crate) fn place(mailbox: &MailboxKey, number: usize) -> i64 {
    key(mailbox, b"place", number as u64)
}

/// The key that a process locks in shared mode while it waits for a mailbox. It is the mailbox's name in notifications, too.
pub(crate) fn waiting(mailbox: &MailboxKey) -> i64 {
    key(mailbox, b"waiting", 0)
}

fn key(mailbox: &MailboxKey, what: &[u8], number: u64) -> i64 {
    let digest: [u8; 32] = Sha256::new()
        .chain_update(PURPOSE)
        .chain_update(what)
        .chain_update(number.to_be_bytes())
        .chain_update(mailbox.as_bytes())
        .finalize()
        .into();
    let [a, b, c, d, e, f, g, h, ..] = digest;
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}

#[cfg(test)]
mod tests {
    use outlook_host::types::Connection;

    use super::*;

    #[test]
    fn every_lock_has_a_key_of_its_own() {
        let mailboxes = ["one", "two"].map(|tenant| MailboxKey::new(tenant, &Connection::default()));
        let mut keys: Vec<_> = mailboxes
            .iter()
            .flat_map(|mailbox| (0..4).map(|number| place(mailbox, number)).chain([waiting(mailbox)]))
            .collect();
        assert_eq!(keys[0], place(&mailboxes[0], 0), "the same in every process");
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 10);
    }
}
