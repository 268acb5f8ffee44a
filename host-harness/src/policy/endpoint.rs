//! The requests that the connector makes: the one list of what may leave the sandbox, what a request may bring about, and what may
//! be logged of it.
//!
//! A path is compared as it is written, segment by segment. Everything that a server might read as another path is refused: an
//! encoded letter in a fixed segment, an empty segment, `.` and `..`, and slashes, backslashes and control characters in a
//! value, encoded or not.

use std::borrow::Cow;

use http::{Method, Uri};
use percent_encoding::percent_decode_str;

use super::{HostRole, query};

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Endpoint {
    /// Entra's token endpoint.
    Token,
    /// `sendMail`.
    SendMail,
    /// The id of a well-known folder.
    Folder,
    /// The messages of the mailbox: to search them, or to create a draft.
    Messages,
    /// One message: to read, to change or to delete it.
    Message,
    /// Sends a draft.
    SendDraft,
    /// The attachments of a draft: to list them, or to add one.
    Attachments,
    /// Begins the upload of an attachment.
    CreateUploadSession,
    /// An upload session, under a URL of Graph's.
    Upload,
}

/// The effect of a request on a mailbox, as far as it matters when a call is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// `POST …/sendMail`, or `POST …/messages/{id}/send`.
    SendsMail,
    /// `POST …/messages`.
    WritesDraft,
}

struct Shape {
    endpoint: Endpoint,
    role: HostRole,
    /// `{owner}` stands for the tenant or the user, and `{}` for any other value.
    path: &'static str,
    methods: &'static [Method],
}

const SHAPES: &[Shape] = &[
    Shape {
        endpoint: Endpoint::Token,
        role: HostRole::Login,
        path: "/{owner}/oauth2/v2.0/token",
        methods: &[Method::POST],
    },
    Shape {
        endpoint: Endpoint::SendMail,
        role: HostRole::Graph,
        path: "/v1.0/users/{owner}/sendMail",
        methods: &[Method::POST],
    },
    Shape {
        endpoint: Endpoint::Folder,
        role: HostRole::Graph,
        path: "/v1.0/users/{owner}/mailFolders/drafts",
        methods: &[Method::GET],
    },
    Shape {
        endpoint: Endpoint::Folder,
        role: HostRole::Graph,
        path: "/v1.0/users/{owner}/mailFolders/sentitems",
        methods: &[Method::GET],
    },
    Shape {
        endpoint: Endpoint::Messages,
        role: HostRole::Graph,
        path: "/v1.0/users/{owner}/messages",
        methods: &[Method::GET, Method::POST],
    },
    Shape {
        endpoint: Endpoint::Message,
        role: HostRole::Graph,
        path: "/v1.0/users/{owner}/messages/{}",
        methods: &[Method::GET, Method::PATCH, Method::DELETE],
    },
    Shape {
        endpoint: Endpoint::SendDraft,
        role: HostRole::Graph,
        path: "/v1.0/users/{owner}/messages/{}/send",
        methods: &[Method::POST],
    },
    Shape {
        endpoint: Endpoint::Attachments,
        role: HostRole::Graph,
        path: "/v1.0/users/{owner}/messages/{}/attachments",
        methods: &[Method::GET, Method::POST],
    },
    Shape {
        endpoint: Endpoint::CreateUploadSession,
        role: HostRole::Graph,
        path: "/v1.0/users/{owner}/messages/{}/attachments/createUploadSession",
        methods: &[Method::POST],
    },
];

/// Logged for every path on the hosts of upload sessions: path and query hold a token.
const UPLOAD: &str = "(upload session)";

const UPLOAD_METHODS: &[Method] = &[Method::PUT, Method::GET, Method::DELETE];

/// A request of a known kind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct KnownRequest<'u> {
    pub(crate) endpoint: Endpoint,
    pub(crate) role: HostRole,
    /// The path with its values left out, for the log.
    pub(crate) path: &'static str,
    /// The tenant of a token request, or the user of a request to Graph, decoded. Empty for an upload.
    pub(crate) owner: Cow<'u, str>,
    /// What the request may bring about.
    pub(crate) effect: Option<Effect>,
}

