//! The form of `explain`. It has no rules: every text gets an explanation.

use super::{
    Form,
    field::{Field, Kind, Text, Whole},
};

/// The form. A whole error holds what the advanced fields ask for: they are for people who have only a part of it.
pub fn form() -> Form {
    let fields = vec![body(), findings(), http_status(), service(), step(), headers(), roles()];
    let groups = &[("response", "Response"), ("known", "Other known facts")];
    Form::new("Explain an error", groups, fields, Vec::new())
}

fn body() -> Field {
    Field::new(
        "body",
        "response.body",
        "Error message",
        "The error response as it is: JSON, a part of it, a proxy's HTML, or a line of a log. It may be empty.",
        "response",
        Kind::Text(Text::any("textarea")),
    )
}

fn http_status() -> Field {
    let kind = Kind::Whole(Whole {
        min: 0,
        max: u16::MAX.into(),
    });
    let fix = "Type a status such as 403.";
    Field::new(
        "http_status",
        "response.http-status",
        "HTTP status",
        "The HTTP status of the response, if you know it.",
        "response",
        kind,
    )
    .message("minimum", &[], fix)
    .message("maximum", &[], fix)
    .advanced()
}

fn headers() -> Field {
    let entry = vec![
        Field::new(
            "name",
            "name",
            "Name",
            "The name of the header, such as Retry-After.",
            "response",
            Kind::Text(Text::any("text")),
        ),
        Field::new(
            "value",
            "value",
            "Value",
            "The value of the header in the response.",
            "response",
            Kind::Text(Text::any("text")),
        ),
    ];
    Field::new(
        "headers",
        "response.headers",
        "Headers",
        "Headers of the response, if you know them. The explanation uses Retry-After, WWW-Authenticate and the request IDs.",
        "response",
        Kind::Entries(entry),
    )
    .advanced()
}

fn service() -> Field {
    Field::new(
        "service",
        "response.service",
        "Service that answered",
        "token for the sign-in service, graph for Microsoft Graph. If you leave it out, the service is guessed from the response.",
        "known",
        Kind::Text(Text::any("text").examples(&["token", "graph"])),
    )
    .advanced()
}

fn step() -> Field {
    Field::new(
        "step",
        "response.step",
        "Request that failed",
        "The request that failed, by the connector's name for it.",
        "known",
        Kind::Text(Text::any("text").examples(&["token", "send-mail", "create-draft", "drafts-folder"])),
    )
    .advanced()
}

fn roles() -> Field {
    Field::new(
        "roles",
        "response.roles",
        "Roles of the token",
        "The roles of the access token, such as Mail.Send, if you know them.",
        "known",
        Kind::Texts(Text::any("text"), "Permission"),
    )
    .advanced()
}

fn findings() -> Field {
    Field::new(
        "findings",
        "response.findings",
        "Output of the checks (PowerShell)",
        "The output of the checks that an earlier explanation proposed. Paste the output of Format-List as it is.",
        "known",
        Kind::Text(Text::any("textarea")),
    )
}
