//! The case: what the caller says of a response, completed by what the reader finds in its text. What the caller says counts more.

use crate::{
    auth::{self, claims},
    contract::ServiceResponse,
    graph::error as graph_error,
    guidance::{
        self, Context, catalogue, findings,
        reader::{
            self, ClientFault, Evidence,
            entra_error::{self, EntraError},
            graph_error::{self as graph_body, GraphError},
        },
        signals::{Signal, Signals},
    },
    http::{Effect, Response},
    step::Step,
    validate,
};

/// Who answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Service {
    Token,
    Graph,
    /// Unknown. A server between the host and Microsoft may have answered.
    Other,
}

impl Service {
    /// Returns the word of the contract.
    pub fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Graph => "graph",
            Self::Other => "other",
        }
    }
}

/// A response to explain.
pub struct Case {
    /// What the reader found.
    pub evidence: Evidence,
    /// The response. Its status is 0 if it is not known.
    pub response: Response,
    /// The error of Entra in the body.
    pub entra: EntraError,
    /// The error of Graph in the body.
    pub graph: GraphError,
    /// Who answered.
    pub service: Service,
    /// The request, if it is known.
    pub step: Option<Step>,
    /// What the request may have done.
    pub effect: Effect,
    /// The fault, if no response came back.
    pub lost: Option<ClientFault>,
    /// An attempt before the last one of the text that may have sent the mail.
    pub earlier: Option<ClientFault>,
    /// The status of another attempt of the text after which the mail may have been sent.
    pub other_status: Option<u16>,
    /// Whether a proxy refused the tunnel: the response is the proxy's.
    pub is_tunnel_refused: bool,
    /// What the findings show.
    pub findings: findings::Findings,
    /// What the case is explained with.
    pub context: Context,
}

impl Case {
    /// Reads a case.
    pub fn of(given: &ServiceResponse, now: u64) -> Self {
        let evidence = reader::read(&given.body);
        let mut response = response(given, &evidence);
        let entra = entra_error::read(&response.body);
        let graph = graph_body::read(&response.body);
        let has_code = entra.is_known() || !graph.codes.is_empty() && !catalogue::is_of_client(&graph.codes);
        // Words such as "bad gateway" may be a person's own. A code and the fault of a client say more.
        let is_doubtful = given.http_status.is_none() && !evidence.status_is_sure;
        let fault = match response.status == 0 || is_doubtful {
            true if !has_code => reader::fault(&given.body),
            _ => None,
        };
        if is_doubtful && (has_code || fault.is_some()) {
            response.status = 0;
        }
        let named = given
            .step
            .as_deref()
            .or(evidence.step.as_deref())
            .map(str::trim)
            .filter(|name| !name.is_empty());
        let step = match named {
            Some(name) => Step::from_name(name),
            None => evidence.request.step,
        };
        let is_tunnel_refused = reader::is_tunnel_refused(&given.body);
        let service = match is_tunnel_refused {
            true => Service::Other,
            false => service(given, &response, &evidence, &entra, &graph, named),
        };
        let effect = match (step, evidence.request.effect) {
            // The request waits for the tunnel.
            _ if is_tunnel_refused => Effect::Idempotent,
            (Some(step), _) => step.effect(),
            (None, Some(effect)) if named.is_none() => effect,
            // An unknown request without a response, or with one that is not known at all, may have been the send: nobody may be told
            // that nothing was sent.
            _ if service != Service::Token
                && (fault.is_some() || is_unknown(&response, has_code || !graph.codes.is_empty())) =>
            {
                Effect::SendsMail
            }
            _ => Effect::Idempotent,
        };
        // A status beside a code in words is that of the program which wrote the text.
        let is_loose = given.http_status.is_none() && !evidence.is_message && !evidence.body.contains('{');
        if response.status == 500 && is_loose && has_code && reader::is_one_attempt(&given.body) {
            response.status = 0;
        }
        let (context, findings) = context(given, &response, step, now);
        Self {
            lost: fault.filter(|_| !is_tunnel_refused),
            is_tunnel_refused,
            other_status: match (effect, evidence.status) {
                (Effect::SendsMail, Some(read)) if given.http_status.is_none() => {
                    reader::doubtful_status(&given.body, read)
                }
                _ => None,
            },
            earlier: match effect {
                Effect::SendsMail => reader::earlier_fault(&given.body),
                _ => None,
            },
            evidence,
            response,
            entra,
            graph,
            service,
            step,
            effect,
            findings,
            context,
        }
    }

