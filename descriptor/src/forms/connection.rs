//! The forms of a connection: one for each way to sign in.

use outlook_connector::{
    contract::Credential,
    limits::{DATE_TIME_CHARS, STORE_NAME_CHARS},
    tables::{CACHE_PREFIX, fixes},
};

use super::{
    Form, address, app,
    field::{Field, Kind, Mapping, Rule, Text},
    pattern,
};

/// A way to sign in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// With a client secret.
    ClientSecret,
    /// With a certificate.
    Certificate,
    /// With a token of another identity provider.
    FederatedAssertion,
}

impl SignIn {
    /// All ways, in the order of the contract's cases.
    pub const ALL: [Self; 3] = [Self::ClientSecret, Self::Certificate, Self::FederatedAssertion];

    /// Returns the name of the contract's case.
    pub fn id(self) -> &'static str {
        let [client_secret, certificate, federated_assertion] = Credential::KINDS;
        match self {
            Self::ClientSecret => client_secret,
            Self::Certificate => certificate,
            Self::FederatedAssertion => federated_assertion,
        }
    }

    /// Returns the title for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::ClientSecret => "Client secret",
            Self::Certificate => "Certificate",
            Self::FederatedAssertion => "Federated credential",
        }
    }
}

/// The form of a connection that signs in in this way.
pub fn form(sign_in: SignIn) -> Form {
    let mut fields = vec![
        app::tenant("connection.tenant-id"),
        app::client_id("connection.client-id"),
    ];
    fields.extend(match sign_in {
        SignIn::ClientSecret => vec![client_secret(), mailbox(), expires(), next_client_secret()],
        SignIn::Certificate => vec![certificate(), mailbox(), next_certificate()],
        SignIn::FederatedAssertion => vec![federated_assertion(), mailbox()],
    });
    fields.extend([app::cloud("connection.cloud"), out_of_scope_mailbox(), granted_at()]);
    let title = match sign_in {
        SignIn::ClientSecret => "Outlook connection (client secret)",
        SignIn::Certificate => "Outlook connection (certificate)",
        SignIn::FederatedAssertion => "Outlook connection (federated credential)",
    };
    let groups = &[
        ("app", "App registration"),
        ("mailbox", "Mailbox"),
        ("warnings", "Early warnings"),
    ];
    Form::new(title, groups, fields, rules(sign_in))
}

fn rules(sign_in: SignIn) -> Vec<Rule> {
    let mut rules = Vec::from(app::rules());
    rules.extend([
        Rule::new(
            "mailboxes-differ",
            &["/out_of_scope_mailbox", "/mailbox"],
            &["other-mailbox"],
            "The out-of-scope mailbox is not the mailbox that the app sends from.",
        ),
        Rule::new(
            "moment-exists",
            &["/granted_at"],
            &["moment"],
            "The day and the time exist. A time has seconds and an offset from UTC, such as Z.",
        ),
    ]);
    rules.extend(address::rules(&["/mailbox", "/out_of_scope_mailbox"]));
    if sign_in == SignIn::ClientSecret {
        rules.extend([
            Rule::new(
                "secret-not-blank",
                &["/client_secret"],
                &["secret-missing"],
                "The client secret is more than blanks.",
            ),
            Rule::new(
                "day-exists",
                &["/credential_expires"],
                &["date"],
                "The day exists, and it is not before 1970.",
            ),
        ]);
    }
    let names: &[&str] = match sign_in {
        SignIn::ClientSecret => &[],
        SignIn::Certificate => &["/certificate", "/next_certificate"],
        SignIn::FederatedAssertion => &["/federated_assertion"],
    };
    if !names.is_empty() {
        rules.push(Rule::new(
            "names-of-the-connector",
            names,
            &["store-name"],
            format!("Names that begin with {CACHE_PREFIX} belong to the connector."),
        ));
    }
    if sign_in == SignIn::Certificate {
        rules.push(Rule::new(
            "keys-differ",
            &["/next_certificate", "/certificate"],
            &["same-as-credential"],
            "The next key is another key than the one that it replaces.",
        ));
    }
    rules
}

fn client_secret() -> Field {
    let fix = "Paste the Value of the client secret. Entra shows it only once: if it is lost, make a new secret.";
    Field::new(
        "client_secret",
        "connection.credential.client-secret",
        "Client secret value",
        "Copy it from Microsoft Entra admin center > Entra ID > App registrations > your app > Certificates & secrets > Client secrets, column Value, right after you made the secret. Do not copy the Secret ID, which is a GUID.",
        "app",
        Kind::Secret(Text::any("password").min(1)),
    )
    .required(&["secret-missing"])
    .mapping(Mapping::SecretName)
    .guide_step("3")
    .message("minLength", &["secret-missing"], fix)
}