impl<'u> KnownRequest<'u> {
    /// Finds the kind of a request to a host of this role. Returns `None` if the connector makes no such request.
    pub(super) fn of(role: HostRole, method: &Method, uri: &'u Uri) -> Option<Self> {
        if role == HostRole::Upload {
            return UPLOAD_METHODS.contains(method).then_some(Self {
                endpoint: Endpoint::Upload,
                role,
                path: UPLOAD,
                owner: Cow::Borrowed(""),
                effect: None,
            });
        }
        let (shape, owner) = SHAPES
            .iter()
            .filter(|shape| shape.role == role && shape.methods.contains(method))
            .find_map(|shape| Some((shape, owner(shape.path, uri.path())?)))?;
        let known = match uri.query() {
            Some(query) => *method == Method::GET && query::is_known(query),
            // Without a selection, Graph would return the content of messages.
            None => *method != Method::GET,
        };
        known.then_some(Self {
            endpoint: shape.endpoint,
            role,
            path: shape.path,
            owner,
            effect: effect(shape.endpoint, method),
        })
    }
}

fn effect(endpoint: Endpoint, method: &Method) -> Option<Effect> {
    match endpoint {
        Endpoint::SendMail | Endpoint::SendDraft => Some(Effect::SendsMail),
        Endpoint::Messages if *method == Method::POST => Some(Effect::WritesDraft),
        _ => None,
    }
}

/// Compares a path with a shape. Returns the value in the place of `{owner}`.
fn owner<'u>(shape: &str, path: &'u str) -> Option<Cow<'u, str>> {
    let mut owner = None;
    let (mut wanted, mut given) = (shape.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return owner,
            (Some("{owner}"), Some(segment)) => owner = Some(value(segment)?),
            // A value that still has a `%` would be another one for a server that decodes twice.
            (Some("{}"), Some(segment)) if !value(segment)?.contains('%') => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return None,
        }
    }
}

