//! The app registration: cloud, tenant and client ID. A connection and a set-up have these fields in common.

use outlook_connector::{
    limits::DOMAIN_CHARS,
    tables::{Cloud, fixes},
};

use super::{
    field::{Choice, Field, Kind, Rule, Text},
    pattern,
};

/// Rules that no keyword can say.
pub fn rules() -> [Rule; 3] {
    [
        Rule::new(
            "ids-differ",
            &["/client_id", "/tenant_id"],
            &["same-as-tenant"],
            format!("The client ID and the tenant ID are different IDs. {}", fixes::CLIENT),
        ),
        Rule::new(
            "tenant-of-zeros",
            &["/tenant_id"],
            &["tenant"],
            format!("No tenant has the empty GUID. {}", fixes::TENANT),
        ),
        Rule::new(
            "tenant-form",
            &["/tenant_id"],
            &["tenant"],
            "A domain has letters, digits and dashes between its dots, with no dash at an end. A GUID has its dashes after 8, 12, 16 and 20 digits.",
        ),
    ]
}

/// The cloud.
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
