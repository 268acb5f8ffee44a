//! What operators see of the service.

mod metrics;
pub(crate) mod trace_context;

pub(crate) use metrics::{Metrics, Now};
