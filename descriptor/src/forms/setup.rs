//! What `describe` tells of the fields of `setup-guide`, whose checks stand in `setup::check`.

use outlook_connector::{
    limits::{ADDRESS_CHARS, GROUP_NAME_CHARS, LOCAL_PART_CHARS},
    tables::fixes,
};

use super::{
    Form,
    connection::{self, ADDRESS_CODES},
    field::{Choice, Field, Kind, Rule, Text},
    pattern,
};

/// The form of `setup-guide`.
pub fn form() -> Form {
    Form {
        title: "Set-up guide",
        groups: &[("app", "App"), ("mailboxes", "Mailboxes"), ("rights", "Rights")],
        fields: fields(),
        rules: rules(),
    }
}

const NAME_FIX: &str = "Type a name in one line, such as Email senders.";

fn fields() -> Vec<Field> {
    vec![
        connection::cloud("setup.cloud"),
        connection::tenant("setup.tenant-id"),
        connection::client_id("setup.client-id"),
        object_id(),
        name(
            "app_name",
            "setup.app-name",
            "Name of the app",
            "As Exchange is to show it. Left out, it is the group's name.",
            "app",
            Text::of("text", pattern::one_line()),
        )
        .advanced()
        .message("pattern", &["one-line"], NAME_FIX),
        sign_in(),
        name(
            "group_name",
            "setup.group-name",
            "Name of the group",
            "A mail-enabled security group of the mailboxes that the app may send from. The script makes it where there is none.",
            "mailboxes",
            Text::of("text", pattern::filled_line()).min(1),
        )
        .required(&["required"])
        .message("minLength", &["required"], NAME_FIX)
        .message("pattern", &["required", "one-line"], NAME_FIX),
        mailboxes(),
        out_of_scope_mailbox(),
        Field::new(
            "needs_drafts",
            "setup.needs-drafts",
            "Drafts",
            "Needed for idempotency keys, and for attachments from 3 MB up.",
            "rights",
            Kind::Flag(Some(false)),
        )
        .guide_step("2"),
        Field::new(
            "tenant_wide_consent",
            "setup.tenant-wide-consent",
            "Tenant-wide consent is there",
            "Whether Entra ID > Enterprise applications > your app > Permissions lists Mail permissions, which cover every mailbox. Leave it out where that is not known.",
            "rights",
            Kind::Flag(None),
        )
        .advanced()
        .guide_step("2"),
    ]
}

fn rules() -> Vec<Rule> {
    vec![
        Rule::new(
            "ids-differ",
            &["/client_id", "/tenant_id"],
            &["same-as-tenant"],
            "The client ID and the tenant ID are two IDs.",
        ),
        Rule::new(
            "object-id-differs",
            &["/enterprise_object_id", "/client_id", "/tenant_id"],
            &["same-as-other-id"],
            "The object ID of the enterprise application is neither the client ID nor the tenant ID.",
        ),
        connection::tenant_of_zeros(),
        Rule::new(
            "mailboxes-unique",
            &["/mailboxes"],
            &["twice"],
            "Name each mailbox once.",
        ),
        Rule::new(
            "mailboxes-differ",
            &["/out_of_scope_mailbox", "/mailboxes"],
            &["other-mailbox"],
            "The mailbox that must be refused is none of those that the app may send from.",
        ),
        Rule::new(
            "local-part",
            &["/mailboxes", "/out_of_scope_mailbox"],
            &["address"],
            format!("The part before the @ has at most {LOCAL_PART_CHARS} characters."),
        ),
    ]
}

fn object_id() -> Field {
    let fix = "Paste the Object ID of the enterprise application: a GUID with dashes.";
    Field::new(
        "enterprise_object_id",
        "setup.enterprise-object-id",
        "Object ID (enterprise application)",
        "Microsoft Entra admin center > Entra ID > Enterprise applications > your app > Overview. The App registration shows another one.",
        "app",
        Kind::Text(Text::of("text", pattern::guid()).min(1)),
    )
    .required(&["required"])
    .placeholder("00000000-0000-0000-0000-000000000000")
    .guide_step("4")
    .message("minLength", &["required"], fix)
    .message("pattern", &["required", "guid"], fix)
}

/// A name; an optional one that is blank is left out.
fn name(
    name: &'static str,
    path: &'static str,
    title: &'static str,
    help: &'static str,
    group: &'static str,
    rule: Text,
) -> Field {
    Field::new(name, path, title, help, group, Kind::Text(rule.max(GROUP_NAME_CHARS)))
        .placeholder("Email senders")
        .guide_step("7")
        .message_too_long(&["too-long"])
}

fn sign_in() -> Field {
    let kind = Kind::Choice(Choice {
        choices: vec![
            ("client-secret", "Client secret"),
            ("certificate", "Certificate"),
            ("federated-assertion", "Federated credential"),
        ],
        default: Some("client-secret"),
    });
    Field::new(
        "sign_in",
        "setup.sign-in",
        "Sign-in",
        "How the app is to prove who it is.",
        "app",
        kind,
    )
    .advanced()
    .guide_step("3")
    .message(
        "oneOf",
        &["sign-in"],
        "Use client-secret, certificate or federated-assertion.",
    )
}

fn address() -> Text {
    Text::of("email", pattern::address()).max(ADDRESS_CHARS)
}

fn mailboxes() -> Field {
    let few = "Add at least one mailbox.";
    Field::new(
        "mailboxes",
        "setup.mailboxes",
        "Mailboxes",
        "Primary addresses of the mailboxes that the app may send from: Exchange admin center > Recipients > Mailboxes.",
        "mailboxes",
        Kind::Texts(address(), 1),
    )
    .required(&["missing"])
    .placeholder("references@contoso.com")
    .guide_step("7")
    .message("minItems", &["missing"], few)
    .message("pattern", ADDRESS_CODES, fixes::ADDRESS)
    .message_too_long(&["too-long"])
}

fn out_of_scope_mailbox() -> Field {
    Field::new(
        "out_of_scope_mailbox",
        "setup.out-of-scope-mailbox",
        "Mailbox that must be refused",
        "The address of a mailbox that the app must not reach, for the negative test. Without one that test is left open.",
        "mailboxes",
        Kind::Text(address()),
    )
    .placeholder("ceo@contoso.com")
    .guide_step("7")
    .message(
        "pattern",
        &["one-line", "one-address", "bare-address", "address", "domain"],
        "Type the address of one mailbox that the app must not reach, or leave it out.",
    )
    .message_too_long(&["too-long"])
}
