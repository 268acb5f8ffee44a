//! What operators see of the service.

mod metrics;

pub(crate) use metrics::{Metrics, Now};
