//! The fields of a connection, as flags.

use std::convert::Infallible;

use clap::Args;
use outlook_host::types::{Connection, Credential};

use crate::commands::moment;

/// The fields of a connection. All are optional here: a new connection requires three of them.
#[derive(Args)]
pub struct Fields {
    /// Directory (tenant) ID: a GUID, or a verified domain such as contoso.onmicrosoft.com
    #[arg(long, value_name = "ID")]
    tenant: Option<String>,
    /// Application (client) ID: a GUID
    #[arg(long, value_name = "GUID")]
    client_id: Option<String>,
    #[command(flatten)]
    credential: CredentialFields,
    #[command(flatten)]
    next: NextFields,
    /// Mailbox to send from: user principal name, primary address or object ID
    #[arg(long, value_name = "USER")]
    mailbox: Option<String>,
    /// Microsoft cloud: global (also GCC), us-gov-l4 (GCC High), us-gov-l5 (DoD), china
    #[arg(long)]
    cloud: Option<String>,
    /// Day on which the credential expires; tests warn before
    #[arg(long, value_name = "YYYY-MM-DD")]
    credential_expires: Option<String>,
    /// A mailbox that this app must not reach: test-connection warns when it can
    #[arg(long, value_name = "USER")]
    out_of_scope_mailbox: Option<String>,
    /// When the app's rights were last changed: now, a day (2026-11-23) or a time (2026-11-23T07:30:00Z). A new right takes 30
    /// minutes to 2 hours to work, which guidance then weighs
    #[arg(long, value_name = "WHEN", value_parser = granted_at)]
    granted_at: Option<String>,
}

/// What the app signs in with: one of the three.
#[derive(Args)]
#[group(multiple = false)]
struct CredentialFields {
    /// Name under which `secret set` stored the client secret [default of a new connection: its name]
    #[arg(long, value_name = "NAME")]
    secret: Option<String>,
    /// Name under which `key create` or `key import` stored the private key: sign in with its certificate
    #[arg(long, value_name = "KEY")]
    certificate: Option<String>,
    /// Name under which `secret read-from` stored where the assertion of a federated credential comes from
    #[arg(long, value_name = "NAME")]
    federated_assertion: Option<String>,
}

/// What the app signs in with when Entra refuses the credential as wrong or expired, for a rotation without an outage: one of the
/// three.
#[derive(Args)]
#[group(multiple = false)]
struct NextFields {
    /// Client secret that replaces the credential: it is tried when the credential is refused
    #[arg(long, value_name = "NAME")]
    next_secret: Option<String>,
    /// Key whose certificate replaces the credential
    #[arg(long, value_name = "KEY")]
    next_certificate: Option<String>,
    /// Assertion that replaces the credential
    #[arg(long, value_name = "NAME")]
    next_federated_assertion: Option<String>,
}

impl CredentialFields {
    fn given(self) -> Option<Credential> {
        one_of(self.secret, self.certificate, self.federated_assertion)
    }
}

impl NextFields {
    fn given(self) -> Option<Credential> {
        one_of(self.next_secret, self.next_certificate, self.next_federated_assertion)
    }
}

fn one_of(secret: Option<String>, certificate: Option<String>, assertion: Option<String>) -> Option<Credential> {
    let secret = secret.map(Credential::ClientSecret);
    let certificate = || certificate.map(Credential::Certificate);
    let assertion = || assertion.map(Credential::FederatedAssertion);
    secret.or_else(certificate).or_else(assertion)
}

impl Fields {
    /// Whether no field is given.
    pub fn is_empty(&self) -> bool {
        let fields = [
            &self.tenant,
            &self.client_id,
            &self.mailbox,
            &self.cloud,
            &self.credential_expires,
            &self.out_of_scope_mailbox,
            &self.granted_at,
            &self.credential.secret,
            &self.credential.certificate,
            &self.credential.federated_assertion,
            &self.next.next_secret,
            &self.next.next_certificate,
            &self.next.next_federated_assertion,
        ];
        fields.iter().all(|field| field.is_none())
    }

    /// Changes the fields that are given, and leaves the others.
    pub fn apply(self, saved: &mut Connection) {
        // Another kind of credential takes the place of the one that was there.
        if let Some(credential) = self.credential.given() {
            saved.credential = credential;
        }
        if let Some(next) = self.next.given() {
            saved.next_credential = Some(next).filter(|next| !name_of(next).trim().is_empty());
        }
        for (field, value) in [
            (&mut saved.tenant_id, self.tenant),
            (&mut saved.client_id, self.client_id),
            (&mut saved.mailbox, self.mailbox),
        ] {
            if let Some(value) = value {
                *field = value;
            }
        }
        for (field, value) in [
            (&mut saved.cloud, self.cloud),
            (&mut saved.credential_expires, self.credential_expires),
            (&mut saved.out_of_scope_mailbox, self.out_of_scope_mailbox),
            (&mut saved.granted_at, self.granted_at),
        ] {
            if let Some(value) = value {
                *field = Some(value).filter(|value| !value.trim().is_empty());
            }
        }
    }
}

/// The name that a credential holds.
pub fn name_of(credential: &Credential) -> &str {
    let (Credential::ClientSecret(name) | Credential::Certificate(name) | Credential::FederatedAssertion(name)) =
        credential;
    name
}

/// `now` as the time that it is, to the second and in UTC; anything else as it is, for the component to check.
fn granted_at(text: &str) -> Result<String, Infallible> {
    if !text.trim().eq_ignore_ascii_case("now") {
        return Ok(text.to_owned());
    }
    Ok(moment::now())
}
