//! The form of a connection that signs in with a client secret.

use outlook_connector::{
    limits::{ADDRESS_CHARS, DATE_TIME_CHARS, DOMAIN_CHARS, LOCAL_PART_CHARS},
    tables::{Cloud, fixes},
};

use super::{
    Form,
    field::{Choice, Field, Kind, Mapping, Rule, Text},
    pattern,
};

/// The form.
pub fn form() -> Form {
    Form {
        title: "Outlook connection (client secret)",
        groups: &[
            ("app", "App registration"),
            ("mailbox", "Mailbox"),
            ("warnings", "Early warnings"),
        ],
        fields: vec![
            cloud("connection.cloud"),
            tenant("connection.tenant-id"),
            client_id("connection.client-id"),
            client_secret(),
            expires(),
            mailbox(),
            out_of_scope_mailbox(),
            granted_at(),
        ],
        rules: rules(),
    }
}

/// Codes of every violation of an address, except for its length.
pub const ADDRESS_CODES: &[&str] = &[
    "required",
    "one-line",
    "one-address",
    "bare-address",
    "address",
    "domain",
];

/// Fix of the address of a mailbox that the app must not reach.
pub const OUT_OF_SCOPE_FIX: &str = "Type the address of one mailbox that the app must not reach, or leave it out.";

fn rules() -> Vec<Rule> {
    vec![
        Rule::new(
            "ids-differ",
            &["/client_id", "/tenant_id"],
            &["same-as-tenant"],
            format!("The client ID and the tenant ID are different IDs. {}", fixes::CLIENT),
        ),
        tenant_of_zeros(),
        Rule::new(
            "mailboxes-differ",
            &["/out_of_scope_mailbox", "/mailbox"],
            &["other-mailbox"],
            "The out-of-scope mailbox is not the mailbox that the app sends from.",
        ),
        local_part(&["/mailbox", "/out_of_scope_mailbox"]),
    ]
}

/// The tenant ID that no keyword can exclude.
pub fn tenant_of_zeros() -> Rule {
    Rule::new(
        "tenant-of-zeros",
        &["/tenant_id"],
        &["tenant"],
        format!("No tenant has the empty GUID. {}", fixes::TENANT),
    )
}

/// The length of an address' local part. A pattern that counts it would be too large.
pub fn local_part(fields: &'static [&'static str]) -> Rule {
    Rule::new(
        "local-part",
        fields,
        &["address"],
        format!("The part of an address before the @ has at most {LOCAL_PART_CHARS} characters."),
    )
}

/// The cloud, of a connection or a set-up.
pub fn cloud(path: &'static str) -> Field {
    let kind = Kind::Choice(Choice {
        choices: Cloud::ALL
            .into_iter()
            .map(|cloud| (cloud.id(), cloud.title()))
            .collect(),
        default: Some(Cloud::Global.id()),
    });
    let help = "Choose Global, unless you administer the tenant at entra.microsoft.us (US Government) or entra.microsoftonline.cn (China).";
    Field::new("cloud", path, "Microsoft cloud", help, "app", kind)
        .advanced()
        .message("oneOf", &["cloud"], fixes::CLOUD)
}

/// The tenant, of a connection.
pub fn tenant(path: &'static str) -> Field {
    const CODES: &[&str] = &[
        "required",
        "tenant",
        "tenant-specific",
        "tenant-not-url",
        "tenant-not-address",
    ];
    tenant_with(path, tenant_text().min(1), CODES)
        .required(&["required"])
        .message("minLength", &["required"], fixes::TENANT)
}

/// The tenant, of a set-up: it may be not known yet.
pub fn tenant_if_known(path: &'static str) -> Field {
    const CODES: &[&str] = &["tenant", "tenant-specific", "tenant-not-url", "tenant-not-address"];
    tenant_with(path, tenant_text(), CODES)
}

fn tenant_text() -> Text {
    Text::of("text", pattern::tenant())
        .max(DOMAIN_CHARS)
        .examples(&["contoso.onmicrosoft.com"])
}

