//! What a request is for. It is found out once, from host, method and path: a fault has to be chosen before the body is read.

use http::Method;

use crate::graph::{self, upload};
use crate::history::Operation;
use crate::world::cloud::Cloud;
use crate::{entra, host};

/// The service that a request goes to, and what it is for there.
#[derive(Debug)]
pub(crate) enum Route {
    /// Microsoft Entra.
    Entra(entra::Route),
    /// Microsoft Graph of a cloud. An error is returned after the token was checked, as Graph does.
    Graph(Cloud, Result<graph::Route, graph::GraphError>),
    /// A host of upload URLs. `None` stands for a method that it does not take.
    Upload(Option<upload::Action>),
    /// A host that the emulator does not know.
    UnknownHost,
}

impl Route {
    /// Finds the route of a request. `host` is in lower case and without port.
    pub(crate) fn of(host: &str, method: &Method, path: &str) -> Self {
        match host::service(host) {
            Some(host::Service::Entra(login_host)) => Self::Entra(entra::Route::of(login_host, path)),
            Some(host::Service::Graph(cloud)) => Self::Graph(cloud, graph::Route::of(method, path)),
            Some(host::Service::Upload) => Self::Upload(upload::Action::of(method)),
            None => Self::UnknownHost,
        }
    }

    /// Returns the kind of request, as records and faults name it.
    pub(crate) fn operation(&self) -> Operation {
        match self {
            Self::Entra(route) if route.is_token() => Operation::Token,
            Self::Graph(_, Ok(route)) => route.operation(),
            Self::Upload(Some(action)) => action.operation(),
            Self::Entra(_) | Self::Graph(_, Err(_)) | Self::Upload(None) | Self::UnknownHost => Operation::Other,
        }
    }
}
