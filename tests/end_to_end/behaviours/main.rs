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
mod lost_answers;
mod peers;
#[path = "../../random/mod.rs"]
mod random;
mod random_answers;
mod shared_cases;
mod tokens;
mod transport;
