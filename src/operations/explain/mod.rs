//! `explain`: explains any error response of Microsoft, from a log, a ticket or another program.
//!
//! It makes no request and stores nothing. Every text gets an explanation. A guess says that it is a guess. The verdict comes from
//! the tables that live requests use, on what the reader found in the text.

mod case;
mod ids;
mod notes;

use case::{Case, Service};

use crate::{
    auth::{self, entra_error},
    contract::{Explanation, ServiceResponse},
    failure::{Failure, FailureKind},
    failure_message::failure_messages,
    graph::error as graph_error,
    guidance::{
        self, CauseList, Confidence, Context,
        catalogue::{self, ObservedError, causes},
        signals::Signal,
    },
    http::{Effect, Response, TransportError},
    verdict,
};

/// Explains an error response of Microsoft. `now` is in seconds since 1970-01-01T00:00:00Z; a recent grant may not work yet.
#[must_use]
pub fn explain(given: &ServiceResponse, now: u64) -> Explanation {
    let case = Case::of(given, now);
    let (verdict, mut detail) = if case.is_accepted() {
        ("none", accepted(&case.context).into_detail())
    } else {
        let failure = failure(&case, now);
        (failure.kind().name(), failure.into_detail())
    };
    detail.http_status = (case.response.status != 0).then_some(case.response.status);
    detail.requests = ids::of(given, &case);
    detail.understood = notes::understood(given, &case);
    detail.not_understood = notes::not_understood(given, &case);
    Explanation {
        service: case.service.name().to_owned(),
        verdict: verdict.to_owned(),
        detail,
    }
}

/// Returns the failure that a live request with this response, or without one, ends with.
fn failure(case: &Case, now: u64) -> Failure {
    let (response, context) = (&case.response, &case.context);
    if case.is_tunnel_refused {
        return refused_tunnel(case);
    }
    if let Some(fault) = case.lost {
        return without_response(case, fault.error);
    }
    let failure = match case.service {
        Service::Token if response.status == 200 && !case.entra.is_known() => auth::without_token(context),
        Service::Token => entra_error::explained(response, context, &[], now),
        Service::Graph | Service::Other => graph_error::failure(response, case.effect, context, &[], now),
    };
    // One attempt was refused. Another one may have sent the mail all the same.
    match (case.earlier, case.other_status) {
        _ if failure.may_have_taken_effect() => failure,
        (Some(fault), _) => without_response(case, fault.error),
        (None, Some(status)) => {
            let other = Response {
                status,
                headers: Vec::new(),
                body: Vec::new(),
                complete: true,
            };
            graph_error::failure(&other, case.effect, context, &[], now)
        }
        (None, None) => failure,
    }
}

/// Explains that a proxy refused the tunnel to Microsoft.
fn refused_tunnel(case: &Case) -> Failure {
    let status = case.response.status;
    let observed = ObservedError {
        status,
        ..ObservedError::empty(catalogue::Service::Graph)
    };
    let context = case.context.clone().with(Signal::Foreign);
    let diagnosis = guidance::unknown::diagnose(&observed, &context);
    Failure::of_action(verdict::of_graph(status, None, "", Effect::Idempotent), diagnosis)
}

/// Explains that no response came back.
fn without_response(case: &Case, error: TransportError) -> Failure {
    let host = case.evidence.request.host.unwrap_or("Microsoft");
    match case.service {
        Service::Token => {
            let diagnosis = guidance::transport::diagnose(error.fault, host, &case.context);
            Failure::of_action(verdict::without_response(error, Effect::Idempotent), diagnosis)
        }
        Service::Graph | Service::Other => graph_error::without_response(error, host, case.effect, &case.context),
    }
}

/// Explains a response that is no error, though a program took it for one.
fn accepted(context: &Context) -> Failure {
    let mut list = CauseList::new(context);
    let evidence = "The status says that the request was carried out or accepted.";
    list.add(&causes::ACCEPTED_BY_MICROSOFT, Confidence::Likely, &[evidence]);
    // The kind is not shown: the verdict is `none`.
    Failure::from_detail(FailureKind::Rejected, list.diagnose(&failure_messages::ACCEPTED, &[]))
}
