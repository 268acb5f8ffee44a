//! The component: the contract's exports over the core, and the core's traits over the contract's imports.
//!
//! Nothing is decided here. A component for WASI 0.3 would be a second module beside this one.

mod abi;
mod exports;
mod http;
mod stores;
mod types;

use crate::{
    host::{Clock, Entropy},
    http::{Request, Response, Transport, TransportError},
};

/// The host behind the component's imports. It has no state: an instance serves one call.
struct WasiHost;

impl Transport for WasiHost {
    fn send(&self, request: &Request) -> Result<Response, TransportError> {
        http::send(request, self)
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
