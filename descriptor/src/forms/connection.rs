//! The form of a connection that signs in with a client secret.

use outlook_connector::{limits::DATE_TIME_CHARS, tables::fixes};

use super::{
    Form, address, app,
    field::{Field, Kind, Mapping, Rule, Text},
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
            app::cloud("connection.cloud"),
            app::tenant("connection.tenant-id"),
            app::client_id("connection.client-id"),
            client_secret(),
            expires(),
            mailbox(),
            out_of_scope_mailbox(),
            granted_at(),
        ],
        rules: rules(),
    }
}

fn rules() -> Vec<Rule> {
    let mut rules = Vec::from(app::rules());
    rules.extend([
        Rule::new(
            "mailboxes-differ",
            &["/out_of_scope_mailbox", "/mailbox"],
            &["other-mailbox"],
            "The out-of-scope mailbox is not the mailbox that the app sends from.",
        ),
        address::length(&["/mailbox", "/out_of_scope_mailbox"]),
    ]);
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
    let text = address::mailbox().min(1);
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
