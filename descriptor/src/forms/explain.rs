//! What `describe` tells of the fields of `explain`. There is no rule to break: whatever is typed gets an explanation, and what
//! is no number where one belongs cannot be passed.

use super::{
    Form,
    field::{Field, Kind, Text, Whole},
};

/// The form of `explain`.
pub fn form() -> Form {
    Form {
        title: "Explain an error",
        groups: &[("answer", "Answer"), ("known", "What else is known")],
        fields: fields(),
        rules: Vec::new(),
    }
}

fn fields() -> Vec<Field> {
    vec![
        text(
            "body",
            "response.body",
            "Body",
            "The error answer as it is: JSON, a part of it, a proxy's HTML, or a line of a log. May be empty.",
            "answer",
            Text::any("textarea"),
        ),
        http_status(),
        headers(),
        text(
            "service",
            "response.service",
            "Service",
            "token for the sign-in service, graph for Microsoft Graph. Left out, it is guessed from the answer.",
            "known",
            Text::any("text").examples(&["token", "graph"]),
        ),
        text(
            "step",
            "response.step",
            "Step",
            "What was asked for, by the names that this connector gives to its requests.",
            "known",
            Text::any("text").examples(&["token", "send-mail", "create-draft", "drafts-folder"]),
        ),
        Field::new(
            "roles",
            "response.roles",
            "Roles of the token",
            "The roles of the access token that was used, such as Mail.Send. Leave it out where they are not known; no entry says that the token holds none.",
            "known",
            Kind::Texts(Text::any("text"), 0),
        )
        .advanced(),
        text(
            "findings",
            "response.findings",
            "Findings",
            "What the checks of earlier causes printed, pasted as it is: output of Format-List.",
            "known",
            Text::any("textarea"),
        ),
    ]
}

fn text(
    name: &'static str,
    path: &'static str,
    title: &'static str,
    help: &'static str,
    group: &'static str,
    text: Text,
) -> Field {
    Field::new(name, path, title, help, group, Kind::Text(text))
}

fn http_status() -> Field {
    let kind = Kind::Whole(Whole {
        min: 0,
        max: u16::MAX.into(),
        default: None,
    });
    let sentence = "Type a status such as 403.";
    Field::new(
        "http_status",
        "response.http-status",
        "HTTP status",
        "Where it is known.",
        "answer",
        kind,
    )
    .message("minimum", &[], sentence)
    .message("maximum", &[], sentence)
}

fn headers() -> Field {
    let entry = vec![
        text(
            "name",
            "name",
            "Name",
            "Such as Retry-After.",
            "answer",
            Text::any("text"),
        ),
        text(
            "value",
            "value",
            "Value",
            "As it was answered.",
            "answer",
            Text::any("text"),
        ),
    ];
    Field::new(
        "headers",
        "response.headers",
        "Headers",
        "Where they are known: Retry-After, WWW-Authenticate and the request ids are read.",
        "answer",
        Kind::Entries(entry),
    )
    .advanced()
}
