//! The form of `setup-guide`. Nothing is required: what is not known yet is a placeholder in the steps.

use outlook_connector::{
    limits::{FEDERATED_CHARS, GROUP_NAME_CHARS},
    tables::fixes,
};

use super::{
    Form, address, app,
    field::{Choice, Field, Kind, Rule, Text},
    pattern,
};

const NAME_FIX: &str = "Type a name on one line, such as Email senders.";

/// The form.
pub fn form() -> Form {
    let fields = vec![
        app::tenant_if_known("setup.tenant-id"),
        app::client_id_if_known("setup.client-id"),
        object_id(),
        app_name(),
        sign_in(),
        federated_issuer(),
        federated_subject(),
        federated_audience(),
        group_name(),
        mailboxes(),
        out_of_scope_mailbox(),
        needs_drafts(),
        tenant_wide_consent(),
        app::cloud("setup.cloud"),
    ];
    let groups = &[("app", "App"), ("mailboxes", "Mailboxes"), ("rights", "Permissions")];
    Form::new("Set-up guide", groups, fields, rules())
}

fn rules() -> Vec<Rule> {
    let mut rules = Vec::from(app::rules());
    rules.extend([
        Rule::new(
            "object-id-differs",
            &["/enterprise_object_id", "/client_id", "/tenant_id"],
            &["same-as-other-id"],
            "The object ID of the enterprise application is neither the client ID nor the tenant ID.",
        ),
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
            "The out-of-scope mailbox is not one of the mailboxes that the app may send from.",
        ),
        Rule::new(
            "federated-together",
            &["/federated_issuer", "/federated_subject", "/federated_audience"],
            &["required"],
            "Issuer, subject and audience are given together.",
        ),
        Rule::new(
            "federated-sign-in",
            &[
                "/sign_in",
                "/federated_issuer",
                "/federated_subject",
                "/federated_audience",
            ],
            &["not-for-sign-in"],
            "Issuer, subject and audience belong to the sign-in with a federated credential.",
        ),
    ]);
    rules.extend(address::rules(&["/mailboxes", "/out_of_scope_mailbox"]));
    rules
}

fn object_id() -> Field {
    Field::new(
        "enterprise_object_id",
        "setup.enterprise-object-id",
        "Object ID (enterprise application)",
        "Copy it from Microsoft Entra admin center > Entra ID > Enterprise applications > your app > Overview. The app registration has another object ID.",
        "app",
        Kind::Text(Text::of("text", pattern::guid())),
    )
    .placeholder("00000000-0000-0000-0000-000000000000")
    .guide_step("4")
    .message("pattern", &["guid"], fixes::OBJECT_ID)
}

fn app_name() -> Field {
    Field::new(
        "app_name",
        "setup.app-name",
        "Name of the app",
        "The name that Exchange shows for the app. If you leave it out, it is the name of the group.",
        "app",
        Kind::Text(Text::of("text", pattern::one_line())),
    )
    .placeholder("Email senders")
    .guide_step("7")
    .advanced()
    .message("pattern", &["one-line"], NAME_FIX)
}

fn group_name() -> Field {
    let text = Text::of("text", pattern::one_line()).max(GROUP_NAME_CHARS);
    Field::new(
        "group_name",
        "setup.group-name",
        "Name of the group",
        "A mail-enabled security group whose members are the mailboxes that the app may send from. The script creates the group if there is none.",
        "mailboxes",
        Kind::Text(text),
    )
    .placeholder("Email senders")
    .guide_step("7")
    .message_too_long(&["too-long"])
    .message("pattern", &["one-line"], NAME_FIX)
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
        "How the app proves its identity.",
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

fn federated_issuer() -> Field {
    federated(
        "federated_issuer",
        "setup.federated-credential.issuer",
        "Issuer of the workload token",
        "The claim iss of the platform's tokens: an https URL. A slash at its end counts.",
        pattern::https_url(),
        &["one-line", "https-url"],
        fixes::ISSUER,
    )
    .placeholder("https://token.actions.githubusercontent.com")
}

fn federated_subject() -> Field {
    federated(
        "federated_subject",
        "setup.federated-credential.subject",
        "Subject of the workload token",
        "The claim sub of the platform's tokens. Upper and lower case count.",
        pattern::one_line(),
        &["one-line"],
        fixes::SUBJECT,
    )
    .placeholder("repo:contoso/mailer:ref:refs/heads/main")
}

fn federated_audience() -> Field {
    federated(
        "federated_audience",
        "setup.federated-credential.audience",
        "Audience of the workload token",
        "The claim aud of the platform's tokens. Entra recommends api://AzureADTokenExchange.",
        pattern::one_line(),
        &["one-line"],
        fixes::AUDIENCE,
    )
    .placeholder("api://AzureADTokenExchange")
}

fn federated(
    name: &'static str,
    path: &'static str,
    title: &'static str,
    help: &'static str,
    pattern: String,
    codes: &'static [&'static str],
    fix: &'static str,
) -> Field {
    let text = Text::of("text", pattern).max(FEDERATED_CHARS);
    Field::new(name, path, title, help, "app", Kind::Text(text))
        .advanced()
        .guide_step("3")
        .message("pattern", codes, fix)
        .message_too_long(&["too-long"])
}

fn mailboxes() -> Field {
    Field::new(
        "mailboxes",
        "setup.mailboxes",
        "Mailboxes",
        "The mailboxes that the app may send from. Copy their primary addresses from Exchange admin center > Recipients > Mailboxes.",
        "mailboxes",
        Kind::Texts(address::text(), "Address"),
    )
    .placeholder("references@contoso.com")
    .guide_step("7")
    .message("pattern", address::CODES, fixes::ADDRESS)
    .message_too_long(&["too-long"])
}

fn out_of_scope_mailbox() -> Field {
    let help = "The address of a mailbox that the app must not reach. The script tests that the app cannot reach it. Without an address, the script leaves this test out.";
    address::out_of_scope_mailbox("setup.out-of-scope-mailbox", "mailboxes", help, address::text()).message(
        "pattern",
        &["one-line", "one-address", "bare-address", "address", "domain"],
        address::OUT_OF_SCOPE_FIX,
    )
}

fn needs_drafts() -> Field {
    Field::new(
        "needs_drafts",
        "setup.needs-drafts",
        "Large files and idempotency keys (needs Mail.ReadWrite)",
        "Idempotency keys, and attachments of 3 MB or more, need the permission to write drafts.",
        "rights",
        Kind::Flag(Some(false)),
    )
    .guide_step("2")
}

fn tenant_wide_consent() -> Field {
    Field::new(
        "tenant_wide_consent",
        "setup.tenant-wide-consent",
        "Tenant-wide consent exists",
        "Yes, if Entra ID > Enterprise applications > your app > Permissions lists Mail permissions. They cover every mailbox of the tenant. Leave it out if you do not know.",
        "rights",
        Kind::Flag(None),
    )
    .advanced()
    .guide_step("2")
}
