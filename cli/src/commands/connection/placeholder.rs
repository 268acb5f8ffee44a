//! Values of a connection that stand for another one: placeholders of instructions and scripts, and Entra's words for any tenant; and a
//! secret that was typed as its name, which would be saved as plain text. The component refuses them too, at the first call. Here they
//! are refused before they are saved, when the right value is at hand.

use outlook_host::types::{Connection, Credential};

use super::fields::name_of;
use crate::{failure::Failure, guid::is_guid};

/// Entra's words for any tenant. An app that signs in without a user belongs to one tenant.
const ANY_TENANT: [&str; 3] = ["common", "organizations", "consumers"];

/// Beginnings of placeholders, in lower case.
const BEGINNINGS: [&str; 6] = ["your-", "your_", "your ", "my-tenant", "tenant-id", "client-id"];

/// Refuses a connection with a value that stands for another one.
///
/// # Errors
/// The flag, what its value is, and what to give. The value itself is not repeated.
pub fn check(saved: &Connection) -> Result<(), Failure> {
    let mailbox = saved.out_of_scope_mailbox.as_deref().unwrap_or_default();
    for (flag, value) in [
        ("--tenant", saved.tenant_id.as_str()),
        ("--client-id", &saved.client_id),
        ("--mailbox", &saved.mailbox),
        ("--out-of-scope-mailbox", mailbox),
    ]
    .into_iter()
    .chain(names(saved))
    {
        if let Some(problem) = problem(value) {
            return Err(Failure::input(
                "placeholder",
                format!("{flag}: {problem}. Nothing was saved."),
            ));
        }
    }
    // As in the component: nearly every client secret has a ~, and no name has.
    let is_name = |c: char| c.is_ascii_alphanumeric() || "._-/:".contains(c);
    if let Some((flag, _)) = names(saved).find(|(_, name)| !name.trim().chars().all(is_name)) {
        return Err(Failure::input(
            "secret-name",
            format!(
                "{flag}: it is the name under which `secret` or `key` stored the value: letters, digits and . _ - / : only. It may be the \
                 secret itself, which is never saved with a connection. Nothing was saved."
            ),
        ));
    }
    if let Some(next) = saved.next_credential.as_ref().filter(|next| **next == saved.credential) {
        let flag = next_flag(next);
        return Err(Failure::input(
            "same-as-credential",
            format!(
                "{flag}: it is the credential that it should replace. Name another one, or end the rotation with {flag} ''. Nothing was saved."
            ),
        ));
    }
    let tenant = saved.tenant_id.trim().to_ascii_lowercase();
    if ANY_TENANT.contains(&tenant.as_str()) {
        return Err(Failure::input(
            "placeholder",
            format!(
                "--tenant: \"{tenant}\" stands for any tenant, and an app that signs in without a user belongs to one. Give the Directory \
                 (tenant) ID of the app registration's Overview page. Nothing was saved."
            ),
        ));
    }
    Ok(())
}

/// The names of credentials, each with its flag.
fn names(saved: &Connection) -> impl Iterator<Item = (&'static str, &str)> {
    let flag = match saved.credential {
        Credential::ClientSecret(_) => "--secret",
        Credential::Certificate(_) => "--certificate",
        Credential::FederatedAssertion(_) => "--federated-assertion",
    };
    let next = saved
        .next_credential
        .iter()
        .map(|next| (next_flag(next), name_of(next)));
    std::iter::once((flag, name_of(&saved.credential))).chain(next)
}

fn next_flag(next: &Credential) -> &'static str {
    match next {
        Credential::ClientSecret(_) => "--next-secret",
        Credential::Certificate(_) => "--next-certificate",
        Credential::FederatedAssertion(_) => "--next-federated-assertion",
    }
}

