//! `explain`: guidance on any error answer, offline.

use crate::{
    contract::{Explanation, ServiceAnswer},
    failure,
};

/// Explains an error answer of Microsoft.
#[must_use]
pub fn explain(_answer: &ServiceAnswer) -> Explanation {
    Explanation {
        service: String::new(),
        verdict: String::new(),
        detail: failure::empty_detail(),
    }
}
