//! Behaviours that cross the sandbox's boundary, one file each. What can be shown without a sandbox is shown in `tests/flows`.

mod adapters;
mod attachments;
mod bad_answers;
mod concurrency;
mod connecting;
mod credentials;
mod delivery;
mod early_answers;
mod fuel;
mod guidance;
#[cfg(unix)]
#[path = "../../http_client/mod.rs"]
#[expect(dead_code, reason = "the service's tests use the rest")]
mod http_client;
mod lost_answers;
#[cfg(unix)]
mod obelisk;
mod peers;
#[cfg(unix)]
#[path = "../../postgres/mod.rs"]
#[expect(dead_code, reason = "the gate's own tests use the rest")]
mod postgres;
#[path = "../../random/mod.rs"]
mod random;
mod random_answers;
mod shared_cases;
mod tokens;
mod transport;
