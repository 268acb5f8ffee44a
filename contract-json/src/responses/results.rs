//! Results of calls.

use serde::Serialize;

use super::ErrorDetail;
use crate::{contract as types, convert::Convert, record::responses, requests::Connection};

responses! {
    /// Result of `connect`: the app can sign in.
    ConnectResult {
        /// The connection to save: texts are trimmed, IDs are in lower case, and the cloud is set.
        connection: Connection,
        /// Application permissions in the token.
        permissions: Vec<String>,
        /// Object ID of the enterprise application.
        enterprise_object_id: Option<String>,
        /// When the access token expires.
        token_expires_at: String,
        /// Conditions that a person should know of.
        notices: Vec<Notice>,
        /// Requests of this call, in order.
        requests: Vec<RequestRecord>,
    }

    /// Result of `test-connection`.
    ConnectionReport {
        /// `fail` if any step failed, else `warn` if any step warned, else `ok`.
        status: StepStatus,
        /// The result in one line.
        summary: String,
        /// The whole report in Markdown, for an administrator.
        markdown: String,
        /// The steps in order.
        steps: Vec<TestStep>,
        /// Requests of this call, in order.
        requests: Vec<RequestRecord>,
    }

    /// One step of a connection test.
    TestStep {
        /// Stable ID, such as `mailbox`.
        id: String,
        /// Title for people.
        title: String,
        /// Status.
        status: StepStatus,
        /// Stable code of the message.
        code: String,
        /// Describes the result in one or two sentences.
        message: String,
        /// What this step does not prove.
        does_not_prove: Option<String>,
        /// Values in the message.
        params: Vec<Param>,
        /// Web pages that help with this step.
        links: Vec<Link>,
        /// Why the step failed, or what may be the reason for the warning.
        detail: Option<ErrorDetail>,
        /// Conditions that a person should know of.
        notices: Vec<Notice>,
    }

    /// Result of `send-mail`: Microsoft accepted the mail.
    Receipt {
        /// How the mail was sent: `send-mail` or `draft`.
        method: String,
        /// Mailbox that the mail was sent from.
        mailbox: String,
        /// Number of different addresses. Absent for a complete MIME message.
        recipient_count: Option<u32>,
        /// Reference for `check-outcome`.
        reference: String,
        /// Immutable ID of the message in Graph.
        message_id: Option<String>,
        /// Internet Message-ID with angle brackets.
        internet_message_id: Option<String>,
        /// True if an earlier call with the same idempotency key had sent the mail.
        already_sent: bool,
        /// When Microsoft accepted the mail.
        accepted_at: Option<String>,
        /// Conditions that a person should know of.
        notices: Vec<Notice>,
        /// Requests of this call, in order.
        requests: Vec<RequestRecord>,
    }

    /// Result of `check-outcome`.
    SendOutcome {
        /// `sent`, `draft`, `not-found` or `unknown`.
        state: String,
        /// Describes the outcome, and says whether to send again.
        summary: String,
        /// Immutable ID of the message in Graph.
        message_id: Option<String>,
        /// Internet Message-ID with angle brackets.
        internet_message_id: Option<String>,
        /// When the mail was sent.
        sent_at: Option<String>,
        /// Why the outcome is unknown.
        detail: Option<ErrorDetail>,
        /// Requests of this call, in order.
        requests: Vec<RequestRecord>,
    }

    /// A condition that a person should know of, although the call succeeded.
    Notice {
        /// Stable code.
        code: String,
        /// Describes the condition.
        message: String,
        /// What the person should do.
        fix: String,
        /// Values in the texts.
        params: Vec<Param>,
        /// Web pages that help.
        links: Vec<Link>,
    }

    /// A value that stands in a text.
    Param {
        /// Name of the value.
        name: String,
        /// The value, as the text contains it.
        value: String,
    }

    /// A web page that helps.
    Link {
        /// Stable ID, such as `app-credentials`.
        id: String,
        /// Names the page.
        title: String,
        /// Address of the page.
        uri: String,
    }

    /// One HTTP request to Microsoft.
    RequestRecord {
        /// Name of the step that made the request.
        step: String,
        /// Host name that the request went to.
        host: String,
        /// HTTP status. Absent means that no response arrived.
        http_status: Option<u16>,
        /// Value of `client-request-id` that the connector sent.
        client_request_id: String,
        /// The service's ID of the request.
        request_id: Option<String>,
        /// Time of the response by the service's clock.
        date: Option<String>,
        /// Graph's `x-ms-ags-diagnostic`.
        diagnostic: Option<String>,
        /// Duration of the request in milliseconds.
        duration_ms: u32,
    }
}

/// Status of a step of the test.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StepStatus {
    /// The step proved that this works.
    Ok,
    /// It works or may work.
    Warn,
    /// The step proved that this does not work.
    Fail,
    /// The step was not tried.
    Skip,
}

impl Convert<StepStatus> for types::StepStatus {
    fn convert(self) -> StepStatus {
        match self {
            Self::Ok => StepStatus::Ok,
            Self::Warn => StepStatus::Warn,
            Self::Fail => StepStatus::Fail,
            Self::Skip => StepStatus::Skip,
        }
    }
}