fn problem(value: &str) -> Option<&'static str> {
    let value = value.trim();
    let lower = value.to_ascii_lowercase();
    let inner = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'));
    if inner.is_some_and(is_guid) {
        return Some("the ID is in braces; leave them out");
    }
    let is_unfilled = value.contains(['{', '}', '<', '>', '[', ']', '$', '%'])
        || BEGINNINGS.iter().any(|start| lower.starts_with(start))
        || lower.contains("xxxx")
        || value.contains("...")
        || value.contains('…');
    if is_unfilled {
        return Some("the value is a placeholder; put the real value in its place");
    }
    if is_guid(value) && value.bytes().all(|byte| matches!(byte, b'0' | b'-')) {
        return Some("the ID is all zeros, which stands for none; put the real ID in its place");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10";

    fn refused(change: impl FnOnce(&mut Connection)) -> Option<String> {
        let mut saved = Connection {
            tenant_id: GUID.to_owned(),
            client_id: "b1c5a2de-0000-4000-8000-00000000c11e".to_owned(),
            credential: Credential::ClientSecret("contoso".to_owned()),
            mailbox: "sender@contoso.com".to_owned(),
            ..Connection::default()
        };
        change(&mut saved);
        check(&saved).err().map(|failure| failure.message())
    }

    #[test]
    fn real_values_pass() {
        for mailbox in [
            "sender@contoso.com",
            "o'brien+x@contoso.com",
            GUID,
            "x#ext#@t.onmicrosoft.com",
            "a_your-b@contoso.com",
        ] {
            assert_eq!(refused(|saved| saved.mailbox = mailbox.to_owned()), None, "{mailbox}");
        }
        for tenant in ["contoso.onmicrosoft.com", "common.example", GUID] {
            assert_eq!(refused(|saved| saved.tenant_id = tenant.to_owned()), None, "{tenant}");
        }
    }

    #[test]
    fn a_next_credential_is_another_one() {
        let said =
            refused(|saved| saved.next_credential = Some(Credential::ClientSecret("contoso".to_owned()))).unwrap();
        assert!(said.starts_with("--next-secret: "), "{said}");
        for change in [
            |saved: &mut Connection| saved.next_credential = Some(Credential::ClientSecret("contoso-2027".to_owned())),
            |saved: &mut Connection| saved.next_credential = Some(Credential::Certificate("contoso".to_owned())),
        ] {
            assert_eq!(refused(change), None);
        }
    }

    #[test]
    fn what_stands_for_a_value_is_named_by_its_flag() {
        for (tenant, said) in [
            ("{tenant-id}", "placeholder"),
            ("{{tenant}}", "placeholder"),
            ("<tenant id>", "placeholder"),
            ("[tenant]", "placeholder"),
            ("${TENANT_ID}", "placeholder"),
            ("%TENANT%", "placeholder"),
            ("YOUR_TENANT_ID", "placeholder"),
            ("your-tenant.onmicrosoft.com", "placeholder"),
            ("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "placeholder"),
            ("8d1f4e4c-...", "placeholder"),
            ("{8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10}", "braces; leave them out"),
            ("00000000-0000-0000-0000-000000000000", "zeros"),
            ("common", "any tenant"),
            (" Organizations ", "any tenant"),
            ("consumers", "any tenant"),
        ] {
            let message = refused(|saved| saved.tenant_id = tenant.to_owned()).unwrap_or_else(|| panic!("{tenant}"));
            assert!(message.starts_with("--tenant: ") && message.contains(said), "{message}");
        }
        let of_client = refused(|saved| saved.client_id = format!("{{{GUID}}}"));
        assert!(of_client.is_some_and(|message| message.starts_with("--client-id: ") && !message.contains(GUID)));
        let of_mailbox = refused(|saved| saved.mailbox = "<user>@contoso.com".to_owned());
        assert!(of_mailbox.is_some_and(|message| message.starts_with("--mailbox: ")));
        let typed = refused(|saved| saved.credential = Credential::ClientSecret("abc8Q~marker".to_owned()));
        assert!(typed.is_some_and(|message| message.contains("the secret itself") && !message.contains("marker")));
        let next =
            refused(|saved| saved.next_credential = Some(Credential::Certificate("-----BEGIN marker".to_owned())));
        assert!(next.is_some_and(|message| message.starts_with("--next-certificate: ") && !message.contains("marker")));
        let of_secret = refused(|saved| saved.credential = Credential::ClientSecret("{secret-name}".to_owned()));
        assert!(of_secret.is_some_and(|message| message.starts_with("--secret: ")));
    }
}