fn tenant_with(path: &'static str, text: Text, codes: &'static [&'static str]) -> Field {
    Field::new(
        "tenant_id",
        path,
        "Directory (tenant) ID",
        "Copy it from Microsoft Entra admin center > Entra ID > App registrations > your app > Overview. A domain of the tenant works as well.",
        "app",
        Kind::Text(text),
    )
    .placeholder("contoso.onmicrosoft.com or a GUID")
    .guide_step("4")
    .message("pattern", codes, fixes::TENANT)
    .message_too_long(&["tenant"])
}

/// The client ID, of a connection.
pub fn client_id(path: &'static str) -> Field {
    client_id_with(path, Text::of("text", pattern::guid()).min(1), &["required", "guid"])
        .required(&["required"])
        .message("minLength", &["required"], fixes::CLIENT)
}

/// The client ID, of a set-up: it may be not known yet.
pub fn client_id_if_known(path: &'static str) -> Field {
    client_id_with(path, Text::of("text", pattern::guid()), &["guid"])
}

fn client_id_with(path: &'static str, text: Text, codes: &'static [&'static str]) -> Field {
    Field::new(
        "client_id",
        path,
        "Application (client) ID",
        "Copy it from Microsoft Entra admin center > Entra ID > App registrations > your app > Overview. Do not copy one of the two Object IDs.",
        "app",
        Kind::Text(text),
    )
    .placeholder("00000000-0000-0000-0000-000000000000")
    .guide_step("4")
    .message("pattern", codes, fixes::CLIENT)
}

fn client_secret() -> Field {
    let fix = "Paste the Value of the client secret. Entra shows it only once: if it is lost, make a new secret.";
    Field::new(
        "client_secret",
        "connection.credential.client-secret",
        "Client secret value",
        "Copy it from Microsoft Entra admin center > Entra ID > App registrations > your app > Certificates & secrets > Client secrets, column Value, right after you made the secret. Do not copy the Secret ID, which is a GUID.",
        "app",
        Kind::Secret(Text::of("password", pattern::filled()).min(1)),
    )
    .required(&["secret-missing"])
    .mapping(Mapping::SecretName)
    .guide_step("3")
    .message("minLength", &["secret-missing"], fix)
    .message("pattern", &["secret-missing"], fix)
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
    let text = Text::of("email", pattern::mailbox()).min(1).max(ADDRESS_CHARS);
    Field::new(
        "mailbox",
        "connection.mailbox",
        "User ID (default mailbox)",
        "The mailbox to send from. Copy its primary email address from Exchange admin center > Recipients > Mailboxes > the mailbox. The Object ID of its user (Entra ID > Users) works as well, and it stays the same when the mailbox is renamed. Do not use an alias, a group or a contact.",
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
    let text = Text::of("email", pattern::mailbox()).max(ADDRESS_CHARS);
    Field::new(
        "out_of_scope_mailbox",
        "connection.out-of-scope-mailbox",
        "Out-of-scope mailbox",
        "The address of a mailbox that the app must not reach, such as a manager's mailbox. A connection test warns you if the app can reach it.",
        "warnings",
        Kind::Text(text),
    )
    .advanced()
    .placeholder("ceo@contoso.com")
    .guide_step("7")
    .message(
        "pattern",
        &["mailbox", "one-line", "one-address", "bare-address", "address", "domain"],
        OUT_OF_SCOPE_FIX,
    )
    .message_too_long(&["too-long"])
}

fn granted_at() -> Field {
    let text = Text::of("text", pattern::moment())
        .max(DATE_TIME_CHARS)
        .examples(&["2026-11-23", "2026-11-23T07:30:00Z"]);
    Field::new(
        "granted_at",
        "connection.granted-at",
        "Granted on",
        "The day or time of the last change of the app's permissions, in Exchange or in Entra. A new permission takes up to 2 hours to work, and the explanation of a refusal takes that into account.",
        "warnings",
        Kind::Text(text),
    )
    .advanced()
    .guide_step("7")
    .message("pattern", &["moment"], fixes::MOMENT)
    .message_too_long(&["too-long"])
}
