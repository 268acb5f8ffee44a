//! The connector as a server embeds it: through the host library, with a pool and a code cache. Each mail gets a fresh sandbox.

use outlook_emulator::demo;
use outlook_end_to_end::{SECRET_NAME, component};
use outlook_host::{
    ComponentSource, Connector, EngineError, EngineOptions, Roots, Route, TransportOptions, stores::MemorySecrets,
};

use crate::floor::Target;

/// A transport whose requests all go to the target. It trusts the system's certificates and the target's CA.
///
/// # Panics
/// When the target is not an address on loopback with a CA.
pub fn transport(target: &Target) -> TransportOptions {
    let routes = Route::all_hosts(&format!("https://{}", target.address)).expect("a loopback target");
    let roots = Roots::system().and_pem(&target.ca_pem).expect("a certificate");
    TransportOptions::new().routes(routes).roots(roots)
}

/// Builds a connector over [`transport`].
///
/// # Errors
/// When the component cannot be run.
///
/// # Panics
/// When the target is not an address on loopback with a CA.
pub fn build(target: &Target, engine: EngineOptions) -> Result<Connector, EngineError> {
    let cache = component().with_file_name("outlook-code-cache");
    Connector::builder(ComponentSource::file(component()))
        .engine(engine.code_cache(cache))
        .transport(transport(target))
        .secrets(MemorySecrets::with([(SECRET_NAME, demo::SECRET_VALUE)]))
        .build()
}

/// The same, with so many sandboxes at once.
///
/// # Panics
/// When the component cannot be run.
#[must_use]
pub fn connector(target: &Target, pool: u32) -> Connector {
    build(target, EngineOptions::new().pool(pool)).expect("the component can be run")
}