    /// Returns whether the response is no error: a status of success, and no error in the body.
    ///
    /// Only 202 means that a send was accepted: see `verdict::GRAPH_RULES`.
    pub fn is_accepted(&self) -> bool {
        let status = self.response.status;
        let is_success = match self.step {
            Some(step) if step.effect() == Effect::SendsMail => status == 202,
            Some(Step::Token) => status == 200 && auth::holds_token(&self.response),
            _ => (200..=299).contains(&status),
        };
        let is_error = self.entra.is_known() || !self.graph.codes.is_empty();
        is_success && !is_error && (status == 202 || !self.context.signals().contains(Signal::Foreign))
    }
}

/// Returns the address in quotes that an error names: "The requested user 'a@contoso.com' is invalid."
fn mailbox_in(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body);
    let mut quoted = text
        .split('\'')
        .filter(|part| part.contains('@') && !part.contains([' ', '"', '<', '{']));
    quoted.next().map(str::to_owned)
}

/// Whether a text shows neither a status, nor a code, nor who answered.
fn is_unknown(response: &Response, has_code: bool) -> bool {
    response.status == 0 && !has_code && reader::foreign(response).is_none()
}

fn response(given: &ServiceResponse, evidence: &Evidence) -> Response {
    let mut headers: Vec<(String, String)> = given
        .headers
        .iter()
        .map(|header| (header.name.to_ascii_lowercase(), header.value.clone()))
        .collect();
    for (name, value) in &evidence.headers {
        if !headers.iter().any(|(known, _)| known == name) {
            headers.push((name.clone(), value.clone()));
        }
    }
    Response {
        status: given.http_status.or(evidence.status).unwrap_or_default(),
        headers,
        body: evidence.body.clone().into_bytes(),
        complete: true,
    }
}

/// Returns the service that answered: the one that the caller names, or the one that body, request and headers show.
fn service(
    given: &ServiceResponse,
    response: &Response,
    evidence: &Evidence,
    entra: &EntraError,
    graph: &GraphError,
    step: Option<&str>,
) -> Service {
    // Only a proxy asks for a sign-in to itself (RFC 9110 §15.5.8).
    if response.status == 407 && graph.codes.is_empty() && !entra.is_known() {
        return Service::Other;
    }
    match given.service.as_deref().or(evidence.service.as_deref()).map(str::trim) {
        Some("token") => return Service::Token,
        Some("graph") => return Service::Graph,
        _ => {}
    }
    if entra.is_known() || step == Some(Step::Token.as_str()) {
        return Service::Token;
    }
    // The words of a status, such as `Unauthorized`, are no code of Graph's if the text names the sign-in.
    let is_sign_in = evidence.request.service == Some(catalogue::Service::Token);
    let is_status = is_sign_in && catalogue::are_general(&graph.codes);
    if !graph.codes.is_empty() && !is_status {
        return match catalogue::is_of_platform(&graph.codes) {
            true => Service::Other,
            false => Service::Graph,
        };
    }
    if step.is_some() {
        return Service::Graph;
    }
    // Graph's own headers, and Entra's (its front end is called ESTS).
    let has = |name: &str| response.header(name).is_some();
    if has("x-ms-ests-server") {
        return Service::Token;
    }
    if has("x-ms-ags-diagnostic") || has("request-id") {
        return Service::Graph;
    }
    if reader::foreign(response).is_some() {
        return Service::Other;
    }
    match evidence.request.service {
        Some(catalogue::Service::Token) => Service::Token,
        Some(_) => Service::Graph,
        None if guidance::entra::knows(&entra.match_text) => Service::Token,
        None if guidance::graph::knows(&graph.match_text) => Service::Graph,
        None => Service::Other,
    }
}

/// Returns what the response is explained with, and the findings. A connection that is not well formed adds nothing: its values may
/// be anything.
fn context(
    given: &ServiceResponse,
    response: &Response,
    step: Option<Step>,
    now: u64,
) -> (Context, findings::Findings) {
    let connection = given
        .connection
        .as_ref()
        .and_then(|connection| validate::connection::check(connection).ok());
    let context = match &connection {
        Some(connection) => Context::of(connection, now),
        None => Context::default(),
    };
    let roles = match &given.roles {
        Some(roles) => claims::role_signals(roles),
        None => Signal::RolesUnknown.into(),
    };
    let request = step.map_or(Signals::NONE, guidance::step_signals);
    let context = context
        .with(roles | request | graph_error::response_signals(response))
        .with_named_mailbox(mailbox_in(&response.body).or_else(|| reader::sender(&given.body)));
    match &given.findings {
        Some(text) => {
            let found = findings::read(text, &context);
            let context = context
                .with(found.signals)
                .with_filter_property(found.filter_property.clone());
            (context, found)
        }
        None => (context, findings::Findings::default()),
    }
}
