//! Paths of Graph v1.0 that are played.

use http::Method;
use percent_encoding::percent_decode_str;

use super::error::GraphError;
use super::permission::Permission;

/// What a request is about.
#[derive(Debug)]
pub(super) struct Route {
    /// User id as the path names it, decoded.
    pub(super) user: String,
    pub(super) target: Target,
}

#[derive(Debug)]
pub(super) enum Target {
    SendMail,
    DraftsFolder,
    SendDraft { id: String },
}

impl Target {
    /// The application permission that the call needs (Graph permissions reference).
    pub(super) fn permission(&self) -> Permission {
        match self {
            Self::SendMail | Self::SendDraft { .. } => Permission::MailSend,
            Self::DraftsFolder => Permission::MailReadBasic,
        }
    }
}

/// Finds what a path is about. Type-cast segments such as `microsoft.graph.sendMail` count as the short form.
pub(super) fn find(method: &Method, path: &str) -> Result<Route, GraphError> {
    let segments: Vec<String> = path
        .trim_start_matches('/')
        .split('/')
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
        .collect();
    let segments: Vec<&str> = segments
        .iter()
        .map(|segment| segment.strip_prefix("microsoft.graph.").unwrap_or(segment))
        .collect();
    let (user, rest) = match segments.as_slice() {
        ["v1.0", "me", ..] => return Err(GraphError::me_needs_a_user()),
        ["v1.0", "users", user, rest @ ..] if !user.is_empty() => (*user, rest),
        ["v1.0", "users", "", segment, ..] | ["v1.0", segment, ..] => return Err(GraphError::unknown_segment(segment)),
        [version, ..] => return Err(GraphError::unknown_version(version)),
        [] => return Err(GraphError::unknown_version("")),
    };
    let (verb, target) = match rest {
        [action] if is(action, "sendMail") => (Method::POST, Target::SendMail),
        [folders, folder] if is(folders, "mailFolders") && is(folder, "drafts") => (Method::GET, Target::DraftsFolder),
        [messages, id, action] if is(messages, "messages") && is(action, "send") => {
            (Method::POST, Target::SendDraft { id: (*id).to_owned() })
        }
        _ => return Err(GraphError::unknown_segment(rest.first().copied().unwrap_or(user))),
    };
    if *method != verb {
        return Err(GraphError::method_not_allowed());
    }
    Ok(Route {
        user: user.to_owned(),
        target,
    })
}

/// Graph reads path segments without regard to case.
fn is(segment: &str, name: &str) -> bool {
    segment.eq_ignore_ascii_case(name)
}
