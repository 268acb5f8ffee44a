//! Explanations and set-up instructions.

use super::{Command, ErrorDetail, Link, Param};
use crate::record::responses;

responses! {
    /// Result of `explain`.
    Explanation {
        /// Service that sent the response: `token`, `graph` or `other`.
        service: String,
        /// What an engine should do, as the name of a case of the contract's error. `none` means that the response is no error.
        verdict: String,
        /// The details, with the ranked causes. The last of `requests` has the IDs of the request that was explained.
        detail: ErrorDetail,
    }

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
        /// The commands of this step, in order.
        commands: Vec<Command>,
        /// IDs of the paragraphs of the text, in order, as `describe` lists them.
        paragraphs: Vec<String>,
        /// Values in title, location and text.
        params: Vec<Param>,
        /// Web pages that help.
        links: Vec<Link>,
    }
}
