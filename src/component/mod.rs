//! The component: the contract's exports over the core, and the core's traits over the contract's imports.
//!
//! Nothing is decided here. A component for WASI 0.3 would be a second module beside this one.

mod exports;
mod http;
mod stores;

use crate::{
    contract::{
        Connected, Connection, ConnectionReport, Error, Explanation, FieldProblem, Guest, Mail, Receipt, SendOptions,
        SendOutcome, ServiceAnswer, Setup, SetupInstructions, TestOptions,
    },
    host::{Clock, Entropy, Transport},
    http::{Request, Response, TransportError},
};

struct Component;

impl Guest for Component {
    fn describe() -> Result<String, ()> {
        Ok(crate::describe())
    }

    #[inline(always)]
    fn connect(connection: Connection) -> Result<Connected, Error> {
        exports::as_stand_in(crate::connect(&WasiHost, &connection))
    }

    fn test_connection(connection: Connection, options: TestOptions) -> Result<ConnectionReport, ()> {
        Ok(crate::test_connection(&WasiHost, &connection, &options))
    }

    #[inline(always)]
    fn send_mail(connection: Connection, mail: Mail, options: SendOptions) -> Result<Receipt, Error> {
        exports::as_stand_in(crate::send_mail(&WasiHost, &connection, mail, &options))
    }

    fn check_outcome(connection: Connection, reference: String) -> Result<SendOutcome, ()> {
        Ok(crate::check_outcome(&WasiHost, &connection, &reference))
    }

    fn explain(answer: ServiceAnswer) -> Result<Explanation, ()> {
        Ok(crate::explain(&answer))
    }

    fn setup_guide(setup: Setup) -> Result<SetupInstructions, Vec<FieldProblem>> {
        crate::setup_guide(&setup)
    }
}

/// The host behind the component's imports. It has no state: an instance serves one call.
struct WasiHost;

impl Transport for WasiHost {
    fn exchange(&self, request: &Request) -> Result<Response, TransportError> {
        http::exchange(request, self)
    }
}

impl Clock for WasiHost {
    fn unix_seconds(&self) -> u64 {
        wasi::clocks::wall_clock::now().seconds
    }

    fn monotonic_ms(&self) -> u64 {
        wasi::clocks::monotonic_clock::now() / NANOSECONDS_PER_MILLISECOND
    }

    fn sleep_ms(&self, milliseconds: u64) {
        let nanoseconds = milliseconds.saturating_mul(NANOSECONDS_PER_MILLISECOND);
        wasi::clocks::monotonic_clock::subscribe_duration(nanoseconds).block();
    }
}

const NANOSECONDS_PER_MILLISECOND: u64 = 1_000_000;

impl Entropy for WasiHost {
    fn random(&self) -> u64 {
        wasi::random::random::get_random_u64()
    }
}
