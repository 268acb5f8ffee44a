//! The contract's types, as they lie in memory: fields and cases in the order of `wit/types.wit`.
#![allow(
    unsafe_code,
    reason = "exports take and return addresses in linear memory, as the Canonical ABI lays down"
)]
#![allow(clippy::arithmetic_side_effects, reason = "sizes and offsets are constants of types")]

use super::abi::{Abi, aligned, larger, numbered, record, variant};
use crate::contract::{
    Attachment, Cause, Connected, Connection, ConnectionReport, Content, Credential, Error, ErrorDetail, Exchange,
    Explanation, FieldProblem, Header, Importance, Mail, Message, Notice, Receipt, Recipient, SendOptions, SendOutcome,
    Sensitivity, ServiceAnswer, Setup, SetupInstructions, SetupStep, StepStatus, TestOptions, TestStep,
};

record!(Connection {
    cloud: Option<String>,
    tenant_id: String,
    client_id: String,
    credential: Credential,
    mailbox: String,
    credential_expires: Option<String>,
    mailbox_to_refuse: Option<String>,
    granted_at: Option<String>,
});

variant!(Credential { 0 => ClientSecret(String), 1 => Certificate(String); else FederatedAssertion(String) = 2 });

variant!(Mail { 0 => Message(Message); else Mime(Content) = 1 });

record!(Message {
    to: Vec<Recipient>,
    cc: Vec<Recipient>,
    bcc: Vec<Recipient>,
    reply_to: Vec<Recipient>,
    from: Option<Recipient>,
    subject: String,
    text: Option<String>,
    html: Option<String>,
    attachments: Vec<Attachment>,
    importance: Option<Importance>,
    sensitivity: Option<Sensitivity>,
    categories: Vec<String>,
    read_receipt: bool,
    delivery_receipt: bool,
    headers: Vec<Header>,
    save_to_sent_items: Option<bool>,
});

record!(Recipient { address: String, name: Option<String> });
record!(Header {
    name: String,
    value: String
});
record!(Attachment { name: String, content_type: Option<String>, content: Content, content_id: Option<String> });

variant!(Content { 0 => Bytes(Vec<u8>), 1 => Base64(String); else Stored(String) = 2 });

numbered!(Importance { 0 => Low, 1 => Normal; else High = 2 });
numbered!(Sensitivity { 0 => Normal, 1 => Personal, 2 => Private; else Confidential = 3 });
numbered!(StepStatus { 0 => Ok, 1 => Warn, 2 => Fail; else Skip = 3 });

record!(SendOptions { idempotency_key: Option<String>, time_budget_ms: Option<u32> });
record!(TestOptions { send_test_mail: bool, time_budget_ms: Option<u32> });

record!(Exchange {
    step: String,
    host: String,
    http_status: Option<u16>,
    client_request_id: String,
    request_id: Option<String>,
    date: Option<String>,
    diagnostic: Option<String>,
    duration_ms: u32,
});

record!(Notice {
    code: String,
    message: String,
    fix: String
});

record!(Connected {
    connection: Connection,
    permissions: Vec<String>,
    token_expires_at: u64,
    notices: Vec<Notice>,
    exchanges: Vec<Exchange>,
});

record!(ConnectionReport {
    status: StepStatus,
    summary: String,
    report: String,
    steps: Vec<TestStep>,
    exchanges: Vec<Exchange>,
});

record!(TestStep {
    id: String,
    title: String,
    status: StepStatus,
    message: String,
    does_not_prove: Option<String>,
    detail: Option<ErrorDetail>,
    notices: Vec<Notice>,
});

record!(Receipt {
    path: String,
    mailbox: String,
    recipients: Option<u32>,
    reference: String,
    message_id: Option<String>,
    internet_message_id: Option<String>,
    already_sent: bool,
    accepted_at: Option<String>,
    notices: Vec<Notice>,
    exchanges: Vec<Exchange>,
});

record!(SendOutcome {
    state: String,
    summary: String,
    message_id: Option<String>,
    internet_message_id: Option<String>,
    sent_at: Option<String>,
    detail: Option<ErrorDetail>,
    exchanges: Vec<Exchange>,
});

record!(ErrorDetail {
    code: String,
    message: String,
    fields: Vec<FieldProblem>,
    causes: Vec<Cause>,
    http_status: Option<u16>,
    service_code: Option<String>,
    service_message: Option<String>,
    retry_after_ms: Option<u64>,
    reference: Option<String>,
    leftovers: Vec<String>,
    exchanges: Vec<Exchange>,
});

record!(FieldProblem {
    field: String,
    rule: String,
    problem: String,
    fix: String
});

record!(Cause {
    id: String,
    title: String,
    confidence: String,
    who: String,
    evidence: Vec<String>,
    against: Vec<String>,
    check: String,
    fix: String,
    retry: String,
    guide_step: Option<String>,
});

record!(ServiceAnswer {
    service: Option<String>,
    http_status: Option<u16>,
    headers: Vec<Header>,
    body: String,
    request: Option<String>,
    roles: Option<Vec<String>>,
    connection: Option<Connection>,
    findings: Option<String>,
});

record!(Explanation {
    service: String,
    verdict: String,
    detail: ErrorDetail
});

record!(Setup {
    cloud: Option<String>,
    tenant_id: String,
    client_id: String,
    enterprise_object_id: String,
    app_name: Option<String>,
    group_name: String,
    mailboxes: Vec<String>,
    mailbox_to_refuse: Option<String>,
    sign_in: Option<String>,
    drafts: bool,
    tenant_wide_consent: Option<bool>,
});

record!(SetupInstructions { steps: Vec<SetupStep>, script: String, removal_script: String });

record!(SetupStep {
    number: String,
    title: String,
    who: String,
    place: String,
    text: String,
    commands: Option<String>,
});

/// All cases but the reserved one hold the same record.
impl Abi for Error {
    const ALIGN: usize = ErrorDetail::ALIGN;
    const SIZE: usize = aligned(aligned(1, Self::ALIGN) + ErrorDetail::SIZE, Self::ALIGN);

    /// Never called: no function takes an error.
    unsafe fn lift(_: *mut u8) -> Self {
        Self::ExecutionFailed
    }

    unsafe fn lower(self, at: *mut u8) {
        let (number, detail) = match self {
            Self::ExecutionFailed => (0, None),
            Self::PermanentInvalidInput(detail) => (1, Some(detail)),
            Self::PermanentUnauthorized(detail) => (2, Some(detail)),
            Self::PermanentRejected(detail) => (3, Some(detail)),
            Self::PermanentOutcomeUnknown(detail) => (4, Some(detail)),
            Self::Throttled(detail) => (5, Some(detail)),
            Self::Transient(detail) => (6, Some(detail)),
        };
        unsafe {
            at.write(number);
            if let Some(detail) = detail {
                detail.lower(at.add(aligned(1, Self::ALIGN)));
            }
        }
    }
}
