//! Upload sessions, for attachments from 3 MB to 150 MB (Graph, "Attach large files to Outlook messages").
//!
//! The upload URL contains a token of its own and is a secret. Graph's bearer token is never sent there: it would be refused with
//! `InvalidAudienceForResource`. Chunks are sent strictly in order.
//!
//! Graph's pages do not say how to go on after a broken connection, so the service is asked. The response to a chunk names the
//! next one. After a break the session is asked for the next byte; where it does not say, the response to the next chunk shows
//! whether the last one arrived. The list of the draft's attachments shows whether the attachment is complete.
//!
//! A session can only go forward, chunk by chunk: a range that was not sent cannot be the next one, and the session keeps what it
//! took. So each session gets at most [`UPLOAD_REQUESTS_PER_CHUNK`] times as many chunks as the attachment has. Without this bound
//! a service that always asks for the same bytes received 3.5 GB of a file of 8 MB within 8 seconds.
// Lengths and offsets here come from a peer or a caller.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

use std::rc::Rc;

use serde::Serialize;
use serde_json::Value;

use super::{
    attachment::CheckedAttachment,
    client::{Graph, json},
    error,
    request::GraphRequest,
};
use crate::{
    failure::{Failure, FailureKind, Result},
    failure_message::failure_messages,
    guidance,
    http::{
        Request, Response,
        body::{Body, Observer, Part},
    },
    limits::{UPLOAD_CHUNK_BYTES, UPLOAD_REQUESTS_PER_CHUNK, UPLOAD_RESTARTS},
    secret::UploadUrl,
    step::Step,
    uri::encode,
};

/// Parameters of `createUploadSession`. Graph's metadata writes `AttachmentItem` with a capital letter.
#[derive(Serialize)]
struct CreateUploadSession<'a> {
    #[serde(rename = "AttachmentItem")]
    attachment_item: AttachmentItem<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AttachmentItem<'a> {
    attachment_type: &'static str,
    name: &'a str,
    size: u64,
    content_type: &'a str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_inline: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_id: Option<&'a str>,
}

/// Exchange's codes for a message that outgrows its mailbox's limit.
const MESSAGE_TOO_LARGE: [&str; 2] = ["ErrorMessageSizeExceeded", "ErrorAttachmentSizeLimitExceeded"];

/// State of the session after a chunk.
enum Progress {
    /// The session expects the byte at this offset next.
    Next(u64),
    /// The attachment is complete.
    Complete,
}

/// An attachment to upload.
pub struct Upload<'a> {
    /// The attachment.
    pub attachment: &'a CheckedAttachment,
    /// Number of attachments that the draft has.
    pub before: usize,
    /// Sees the bytes of a stored file.
    pub observer: Option<Rc<dyn Observer>>,
}

/// Uploads an attachment to a draft.
///
/// # Errors
/// When the upload cannot be finished. Its session is cancelled then. If that fails, the session ends with the draft.
pub fn upload(graph: &mut Graph<'_, '_>, message_id: &str, upload: &Upload<'_>) -> Result<()> {
    let mut restarts: u32 = 0;
    loop {
        let url = create_session(graph, message_id, upload.attachment)?;
        graph.keep_secret(&url);
        let ended = transfer(graph, &url, upload);
        // The response to the last chunk may have been lost, or was not understood.
        if matches!(ended, Ok(true)) || graph.count_attachments(message_id)? > upload.before {
            return Ok(());
        }
        // Best effort: an abandoned session expires, and ends with its draft.
        let _ = send(graph, &url, Step::CancelUpload, Vec::new(), Body::default());
        match ended {
            // A lost session is worth a new one. An upload that is throttled, or refused for another reason, is not.
            Ok(_) if restarts < UPLOAD_RESTARTS => {}
            Err(failure)
                if restarts < UPLOAD_RESTARTS && matches!(failure.http_status(), Some(401 | 404 | 409 | 410 | 416)) => {
            }
            Ok(_) => return Err(incomplete()),
            Err(failure) => return Err(failure),
        }
        restarts = restarts.saturating_add(1);
    }
}

