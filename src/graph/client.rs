//! Requests to Graph with a bearer token, which is renewed once when Graph answers 401.

use url::form_urlencoded::byte_serialize;

use crate::{
    auth::{self, Session},
    failure::Outcome,
    guidance::{
        Values,
        transport::{self, Effect},
    },
    http::{Method, Request, Response},
    operations::call::Call,
    rules::connection::CheckedConnection,
    secret::AccessToken,
};

/// Graph, for one connection, within one call.
pub struct Graph<'c, 'h> {
    call: &'c mut Call<'h>,
    connection: &'c CheckedConnection,
    session: Session,
}

/// Path of a resource of the connection's mailbox. The mailbox is percent-encoded: guests' names hold `#`.
fn user_path(mailbox: &str, resource: &str) -> String {
    // A mailbox holds no space, the one character that form encoding writes in its own way.
    let user: String = byte_serialize(mailbox.as_bytes()).collect();
    format!("/v1.0/users/{user}/{resource}")
}

impl<'c, 'h> Graph<'c, 'h> {
    /// Starts with a token.
    pub fn new(call: &'c mut Call<'h>, connection: &'c CheckedConnection, session: Session) -> Self {
        Self {
            call,
            connection,
            session,
        }
    }

    /// GETs a resource of the mailbox.
    ///
    /// # Errors
    /// When no answer arrived, or a needed renewal of the token failed. An answer of any status is no error here.
    pub fn get(&mut self, step: &str, resource: &str) -> Outcome<Response> {
        self.request(step, Effect::Repeatable, Method::Get, resource, None)
    }

    /// POSTs JSON to an action that sends mail.
    ///
    /// # Errors
    /// As [`Self::get`]; `permanent-outcome-unknown` when the mail may have been sent.
    pub fn post_to_send(&mut self, step: &str, resource: &str, json: Vec<u8>) -> Outcome<Response> {
        self.request(step, Effect::MaySend, Method::Post, resource, Some(json))
    }

    fn request(
        &mut self,
        step: &str,
        effect: Effect,
        method: Method,
        resource: &str,
        json: Option<Vec<u8>>,
    ) -> Outcome<Response> {
        let mut headers = vec![("accept", "application/json".to_owned())];
        if json.is_some() {
            headers.push(("content-type", "application/json".to_owned()));
        }
        let mut request = Request {
            method,
            host: self.connection.cloud.graph_host(),
            path: user_path(&self.connection.mailbox, resource),
            bearer: None,
            headers,
            body: json.unwrap_or_default(),
            announce_length: true,
            timeout_ms: 0,
        };
        let answer = self.send(step, effect, &mut request)?;
        if answer.status != 401 {
            return Ok(answer);
        }
        // A 401 is answered before the request is looked at, so that a repeat is safe also for a send. The token may have
        // been revoked, or cached before a permission was granted.
        self.session = auth::sign_in_anew(self.call, self.connection)?;
        self.send(step, effect, &mut request)
    }

    fn send(&mut self, step: &str, effect: Effect, request: &mut Request) -> Outcome<Response> {
        request.bearer = Some(self.session.token.clone());
        self.call.exchange(step, request).map_err(|error| {
            let values = Values::of(self.connection, self.call.host().unix_seconds());
            transport::failure(error, request.host, effect, &values)
        })
    }

    /// The token in use.
    pub fn token(&self) -> &AccessToken {
        &self.session.token
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
    }
}
