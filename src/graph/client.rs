//! Requests to Graph with a bearer token, which is renewed once when Graph answers 401, and repeated as `graph::error` says.

use serde_json::Value;
use url::form_urlencoded::byte_serialize;

use crate::{
    auth::{self, Token, claims},
    call::Call,
    connection::CheckedConnection,
    failure::{Failure, FailureKind, Result},
    graph::error,
    guidance::{self, Values, transport},
    http::{Effect, Method, Request, Response, body::Body},
    secret::AccessToken,
};

/// Graph, for one connection, within one call.
pub struct Graph<'c, 'h> {
    call: &'c mut Call<'h>,
    connection: &'c CheckedConnection,
    token: Token,
    signals: u64,
}

/// A request in the name of the connection's mailbox.
pub struct Ask<'a> {
    /// Name of the step, for the record.
    pub step: &'a str,
    /// What it may bring about when its answer is lost.
    pub effect: Effect,
    /// Method.
    pub method: Method,
    /// Path and query below the user, percent-encoded.
    pub resource: String,
    /// Headers beyond those that every request has.
    pub headers: Vec<(&'static str, String)>,
    /// Media type of the body, where there is one.
    pub content_type: Option<&'static str>,
    /// The body.
    pub body: Body,
    /// Statuses that mean success.
    pub expected: &'static [u16],
}

impl<'a> Ask<'a> {
    /// A request without body.
    pub fn new(step: &'a str, effect: Effect, method: Method, resource: String, expected: &'static [u16]) -> Self {
        Self {
            step,
            effect,
            method,
            resource,
            headers: Vec::new(),
            content_type: None,
            body: Body::default(),
            expected,
        }
    }

    /// Adds a body.
    pub fn with_body(mut self, content_type: &'static str, body: Body) -> Self {
        self.content_type = Some(content_type);
        self.body = body;
        self
    }

    /// What kind of request this is, for guidance.
    fn signal(&self) -> u64 {
        guidance::of_request(self.step)
    }

    /// Adds a header.
    pub fn with_header(mut self, name: &'static str, value: String) -> Self {
        self.headers.push((name, value));
        self
    }
}

/// Percent-encodes a text for a path segment or a query's value. Form encoding writes a space as `+`, which is a plus there.
pub fn encode(text: &str) -> String {
    let encoded: String = byte_serialize(text.as_bytes()).collect();
    encoded.replace('+', "%20")
}

/// Path of a resource of the connection's mailbox. The mailbox is percent-encoded: guests' names hold `#`.
fn user_path(mailbox: &str, resource: &str) -> String {
    format!("/v1.0/users/{}/{resource}", encode(mailbox))
}

impl<'c, 'h> Graph<'c, 'h> {
    /// Starts with a token.
    pub fn new(call: &'c mut Call<'h>, connection: &'c CheckedConnection, token: Token) -> Self {
        Self {
            call,
            connection,
            token,
            signals: 0,
        }
    }

    /// Adds what is known by now, for the guidance on what comes.
    pub fn learn(&mut self, signals: u64) {
        self.signals |= signals;
    }

    /// Makes a request whose answer needs no reading; its status is told.
    ///
    /// # Errors
    /// When no answer or an unexpected one arrived, or a needed renewal of the token failed.
    pub fn ask(&mut self, ask: &Ask<'_>) -> Result<u16> {
        self.ask_for(ask, |response| Some(response.status))
    }

    /// Makes a request and reads its answer. One that cannot be read counts as none.
    ///
    /// # Errors
    /// As [`Self::ask`].
    pub fn ask_for<T>(&mut self, ask: &Ask<'_>, read: impl Fn(&Response) -> Option<T>) -> Result<T> {
        let mut found = None;
        self.ask_until_read(ask, &mut |response| {
            found = read(response);
            found.is_some()
        })?;
        // It was read, so that there always is a value.
        found.ok_or_else(|| Failure::new(FailureKind::Transient, "internal", "Nothing was sent."))
    }

    /// Apart from the answer's own type, so that it is compiled once.
    fn ask_until_read(&mut self, ask: &Ask<'_>, read: &mut dyn FnMut(&Response) -> bool) -> Result<()> {
        let Self {
            call,
            connection,
            token,
            signals,
        } = self;
        let mut headers = vec![("accept", "application/json".to_owned())];
        headers.extend(
            ask.content_type
                .map(|media_type| ("content-type", media_type.to_owned())),
        );
        headers.extend(ask.headers.iter().cloned());
        let mut request = Request {
            method: ask.method,
            host: connection.cloud.graph_host(),
            path: user_path(&connection.mailbox, &ask.resource),
            bearer: None,
            headers,
            body: ask.body.clone(),
            announce_length: true,
            timeout_ms: 0,
        };
        call.retry(|call| {
            let response = exchange(call, connection, token, ask, &mut request)?;
            let expected = ask.expected.contains(&response.status);
            if expected && read(&response) {
                return Ok(());
            }
            let now = call.host().unix_seconds();
            let date = guidance::of_date(response.header("date"), now);
            let values = Values::of(connection, now).with(*signals | ask.signal() | date);
            Err(match expected {
                true => error::unreadable(&response, ask.effect, &values),
                false => error::failure(&response, ask.effect, &values, Some(&token.access_token), &[]),
            })
        })
    }

    /// The call.
    pub fn call(&mut self) -> &mut Call<'h> {
        self.call
    }

    /// The connection.
    pub fn connection(&self) -> &'c CheckedConnection {
        self.connection
    }

    /// The connection's values, for guidance.
    pub fn values(&self) -> Values {
        Values::of(self.connection, self.call.host().unix_seconds())
            .with(self.signals)
            .with_claims(claims::read(&self.token.access_token).as_ref())
    }

    /// The token in use.
    pub fn token(&self) -> &Token {
        &self.token
    }
}

fn exchange(
    call: &mut Call<'_>,
    connection: &CheckedConnection,
    token: &mut Token,
    ask: &Ask<'_>,
    request: &mut Request,
) -> Result<Response> {
    let mut send = |call: &mut Call<'_>, token: &AccessToken| {
        request.bearer = Some(token.clone());
        request.timeout_ms = call.request_timeout_ms();
        call.send(ask.step, request).map_err(|error| {
            let values = Values::of(connection, call.host().unix_seconds());
            transport::failure(error, request.host, ask.effect, &values)
        })
    };
    let answer = send(call, &token.access_token)?;
    if answer.status != 401 {
        return Ok(answer);
    }
    // A 401 is answered before the request is looked at, so that a repeat is safe also for a send. The token may have
    // been revoked, or cached before a permission was granted.
    *token = auth::acquire_token(call, connection)?;
    send(call, &token.access_token)
}

/// Reads an answer as JSON, if it is whole.
pub fn json(response: &Response) -> Option<Value> {
    let whole = response.complete.then_some(response.body.as_slice())?;
    serde_json::from_slice(whole).ok()
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