fn create_session(graph: &mut Graph<'_, '_>, message_id: &str, attachment: &CheckedAttachment) -> Result<UploadUrl> {
    let parameters = CreateUploadSession {
        attachment_item: AttachmentItem {
            attachment_type: "file",
            name: &attachment.name,
            size: attachment.content.length(),
            content_type: attachment.content_type.as_deref().unwrap_or("application/octet-stream"),
            is_inline: attachment.content_id.is_some(),
            content_id: attachment.content_id.as_deref(),
        },
    };
    // A structure of strings and numbers always serializes. If it ever did not, Graph would refuse the empty body.
    let body = serde_json::to_vec(&parameters).unwrap_or_default();
    let resource = format!("messages/{}/attachments/createUploadSession", encode(message_id));
    let request = GraphRequest::new(Step::CreateUploadSession, resource)
        .with_body("application/json", body.into())
        .with_immutable_ids();
    let hosts = graph.connection().cloud.upload_hosts();
    let url = graph.send_and_read(request, |response| {
        let session = json(response)?;
        Some(UploadUrl::parse(session.get("uploadUrl")?.as_str()?, hosts))
    })?;
    url.ok_or_else(|| Failure::new(FailureKind::Rejected, &failure_messages::UPLOAD_HOST_UNKNOWN, &[]))
}

fn incomplete() -> Failure {
    Failure::new(FailureKind::Transient, &failure_messages::UPLOAD_INCOMPLETE, &[])
}

fn no_progress() -> Failure {
    Failure::new(FailureKind::Transient, &failure_messages::UPLOAD_WITHOUT_PROGRESS, &[])
}

/// Uploads chunk by chunk. Returns false if all chunks were sent and no response said that the attachment is complete. The list of
/// attachments decides then.
///
/// # Errors
/// The failure of a chunk, or `upload-without-progress` after [`UPLOAD_REQUESTS_PER_CHUNK`] times as many chunks as the attachment
/// has.
fn transfer(graph: &mut Graph<'_, '_>, url: &UploadUrl, upload: &Upload<'_>) -> Result<bool> {
    let total = upload.attachment.content.length();
    let mut start = 0;
    // Start of a chunk that is tried because it is unknown whether the chunk before it arrived. The response shows it.
    let mut guessed = None;
    let mut requests_left = total
        .div_ceil(UPLOAD_CHUNK_BYTES)
        .saturating_mul(UPLOAD_REQUESTS_PER_CHUNK);
    while start < total {
        requests_left = requests_left.checked_sub(1).ok_or_else(no_progress)?;
        let end = start.saturating_add(UPLOAD_CHUNK_BYTES).min(total);
        match put(graph, url, upload, start, end) {
            Ok(Progress::Complete) => return Ok(true),
            Ok(Progress::Next(next)) => start = next,
            // The chunk had arrived, and the service refuses its repeat.
            Err(failure) if may_be_a_repeat(&failure) => match next_expected(graph, url) {
                Some(next) if is_progress(next, start, end) => start = next,
                None if guessed != Some(start) && end < total => {
                    start = end;
                    guessed = Some(end);
                }
                _ => return Err(failure),
            },
            Err(failure) => return Err(failure),
        }
    }
    Ok(false)
}

/// Returns whether a chunk may have been refused because it had arrived before. The mailbox's limit on the size of a message ends an
/// upload too (microsoft-graph-docs#15579), and a question about ranges would hide that.
fn may_be_a_repeat(failure: &Failure) -> bool {
    let about_size = failure
        .service_code()
        .is_some_and(|code| MESSAGE_TOO_LARGE.contains(&code));
    matches!(failure.http_status(), Some(400 | 409 | 416)) && !about_size
}

