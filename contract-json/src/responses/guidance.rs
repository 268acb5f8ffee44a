//! Explanations and set-up instructions.

use outlook_host::types;
use serde::Serialize;

use super::{ErrorDetail, Link, Param};
use crate::record::responses;

/// Result of `explain`. The fields of the detail stand at the top, and the request IDs beside them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// Service that sent the response: `token`, `graph` or `other`.
    pub service: String,
    /// What an engine should do, as the name of a case of the contract's error. `none` means that the response is no error.
    pub verdict: String,
    /// The service's ID of the request that was explained.
    pub request_id: Option<String>,
    /// The caller's ID of the request that was explained.
    pub client_request_id: Option<String>,
    /// The details, with the ranked causes.
    #[serde(flatten)]
    pub detail: ErrorDetail,
}

impl From<types::Explanation> for Explanation {
    fn from(explanation: types::Explanation) -> Self {
        let types::Explanation {
            service,
            verdict,
            detail,
        } = explanation;
        let ids = detail.requests.last();
        let client = ids.map(|request| request.client_request_id.clone());
        Self {
            service,
            verdict,
            request_id: ids.and_then(|request| request.request_id.clone()),
            client_request_id: client.filter(|id| !id.is_empty()),
            detail: detail.into(),
        }
    }
}

responses! {
    /// Result of `setup-guide`.
    SetupInstructions {
        /// The steps in order.
        steps: Vec<SetupStep>,
        /// A PowerShell script for the Exchange administrator.
        script: String,
        /// All that the administrators need, as one Markdown document.
        handover: String,
    }

    /// One step of the set-up.
    SetupStep {
        /// Number of the step in the guide.
        number: String,
        /// Title.
        title: String,
        /// Who does the step.
        owner: String,
        /// Where the step is done.
        location: String,
        /// What to do and why.
        text: String,
        /// PowerShell commands of this step.
        commands: Option<String>,
        /// IDs of the paragraphs of the text, in order, as `describe` lists them.
        paragraphs: Vec<String>,
        /// Values in title, location and text.
        params: Vec<Param>,
        /// Web pages that help.
        links: Vec<Link>,
    }
}