/// Decodes a segment that holds a value. Returns `None` if a server might read it as more than one segment, or as none.
fn value(segment: &str) -> Option<Cow<'_, str>> {
    let value = percent_decode_str(segment).decode_utf8().ok()?;
    let is_plain =
        !matches!(&*value, "" | "." | "..") && !value.contains(['/', '\\']) && !value.contains(char::is_control);
    is_plain.then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(role: HostRole, method: &str, path: &str) -> Option<(Endpoint, String, Option<Effect>)> {
        let uri: Uri = format!("https://graph.microsoft.com{path}").parse().ok()?;
        let known = KnownRequest::of(role, &method.parse().unwrap(), &uri)?;
        Some((known.endpoint, known.owner.into_owned(), known.effect))
    }

    #[test]
    fn every_request_of_the_connector() {
        use Endpoint::*;
        let sends = Some(Effect::SendsMail);
        for (role, method, path, expected) in [
            (
                HostRole::Login,
                "POST",
                "/contoso.com/oauth2/v2.0/token",
                ("contoso.com", Token, None),
            ),
            (
                HostRole::Graph,
                "POST",
                "/v1.0/users/a%2Bb%40t.com/sendMail",
                ("a+b@t.com", SendMail, sends),
            ),
            (
                HostRole::Graph,
                "GET",
                "/v1.0/users/u/mailFolders/drafts?$select=id",
                ("u", Folder, None),
            ),
            (
                HostRole::Graph,
                "GET",
                "/v1.0/users/u/mailFolders/sentitems?$select=id",
                ("u", Folder, None),
            ),
            (
                HostRole::Graph,
                "GET",
                "/v1.0/users/u/messages?$filter=x&$select=id&$top=50",
                ("u", Messages, None),
            ),
            (
                HostRole::Graph,
                "POST",
                "/v1.0/users/u/messages",
                ("u", Messages, Some(Effect::WritesDraft)),
            ),
            (
                HostRole::Graph,
                "GET",
                "/v1.0/users/u/messages/AA-_%3D?$select=id",
                ("u", Message, None),
            ),
            (
                HostRole::Graph,
                "PATCH",
                "/v1.0/users/u/messages/m",
                ("u", Message, None),
            ),
            (
                HostRole::Graph,
                "DELETE",
                "/v1.0/users/u/messages/m",
                ("u", Message, None),
            ),
            (
                HostRole::Graph,
                "POST",
                "/v1.0/users/u/messages/m/send",
                ("u", SendDraft, sends),
            ),
            (
                HostRole::Graph,
                "GET",
                "/v1.0/users/u/messages/m/attachments?$select=id",
                ("u", Attachments, None),
            ),
            (
                HostRole::Graph,
                "POST",
                "/v1.0/users/u/messages/m/attachments",
                ("u", Attachments, None),
            ),
            (
                HostRole::Graph,
                "POST",
                "/v1.0/users/u/messages/m/attachments/createUploadSession",
                ("u", CreateUploadSession, None),
            ),
            (
                HostRole::Upload,
                "PUT",
                "/api/v2.0/Users('u')/x?authtoken=y",
                ("", Upload, None),
            ),
        ] {
            let (owner, endpoint, effect) = expected;
            assert_eq!(
                known(role, method, path),
                Some((endpoint, owner.to_owned(), effect)),
                "{method} {path}"
            );
        }
    }

    /// What a guest that is not the connector tried, and more of the kind.
    #[test]
    fn everything_else_is_unknown() {
        for (method, path) in [
            // Other resources.
            ("GET", "/v1.0/users?$select=id"),
            ("GET", "/v1.0/me/messages?$select=id"),
            ("GET", "/v1.0/applications?$select=id"),
            ("POST", "/v1.0/$batch"),
            ("POST", "/beta/users/u/sendMail"),
            ("POST", "/v1.0/users/u/events"),
            ("POST", "/v1.0/users/u/messages/m/reply"),
            ("POST", "/v1.0/users/u/messages/m/replyAll"),
            ("POST", "/v1.0/users/u/messages/m/forward"),
            ("POST", "/v1.0/users/u/messages/m/createForward"),
            ("POST", "/v1.0/users/u/messages/m/copy"),
            ("POST", "/v1.0/users/u/mailFolders/drafts/messages"),
            ("GET", "/v1.0/users/u/mailFolders/inbox?$select=id"),
            // Other spellings.
            ("POST", "/v1.0/users/u/SENDMAIL"),
            ("POST", "/v1.0/users/u/%73endMail"),
            ("POST", "/v1.0/users/u/sendMai%6C"),
            ("POST", "/v1.0/users/u/sendMail/"),
            ("POST", "/v1.0/users/u/sendMail()"),
            ("POST", "/v1.0/users/u/sendMail?x=/y"),
            ("POST", "/v1.0/users/u/sendMail?"),
            ("POST", "/v1.0/users/u/microsoft.graph.sendMail"),
            ("POST", "/v1.0/users('u')/sendMail"),
            ("POST", "/v1.0/users/u/messages/m/microsoft.graph.send"),
            // Paths that a server may read in another way.
            ("POST", "//v1.0/users/u/sendMail"),
            ("POST", "/v1.0//users/u/sendMail"),
            ("POST", "/v1.0/users//sendMail"),
            ("POST", "/v1.0/users/./sendMail"),
            ("POST", "/v1.0/users/../sendMail"),
            ("POST", "/v1.0/users/%2e%2e/sendMail"),
            ("POST", "/v1.0/users/%2E/sendMail"),
            ("POST", "/v1.0/users/u%2fother/sendMail"),
            ("POST", "/v1.0/users/u%5Cother/sendMail"),
            ("POST", "/v1.0/users/u%00/sendMail"),
            ("POST", "/v1.0/users/u%FF/sendMail"),
            ("POST", "/../../v1.0/users/u/sendMail"),
            ("DELETE", "/v1.0/users/u/messages/%2e%2e"),
            ("DELETE", "/v1.0/users/u/messages/%252e%252e"),
            ("DELETE", "/v1.0/users/u/messages/m%2fattachments%2fa"),
            ("DELETE", "/v1.0/users/u/messages/"),
            // Other methods.
            ("PUT", "/v1.0/users/u/messages/m"),
            ("GET", "/v1.0/users/u/sendMail?$select=id"),
            ("DELETE", "/v1.0/users/u/messages"),
            ("POST", "/v1.0/users/u/messages/m"),
            // Content.
            ("GET", "/v1.0/users/u/messages"),
            ("GET", "/v1.0/users/u/messages/m"),
            ("GET", "/v1.0/users/u/messages/m/$value?$select=id"),
            ("GET", "/v1.0/users/u/messages?$select=id,body"),
        ] {
            assert_eq!(known(HostRole::Graph, method, path), None, "{method} {path}");
        }
        for path in [
            "/oauth2/v2.0/token",
            "/t/oauth2/token",
            "/t/oauth2/v2.0/token?x=y",
            "/t/oauth2/v2.0/authorize",
            "/t/oauth2/v2.0/%74oken",
            "/t/../oauth2/v2.0/token",
        ] {
            assert_eq!(known(HostRole::Login, "POST", path), None, "{path}");
        }
        assert_eq!(known(HostRole::Login, "GET", "/t/oauth2/v2.0/token?$select=id"), None);
        assert_eq!(known(HostRole::Upload, "POST", "/api/v2.0/x"), None);
    }
}
