//! Sends requests to Graph with a bearer token. Renews the token once when Graph answers 401, and repeats a request as
//! `verdict` says.

use serde_json::Value;

use super::{
    error,
    request::{GraphRequest, user_path},
};
use crate::{
    auth::{self, Token, claims},
    call::Call,
    connection::CheckedConnection,
    failure::Result,
    guidance::{self, Context, signals::Signals},
    http::{Request, Response},
    secret::{AccessToken, UploadUrl},
    step::Step,
};

/// Graph, for one connection, within one call.
pub struct Graph<'c, 'h> {
    call: &'c mut Call<'h>,
    connection: &'c CheckedConnection,
    token: Token,
    signals: Signals,
    /// URL of the last upload session. A response to any later request may repeat it.
    upload_url: Option<UploadUrl>,
}

impl<'c, 'h> Graph<'c, 'h> {
    /// Creates a client that starts with this token.
    pub fn new(call: &'c mut Call<'h>, connection: &'c CheckedConnection, token: Token) -> Self {
        Self {
            call,
            connection,
            token,
            signals: Signals::NONE,
            upload_url: None,
        }
    }

    /// Adds facts that are known by now. They count in the diagnosis of later failures.
    pub fn add_signals(&mut self, signals: impl Into<Signals>) {
        self.signals |= signals;
    }

    /// Sends a request and returns the status of the response. The body is not read.
    ///
    /// # Errors
    /// If no response or an unexpected one arrived, or if the token had to be renewed and could not be.
    pub fn send(&mut self, request: GraphRequest) -> Result<u16> {
        self.send_and_read(request, |response| Some(response.status))
    }

    /// Sends a request and reads the response with `read`. A response that `read` cannot read is a failure.
    ///
    /// # Errors
    /// As [`Self::send`].
    pub fn send_and_read<T>(
        &mut self,
        graph_request: GraphRequest,
        read: impl Fn(&Response) -> Option<T>,
    ) -> Result<T> {
        let step = graph_request.step;
        let (handled, repeats) = (graph_request.handled, graph_request.repeats);
        let Self {
            call,
            connection,
            token,
            signals,
            upload_url,
        } = self;
        let mut request = http_request(graph_request, connection);
        let mut attempt = |call: &mut Call<'_>| {
            let response = send_authorized(call, connection, token, step, &mut request)?;
            let expected = step.expected_statuses().contains(&response.status) || handled.contains(&response.status);
            if expected && let Some(found) = read(&response) {
                return Ok(found);
            }
            let now = call.host().unix_seconds();
            let signals =
                *signals | guidance::step_signals(step) | guidance::clock_signals(response.header("date"), now);
            let context = context(connection, &token.access_token, signals, now);
            Err(if expected {
                error::unreadable(&response, step.effect(), &context)
            } else {
                // The response may repeat the token.
                let upload = upload_url.as_ref().map_or("", UploadUrl::reveal_path);
                let secrets = [token.access_token.reveal(), upload];
                error::failure(&response, step.effect(), &context, &secrets, now)
            })
        };
        if repeats { call.retry(attempt) } else { attempt(call) }
    }

    /// Remembers the URL of an upload session, so that no failure shows it.
    pub fn keep_secret(&mut self, upload_url: &UploadUrl) {
        self.upload_url = Some(upload_url.clone());
    }

    /// Returns the call.
    pub fn call(&mut self) -> &mut Call<'h> {
        self.call
    }

    /// Returns the connection.
    pub fn connection(&self) -> &'c CheckedConnection {
        self.connection
    }

    /// Returns what a failure is explained with.
    pub fn context(&self) -> Context {
        let now = self.call.host().unix_seconds();
        context(self.connection, &self.token.access_token, self.signals, now)
    }

    /// Returns the token in use. It is a new one if Graph refused the first.
    pub fn token(&self) -> &Token {
        &self.token
    }
}

fn context(connection: &CheckedConnection, token: &AccessToken, signals: Signals, now: u64) -> Context {
    claims::add_to(Context::of(connection, now).with(signals), token, connection)
}

fn http_request(request: GraphRequest, connection: &CheckedConnection) -> Request {
    let mut headers = vec![("accept", "application/json".to_owned())];
    headers.extend(request.headers);
    Request {
        method: request.step.method(),
        host: connection.cloud.graph_host(),
        path: user_path(&connection.mailbox, &request.resource),
        bearer: None,
        headers,
        body: request.body,
        announce_length: true,
        timeout_ms: 0,
    }
}

/// Sends a request with the token. After a 401 it acquires a new token and sends the request again.
fn send_authorized(
    call: &mut Call<'_>,
    connection: &CheckedConnection,
    token: &mut Token,
    step: Step,
    request: &mut Request,
) -> Result<Response> {
    let mut send = |call: &mut Call<'_>, access_token: &AccessToken| {
        request.bearer = Some(access_token.clone());
        call.send(step, request).map_err(|fault| {
            let context = Context::of(connection, call.host().unix_seconds());
            error::without_response(fault, request.host, step.effect(), &context)
        })
    };
    let response = send(call, &token.access_token)?;
    if response.status != 401 {
        return Ok(response);
    }
    // Graph answers 401 before it looks at the request, so a repeat is safe for a send too. The token may have been revoked, or
    // it was cached before a permission was granted.
    *token = auth::acquire_token(call, connection)?;
    send(call, &token.access_token)
}

/// Parses a response as JSON. Returns `None` if the body was cut off or is not JSON.
pub fn json(response: &Response) -> Option<Value> {
    if !response.complete {
        return None;
    }
    serde_json::from_slice(&response.body).ok()
}
