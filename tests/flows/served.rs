//! A host whose responses come from a function of the request, for services that misbehave in more ways than a script can list.

use std::cell::{Cell, RefCell};

use outlook_connector::{
    host::Clock,
    http::{Method, Request, Response, TransportError},
};

use crate::{
    script::{Answer, NOW},
    test_host::{Files, Network, Random, TestHost},
};

/// A request as it was made.
pub struct Came {
    pub method: Method,
    pub path: String,
    pub content_range: Option<String>,
}

/// Answers each request with what the function says.
pub struct ServedNetwork<'s> {
    service: Box<dyn Fn(&Came) -> Answer + 's>,
    came: RefCell<Vec<Came>>,
    milliseconds: Cell<u64>,
}

/// A host with a service.
pub type Served<'s> = TestHost<ServedNetwork<'s>>;

impl<'s> Served<'s> {
    /// Holds one secret under the name `outlook`.
    pub fn by(service: impl Fn(&Came) -> Answer + 's) -> Self {
        let network = ServedNetwork {
            service: Box::new(service),
            came: RefCell::default(),
            milliseconds: Cell::new(5_000),
        };
        let host = Self::over(network, Random::seeded(1));
        host.secrets.set("outlook", crate::SECRET);
        host
    }

    /// Takes the requests so far.
    pub fn take_requests(&self) -> Vec<Came> {
        self.network.came.take()
    }
}

impl Network for ServedNetwork<'_> {
    fn send(&self, request: &Request, files: &Files) -> Result<Response, TransportError> {
        files.body_of(request)?;
        let mut headers = request.headers.iter();
        let came = Came {
            method: request.method,
            path: request.path.clone(),
            content_range: headers
                .find(|(name, _)| *name == "content-range")
                .map(|(_, value)| value.clone()),
        };
        self.sleep_ms(7);
        let answer = (self.service)(&came);
        self.came.borrow_mut().push(came);
        answer
    }
}

impl Clock for ServedNetwork<'_> {
    fn unix_seconds(&self) -> u64 {
        NOW + self.milliseconds.get() / 1_000
    }

    fn monotonic_ms(&self) -> u64 {
        self.milliseconds.get()
    }

    fn sleep_ms(&self, milliseconds: u64) {
        self.milliseconds.set(self.milliseconds.get() + milliseconds);
    }
}
