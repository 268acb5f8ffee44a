//! What `describe` tells of a connection's fields: the form of the sign-in with a client secret.

use outlook_connector::{
    limits::{ADDRESS_CHARS, DATE_TIME_CHARS, DOMAIN_CHARS, LOCAL_PART_CHARS},
    tables::{Cloud, fixes},
};

use super::{
    Form,
    field::{Choice, Field, Kind, Mapping, Rule, Text},
    pattern,
};

/// The form of a connection that signs in with a client secret.
pub fn form() -> Form {
    Form {
        title: "Outlook connection (client secret)",
        groups: &[
            ("app", "App registration"),
            ("mailbox", "Mailbox"),
            ("warnings", "Early warnings"),
        ],
        fields: fields(),
        rules: rules(),
    }
}

/// Codes of everything that can be wrong with an address, apart from its length.
pub const ADDRESS_CODES: &[&str] = &[
    "required",
    "one-line",
    "one-address",
    "bare-address",
    "address",
    "domain",
];

fn fields() -> Vec<Field> {
    vec![
        cloud("connection.cloud"),
        tenant("connection.tenant-id"),
        client_id("connection.client-id"),
        client_secret(),
        expires(),
        mailbox(),
        out_of_scope_mailbox(),
        granted_at(),
    ]
}

fn rules() -> Vec<Rule> {
    vec![
        Rule::new(
            "ids-differ",
            &["/client_id", "/tenant_id"],
            &["same-as-tenant"],
            format!("The client ID and the tenant ID are two IDs. {}", fixes::CLIENT),
        ),
        tenant_of_zeros(),
        Rule::new(
            "mailboxes-differ",
            &["/out_of_scope_mailbox", "/mailbox"],
            &["other-mailbox"],
            "The mailbox that must be refused is another than the mailbox that the app sends from.",
        ),
        Rule::new(
            "local-part",
            &["/mailbox", "/out_of_scope_mailbox"],
            &["address"],
            format!("The part before the @ has at most {LOCAL_PART_CHARS} characters."),
        ),
    ]
}

/// The tenant that no keyword rules out.
pub fn tenant_of_zeros() -> Rule {
    Rule::new(
        "tenant-of-zeros",
        &["/tenant_id"],
        &["tenant"],
        format!("No tenant has the empty GUID. {}", fixes::TENANT),
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
    let help = "Global, unless the tenant is administered at entra.microsoft.us (US Government) or entra.microsoftonline.cn (China).";
    Field::new("cloud", path, "Microsoft cloud", help, "app", kind)
        .advanced()
        .message("oneOf", &["cloud"], fixes::CLOUD)
}

/// The tenant, of a connection or a set-up.
pub fn tenant(path: &'static str) -> Field {
    let text = Text::of("text", pattern::tenant())
        .min(1)
        .max(DOMAIN_CHARS)
        .examples(&["contoso.onmicrosoft.com"]);
    Field::new(
        "tenant_id",
        path,
        "Directory (tenant) ID",
        "Microsoft Entra admin center > Entra ID > App registrations > your app > Overview. A domain of the tenant will do as well.",
        "app",
        Kind::Text(text),
    )
    .required(&["required"])
    .placeholder("contoso.onmicrosoft.com or a GUID")
    .guide_step("4")
    .message("minLength", &["required"], fixes::TENANT)
    .message(
        "pattern",
        &["required", "tenant", "tenant-specific", "tenant-not-url", "tenant-not-address"],
        fixes::TENANT,
    )
    .message_too_long(&["tenant"])
}

/// The client ID, of a connection or a set-up.
pub fn client_id(path: &'static str) -> Field {
    Field::new(
        "client_id",
        path,
        "Application (client) ID",
        "Microsoft Entra admin center > Entra ID > App registrations > your app > Overview. Not one of the two Object IDs.",
        "app",
        Kind::Text(Text::of("text", pattern::guid()).min(1)),
    )
    .required(&["required"])
    .placeholder("00000000-0000-0000-0000-000000000000")
    .guide_step("4")
    .message("minLength", &["required"], fixes::CLIENT)
    .message("pattern", &["required", "guid"], fixes::CLIENT)
}

fn client_secret() -> Field {
    let fix = "Paste the Value of the client secret. It is shown only once: where it is lost, make a new secret.";
    Field::new(
        "client_secret",
        "connection.credential.client-secret",
        "Client secret value",
        "Microsoft Entra admin center > Entra ID > App registrations > your app > Certificates & secrets > Client secrets: the column Value, right after the secret was made. Not the Secret ID, which is a GUID.",
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
        "Beside the secret, in the column Expires. Lets the platform warn before sending stops.",
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
        "The mailbox to send from: Exchange admin center > Recipients > Mailboxes > the mailbox: its primary email address. The Object ID of its user (Entra ID > Users) does as well, and survives renames. No alias, group or contact.",
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
        "Mailbox that must be refused",
        "The address of a mailbox that the app must not reach, such as that of the management. A test warns when the app can reach it.",
        "warnings",
        Kind::Text(text),
    )
    .advanced()
    .placeholder("ceo@contoso.com")
    .guide_step("7")
    .message(
        "pattern",
        &["mailbox", "one-line", "one-address", "bare-address", "address", "domain"],
        "Type the address of one mailbox that the app must not reach, or leave it out.",
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
        "When the app's rights were last changed, in Exchange or in Entra: a day, or a time. A new right takes up to 2 hours to work, which the guidance then weighs.",
        "warnings",
        Kind::Text(text),
    )
    .advanced()
    .guide_step("7")
    .message("pattern", &["moment"], fixes::MOMENT)
    .message_too_long(&["too-long"])
}
