//! A request to Graph in the name of a user.

use crate::{http::body::Body, step::Step, uri::encode};

/// Returns the path of a resource of a mailbox. `resource` is percent-encoded already. The mailbox is encoded here: the user
/// principal names of guests contain `#`.
pub fn user_path(mailbox: &str, resource: &str) -> String {
    format!("/v1.0/users/{}/{resource}", encode(mailbox))
}

/// A request in the name of the connection's mailbox. Its step says the rest: method, effect and the statuses of success.
pub struct GraphRequest {
    /// Kind of the request.
    pub step: Step,
    /// Path and query below the user, percent-encoded.
    pub resource: String,
    /// Headers beside those that every request has.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Body,
    /// Statuses that the caller handles beside those of success.
    pub handled: &'static [u16],
    /// Whether the request is repeated after throttling and after a failure that had no effect.
    pub repeats: bool,
}

impl GraphRequest {
    /// Creates a request without a body.
    pub fn new(step: Step, resource: impl Into<String>) -> Self {
        Self {
            step,
            resource: resource.into(),
            headers: Vec::new(),
            body: Body::default(),
            handled: &[],
            repeats: true,
        }
    }

    /// Adds a body.
    pub fn with_body(self, media_type: &'static str, body: Body) -> Self {
        let mut request = self.with_header("content-type", media_type.to_owned());
        request.body = body;
        request
    }

    /// Adds a header.
    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Makes Graph name messages by immutable ids. Other ids change when a message moves, and a draft moves when it is sent
    /// (Graph, "Get immutable identifiers").
    pub fn with_immutable_ids(self) -> Self {
        self.with_header("prefer", r#"IdType="ImmutableId""#.to_owned())
    }

    /// Makes further statuses count as a response that can be read, and not as a failure.
    pub fn handling(mut self, statuses: &'static [u16]) -> Self {
        self.handled = statuses;
        self
    }

    /// Leaves repeats to the caller, who looks at the mailbox before each.
    pub fn without_repeats(mut self) -> Self {
        self.repeats = false;
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mailboxes_are_encoded() {
        assert_eq!(
            user_path("a+b@contoso.com", "sendMail"),
            "/v1.0/users/a%2Bb%40contoso.com/sendMail"
        );
        assert_eq!(
            user_path("x#ext#@t.com", "messages"),
            "/v1.0/users/x%23ext%23%40t.com/messages"
        );
        assert_eq!(
            user_path("jürgen/..@t.com", "y"),
            "/v1.0/users/j%C3%BCrgen%2F..%40t.com/y"
        );
        assert_eq!(encode("id eq 'a+b='"), "id%20eq%20%27a%2Bb%3D%27");
    }
}