fn next_client_secret() -> Field {
    Field::new(
        "next_client_secret",
        "connection.next-credential.client-secret",
        "Next client secret value",
        "The Value of the secret that replaces the one above, before that one expires. The connector signs in with it as soon as Microsoft refuses the first one.",
        "app",
        // The connector looks at it only when it needs it.
        Kind::Secret(Text::any("password")),
    )
    .advanced()
    .mapping(Mapping::SecretName)
    .guide_step("3")
}

fn store_name() -> Kind {
    Kind::Text(Text::of("text", pattern::store_name()).min(1).max(STORE_NAME_CHARS))
}

fn certificate() -> Field {
    named(
        "certificate",
        "connection.credential.certificate",
        "Signing key",
        "The name of the private key in the platform's key store. Upload its certificate in Microsoft Entra admin center > Entra ID > App registrations > your app > Certificates & secrets > Certificates.",
        fixes::KEY_NAME,
    )
    .required(&["required"])
}

fn next_certificate() -> Field {
    named(
        "next_certificate",
        "connection.next-credential.certificate",
        "Next signing key",
        "The name of the key that replaces the one above, before its certificate expires. The connector signs with it as soon as Microsoft refuses the first one.",
        fixes::KEY_NAME,
    )
    .advanced()
}

fn federated_assertion() -> Field {
    named(
        "federated_assertion",
        "connection.credential.federated-assertion",
        "Workload token",
        "The name under which the platform provides the token of its identity provider. Add a federated credential with the token's issuer, subject and audience in Microsoft Entra admin center > Entra ID > App registrations > your app > Certificates & secrets > Federated credentials.",
        fixes::TOKEN_NAME,
    )
    .required(&["required"])
}

/// A field with a name in one of the host's stores.
fn named(name: &'static str, path: &'static str, title: &'static str, help: &'static str, fix: &'static str) -> Field {
    Field::new(name, path, title, help, "app", store_name())
        .guide_step("3")
        .message("minLength", &["required"], fix)
        .message("pattern", &["required", "store-name"], fix)
        .message_too_long(&["too-long"])
}

fn expires() -> Field {
    Field::new(
        "credential_expires",
        "connection.credential-expires",
        "Secret expires on",
        "Copy it from the column Expires, next to the secret. The platform can then warn you before sending stops.",
        "warnings",
        Kind::Text(
            Text::of("date", pattern::day())
                .format("date")
                .examples(&["2027-03-31"]),
        ),
    )
    .guide_step("3")
    .message("format", &["date"], fixes::DATE)
    .message("pattern", &["date"], fixes::DATE)
}

fn mailbox() -> Field {
    let text = address::mailbox().min(1);
    Field::new(
        "mailbox",
        "connection.mailbox",
        "Mailbox (default user)",
        "The mailbox to send from; other programs call it User ID. Copy its primary email address from Exchange admin center > Recipients > Mailboxes > the mailbox. The Object ID of its user (Entra ID > Users) works as well, and it stays the same when the mailbox is renamed. Do not use an alias, a group or a contact.",
        "mailbox",
        Kind::Text(text),
    )
    .required(&["required"])
    .placeholder("references@contoso.com")
    .guide_step("6")
    .message("minLength", &["required"], fixes::MAILBOX)
    .message(
        "pattern",
        &["required", "mailbox", "one-line", "one-address", "bare-address", "address", "domain"],
        fixes::MAILBOX,
    )
    .message_too_long(&["too-long"])
}

fn out_of_scope_mailbox() -> Field {
    let help = "The address of a mailbox that the app must not reach, such as a manager's mailbox. A connection test warns you if the app can reach it.";
    address::out_of_scope_mailbox("connection.out-of-scope-mailbox", "warnings", help, address::mailbox())
        .advanced()
        .message(
            "pattern",
            &[
                "mailbox",
                "one-line",
                "one-address",
                "bare-address",
                "address",
                "domain",
            ],
            address::OUT_OF_SCOPE_FIX,
        )
}

fn granted_at() -> Field {
    let text = Text::of("text", pattern::moment())
        .max(DATE_TIME_CHARS)
        .examples(&["2026-11-23", "2026-11-23T07:30:00Z"]);
    Field::new(
        "granted_at",
        "connection.granted-at",
        "Permissions last changed",
        "The day or time of the last change of the app's permissions, in Exchange or in Entra. A new permission takes up to 2 hours to work, and the explanation of a refusal takes that into account.",
        "warnings",
        Kind::Text(text),
    )
    .advanced()
    .guide_step("7")
    .message("pattern", &["moment"], fixes::MOMENT)
    .message_too_long(&["too-long"])
}
