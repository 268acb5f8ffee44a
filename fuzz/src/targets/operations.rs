//! Whole operations against a service whose responses the fuzzer makes.

use std::sync::{Arc, LazyLock};

use arbitrary::Unstructured;
use outlook_connector::{
    contract::{
        Attachment, Connection, Content, Credential, Error, Mail, Message, Receipt, Recipient, SendOptions, TestOptions,
    },
    http::Method,
};

use super::{
    promises::{check_detail, check_requests, check_text, detail},
    service::{Host, host},
};
use crate::test_host::File;

/// Three chunks.
const LARGE: usize = 8_000_000;

static FILE: LazyLock<Arc<[u8]>> = LazyLock::new(|| vec![7; LARGE].into());

pub fn connection() -> Connection {
    Connection {
        tenant_id: "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10".to_owned(),
        client_id: "b1c5a2de-0000-4000-8000-00000000c11e".to_owned(),
        credential: Credential::ClientSecret("outlook".to_owned()),
        mailbox: "references@contoso.com".to_owned(),
        ..Connection::default()
    }
}

fn message(is_large: bool, has_html: bool) -> Message {
    let large = Attachment {
        name: "large.bin".to_owned(),
        content: Content::Stored("large".to_owned()),
        ..Attachment::default()
    };
    Message {
        to: vec![Recipient::new("megan@contoso.com")],
        subject: "Marker subject".to_owned(),
        text: Some("Marker of a text".to_owned()),
        html: has_html.then(|| "<p>Marker of a text</p>".to_owned()),
        attachments: if is_large { vec![large] } else { Vec::new() },
        ..Message::default()
    }
}

/// Entra's response alone.
pub fn token(data: &[u8]) {
    let host = host(Unstructured::new(data), false);
    match outlook_connector::connect(&host, &connection()) {
        Ok(connected) => check_requests(&connected.requests, host.network.secrets()),
        Err(error) => check_detail(detail(&error), host.network.secrets()),
    }
    send(&host, Mail::Message(message(false, false)), false);
}

/// All responses, of every operation. The first byte chooses the operation.
pub fn responses(data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    let what: u8 = bytes.arbitrary().unwrap_or(0);
    let host = host(bytes, !what.is_multiple_of(16));
    match what % 8 {
        0 => send(&host, Mail::Message(message(false, false)), false),
        1 => send(&host, Mail::Message(message(false, false)), true),
        2 => send(&host, Mail::Message(message(false, true)), true),
        3 => {
            let raw = b"From: references@contoso.com\r\nTo: megan@contoso.com\r\nSubject: Raw\r\n\r\nText\r\n";
            send(&host, Mail::Mime(Content::Bytes(raw.to_vec())), what % 32 < 16);
        }
        4 => {
            let report = outlook_connector::test_connection(
                &host,
                &connection(),
                &TestOptions {
                    send_test_mail: what % 32 < 16,
                    ..TestOptions::default()
                },
            );
            report
                .steps
                .iter()
                .filter_map(|step| step.detail.as_ref())
                .for_each(|detail| check_detail(detail, host.network.secrets()));
            check_requests(&report.requests, host.network.secrets());
        }
        5 => {
            let outcome = outlook_connector::check_outcome(&host, &connection(), "k");
            assert!(["sent", "draft", "not-found", "unknown"].contains(&outcome.state.as_str()));
            outcome
                .detail
                .iter()
                .for_each(|detail| check_detail(detail, host.network.secrets()));
            outcome
                .message_id
                .iter()
                .chain(&outcome.internet_message_id)
                .for_each(|text| check_hidden(text));
        }
        _ => {
            send(&host, Mail::Message(message(false, false)), true);
            send(&host, Mail::Message(message(false, false)), true);
        }
    }
}

/// An upload of a large file.
pub fn upload(data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    let is_keyed = bytes.arbitrary().unwrap_or(false);
    let host = host(bytes, true);
    host.files.set("large", File::new(Arc::clone(&FILE)));
    send(&host, Mail::Message(message(true, false)), is_keyed);
    let came = host.network.came();
    let chunks = came.iter().filter(|came| came.method == Method::Put).count();
    let drafts = came
        .iter()
        .filter(|came| came.method == Method::Post && came.path.ends_with("/messages"))
        .count();
    // Twice the chunks, in three sessions, four tries of each, for each draft.
    assert!(
        chunks <= 2 * 3 * 3 * 4 * drafts.max(1),
        "{chunks} chunks of {drafts} drafts"
    );
}

/// Headers of right responses.
pub fn headers(data: &[u8]) {
    // Every answer keeps its body, and has the fuzzer's status and headers.
    let mut changed = Vec::with_capacity(data.len() * 2);
    for piece in data.chunks(40) {
        changed.push(150);
        changed.extend_from_slice(piece);
    }
    let host = host(Unstructured::new(&changed), false);
    send(
        &host,
        Mail::Message(message(false, false)),
        data.len().is_multiple_of(2),
    );
}

fn check_hidden(text: &str) {
    assert!(!text.contains(char::is_control), "{text:?}");
}

/// Sends a mail, and checks what is said of it.
fn send(host: &Host<'_>, mail: Mail, is_keyed: bool) {
    let before = host.network.came().len();
    let options = SendOptions {
        idempotency_key: is_keyed.then(|| "k".to_owned()),
        time_budget_ms: Some(60_000),
        ..SendOptions::default()
    };
    let result = outlook_connector::send_mail(host, &connection(), mail, &options);
    check_send(host, before, &result);
}

fn check_send(host: &Host<'_>, before: usize, result: &Result<Receipt, Error>) {
    let came = host.network.came();
    let accepted = came[before..]
        .iter()
        .any(|came| came.sends() && came.status == Some(202));
    match result {
        Ok(receipt) => {
            receipt
                .message_id
                .iter()
                .chain(&receipt.internet_message_id)
                .for_each(|text| check_hidden(text));
            receipt
                .accepted_at
                .iter()
                .for_each(|text| check_text(text, host.network.secrets()));
            check_requests(&receipt.requests, host.network.secrets());
            let asked = came[before..].iter().any(super::service::Came::sends);
            assert!(asked || receipt.already_sent, "sent without a request: {receipt:?}");
        }
        Err(error) => {
            check_detail(detail(error), host.network.secrets());
            assert!(!accepted, "accepted, and told as {error:?}");
        }
    }
}
