//! What operators see of the service.

mod metrics;
pub(crate) mod trace_context;
#[cfg(not(feature = "otel"))]
#[path = "no_traces.rs"]
pub(crate) mod traces;
#[cfg(feature = "otel")]
pub(crate) mod traces;

pub(crate) use metrics::{Metrics, Now};
pub(crate) use traces::{CallSpan, Traces};