fn put(graph: &mut Graph<'_, '_>, url: &UploadUrl, upload: &Upload<'_>, start: u64, end: u64) -> Result<Progress> {
    let total = upload.attachment.content.length();
    let last = end.saturating_sub(1);
    let part = match (
        upload.attachment.content.range(start, end.saturating_sub(start)),
        &upload.observer,
    ) {
        (Some(Part::Stored(range)), Some(observer)) => Some(Part::Observed(range, observer.clone())),
        (part, _) => part,
    };
    let body = Body::from(part.map(|part| vec![part]).unwrap_or_default());
    let headers = vec![
        ("content-type", "application/octet-stream".to_owned()),
        ("content-range", format!("bytes {start}-{last}/{total}")),
    ];
    let response = send(graph, url, Step::UploadChunk, headers, body)?;
    match response.status {
        201 => Ok(Progress::Complete),
        // If a response of success cannot be parsed, or names a range that cannot be the next one, the response to the next chunk
        // shows whether this one arrived. The start of this chunk means that nothing of it was kept.
        _ => Ok(Progress::Next(
            next_of(&response)
                .filter(|next| *next == start || is_progress(*next, start, end))
                .unwrap_or(end),
        )),
    }
}

/// Returns whether a session that was sent the bytes from `start` to before `end` can expect the byte at `next`, and has kept some of
/// them.
fn is_progress(next: u64, start: u64, end: u64) -> bool {
    next > start && next <= end
}

/// Asks the session for the next byte. OneDrive's sessions answer this; for Outlook's it is not documented, so a failure counts as
/// no information.
fn next_expected(graph: &mut Graph<'_, '_>, url: &UploadUrl) -> Option<u64> {
    let status = send(graph, url, Step::UploadStatus, Vec::new(), Body::default());
    next_of(&status.ok()?)
}

/// Parses the first byte that the session expects. Both spellings occur, and so do a start alone and a range.
fn next_of(response: &Response) -> Option<u64> {
    let session = json(response)?;
    let ranges = session
        .get("nextExpectedRanges")
        .or_else(|| session.get("NextExpectedRanges"))
        .and_then(Value::as_array)?;
    let first = ranges.first()?.as_str()?;
    first.split('-').next()?.trim().parse().ok()
}

/// Sends a request to the upload URL, without the bearer token.
fn send(
    graph: &mut Graph<'_, '_>,
    url: &UploadUrl,
    step: Step,
    headers: Vec<(&'static str, String)>,
    body: Body,
) -> Result<Response> {
    let context = graph.context().with(guidance::step_signals(step));
    let mut request = Request {
        method: step.method(),
        host: url.host(),
        path: url.reveal_path().to_owned(),
        bearer: None,
        headers,
        body,
        announce_length: true,
        timeout_ms: 0,
    };
    graph.call().retry(|call| {
        let response = call
            .send(step, &mut request)
            .map_err(|fault| error::without_response(fault, request.host, step.effect(), &context))?;
        if step.expected_statuses().contains(&response.status) {
            return Ok(response);
        }
        let secrets = [url.reveal_path()];
        let now = call.host().unix_seconds();
        Err(error::failure(&response, step.effect(), &context, &secrets, now))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_the_next_range_is_read() {
        let next = |body: &str| {
            next_of(&Response {
                status: 200,
                headers: Vec::new(),
                body: body.as_bytes().to_vec(),
                complete: true,
            })
        };
        for (body, expected) in [
            (r#"{"nextExpectedRanges":["0-"]}"#, Some(0)),
            (r#"{"NextExpectedRanges":["2097152"]}"#, Some(2_097_152)),
            (r#"{"nextExpectedRanges":["4194304-8388607","9-"]}"#, Some(4_194_304)),
            (r#"{"nextExpectedRanges":[]}"#, None),
            (r#"{"nextExpectedRanges":[7]}"#, None),
            (r#"{"nextExpectedRanges":["x"]}"#, None),
            ("", None),
        ] {
            assert_eq!(next(body), expected, "{body}");
        }
    }
}
