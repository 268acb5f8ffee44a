//! Paths of Graph v1.0 that are played.

use http::Method;
use percent_encoding::percent_decode_str;

use super::error::GraphError;
use super::permission::Permission;
use crate::history::Operation;
use crate::store::folder::Folder;

/// What a request is about.
#[derive(Debug)]
pub(crate) struct Route {
    /// User id as the path names it, decoded.
    pub(super) user: String,
    pub(super) target: Target,
}

#[derive(Debug)]
pub(super) enum Target {
    SendMail,
    Folder(Folder),
    CreateDraft,
    ListMessages,
    /// Something with one message, by its id.
    Message(String, Verb),
}

/// What is done with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    Patch,
    Delete,
    PermanentDelete,
    Send,
    ListAttachments,
    AddAttachment,
    CreateUploadSession,
}

impl Target {
    /// The application permission that the call needs at least (Graph permissions reference).
    pub(super) fn permission(&self) -> Permission {
        match self {
            Self::SendMail | Self::Message(_, Verb::Send) => Permission::Send,
            Self::Folder(_) | Self::ListMessages | Self::Message(_, Verb::Get) => Permission::ReadBasic,
            Self::Message(_, Verb::ListAttachments) => Permission::Read,
            Self::CreateDraft | Self::Message(..) => Permission::ReadWrite,
        }
    }

    fn operation(&self) -> Operation {
        match self {
            Self::SendMail => Operation::SendMail,
            Self::Folder(Folder::Drafts) => Operation::DraftsFolder,
            Self::Folder(_) => Operation::OtherFolder,
            Self::CreateDraft => Operation::CreateDraft,
            Self::ListMessages => Operation::ListMessages,
            Self::Message(_, Verb::Get) => Operation::GetMessage,
            Self::Message(_, Verb::Patch) => Operation::PatchMessage,
            Self::Message(_, Verb::Delete) => Operation::DeleteMessage,
            Self::Message(_, Verb::PermanentDelete) => Operation::PermanentDelete,
            Self::Message(_, Verb::Send) => Operation::SendDraft,
            Self::Message(_, Verb::ListAttachments) => Operation::ListAttachments,
            Self::Message(_, Verb::AddAttachment) => Operation::AddAttachment,
            Self::Message(_, Verb::CreateUploadSession) => Operation::CreateUploadSession,
        }
    }
}

impl Route {
    /// Finds the route of a path. Type-cast segments such as `microsoft.graph.sendMail` count as the short form.
    pub(crate) fn of(method: &Method, path: &str) -> Result<Self, GraphError> {
        find(method, path)
    }

    /// Returns the kind of request, as records and faults name it.
    pub(crate) fn operation(&self) -> Operation {
        self.target.operation()
    }
}

fn find(method: &Method, path: &str) -> Result<Route, GraphError> {
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
    let target = match rest {
        [action] if is(action, "sendMail") => verbs(method, [(Method::POST, Target::SendMail)])?,
        [folders, name] if is(folders, "mailFolders") => {
            let folder = Folder::ALL
                .into_iter()
                .find(|folder| is(name, folder.well_known_name()));
            let folder = folder.ok_or_else(|| GraphError::unknown_segment(name))?;
            verbs(method, [(Method::GET, Target::Folder(folder))])?
        }
        [messages, rest @ ..] if is(messages, "messages") => message(method, rest)?,
        _ => return Err(GraphError::unknown_segment(rest.first().copied().unwrap_or(user))),
    };
    Ok(Route {
        user: user.to_owned(),
        target,
    })
}

fn message(method: &Method, rest: &[&str]) -> Result<Target, GraphError> {
    let (id, rest) = match rest {
        [] => {
            let both = [(Method::POST, Target::CreateDraft), (Method::GET, Target::ListMessages)];
            return verbs(method, both);
        }
        [id, rest @ ..] => (*id, rest),
    };
    let verb = match rest {
        [] => verbs(
            method,
            [
                (Method::GET, Verb::Get),
                (Method::PATCH, Verb::Patch),
                (Method::DELETE, Verb::Delete),
            ],
        ),
        [action] if is(action, "send") => verbs(method, [(Method::POST, Verb::Send)]),
        [action] if is(action, "permanentDelete") => verbs(method, [(Method::POST, Verb::PermanentDelete)]),
        [attachments] if is(attachments, "attachments") => verbs(
            method,
            [
                (Method::GET, Verb::ListAttachments),
                (Method::POST, Verb::AddAttachment),
            ],
        ),
        [attachments, action] if is(attachments, "attachments") && is(action, "createUploadSession") => {
            verbs(method, [(Method::POST, Verb::CreateUploadSession)])
        }
        [segment, ..] => Err(GraphError::unknown_segment(segment)),
    };
    Ok(Target::Message(id.to_owned(), verb?))
}

/// Picks what the method asks for.
fn verbs<T, const N: usize>(method: &Method, known: [(Method, T); N]) -> Result<T, GraphError> {
    known
        .into_iter()
        .find(|(own, _)| own == method)
        .map(|(_, target)| target)
        .ok_or_else(GraphError::method_not_allowed)
}

/// Graph reads path segments without regard to case.
fn is(segment: &str, name: &str) -> bool {
    segment.eq_ignore_ascii_case(name)
}
