//! Upload sessions, for attachments from 3 MB to 150 MB (Graph, "Attach large files to Outlook messages").
//!
//! The upload URL holds a token of its own and is a secret; Graph's bearer token never goes there (it is refused with
//! `InvalidAudienceForResource`). Chunks go strictly in order. Where Graph's pages say nothing, the service is asked: which
//! chunk is next is what the last answer said; after a break it is what the session says of itself, if it does, or what the
//! next chunk's answer shows; and whether all arrived is told by the draft's attachments.
// Lengths and offsets here come from a peer or a caller.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects))]

use serde::Serialize;
use serde_json::Value;

use super::{
    attached::Attached,
    client::{Graph, json},
    error,
    request::{GraphRequest, encode},
};
use crate::{
    failure::{Failure, FailureKind, Result},
    http::{Request, Response, body::Body},
    limits::{UPLOAD_CHUNK_BYTES, UPLOAD_RESTARTS},
    secret::UploadUrl,
    step::Step,
};

/// Parameters of `createUploadSession`; Graph's metadata writes this one with a capital.
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

/// What came of a chunk.
enum Taken {
    /// The session wants the byte at this place next.
    Next(u64),
    /// The attachment is complete.
    Complete,
}

/// Uploads an attachment to a draft that holds `before` attachments already.
///
/// # Errors
/// When the upload cannot be finished. Its session is cancelled then; one that cannot be is gone with the draft.
pub fn upload(graph: &mut Graph<'_, '_>, message_id: &str, before: usize, attached: &Attached) -> Result<()> {
    let mut restarts: u32 = 0;
    loop {
        let url = create_session(graph, message_id, attached)?;
        let ended = transfer(graph, &url, attached);
        // The last answer may have been the one that was lost, or not been understood.
        if matches!(ended, Ok(true)) || graph.count_attachments(message_id)? > before {
            return Ok(());
        }
        // Best effort: an abandoned session expires, and goes with its draft.
        let _ = send(graph, &url, Step::CancelUpload, Vec::new(), Body::default());
        match ended {
            // A session that was lost is worth a new one; what is throttled or refused for another reason is not.
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

fn create_session(graph: &mut Graph<'_, '_>, message_id: &str, attached: &Attached) -> Result<UploadUrl> {
    let parameters = CreateUploadSession {
        attachment_item: AttachmentItem {
            attachment_type: "file",
            name: &attached.name,
            size: attached.source.length(),
            content_type: attached.content_type.as_deref().unwrap_or("application/octet-stream"),
            is_inline: attached.content_id.is_some(),
            content_id: attached.content_id.as_deref(),
        },
    };
    // Strings and numbers only: this cannot fail, and were it ever to, Graph would refuse the empty body.
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
    url.ok_or_else(|| {
        let message = "Graph named an upload address that is none of the known hosts of this cloud. Nothing was sent.";
        Failure::new(FailureKind::Rejected, "upload-host-unknown", message)
    })
}

fn incomplete() -> Failure {
    let message = "An upload did not come to its end, though all of it was sent. The mail was not.";
    Failure::new(FailureKind::Transient, "upload-incomplete", message)
}

/// Sends chunk by chunk. False, when all bytes are there and the session has not said so: the draft's attachments tell.
fn transfer(graph: &mut Graph<'_, '_>, url: &UploadUrl, attached: &Attached) -> Result<bool> {
    let total = attached.source.length();
    let mut start = 0;
    // The chunk after one whose fate is not known: trying it shows whether the one before had arrived.
    let mut guessed = None;
    while start < total {
        let end = start.saturating_add(UPLOAD_CHUNK_BYTES).min(total);
        match put(graph, url, attached, start, end) {
            Ok(Taken::Complete) => return Ok(true),
            Ok(Taken::Next(next)) => start = next,
            // The chunk had arrived, and the repeat of it is refused.
            Err(failure) if matches!(failure.http_status(), Some(400 | 409 | 416)) => match next_expected(graph, url) {
                Some(next) if next != start => start = next,
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

fn put(graph: &mut Graph<'_, '_>, url: &UploadUrl, attached: &Attached, start: u64, end: u64) -> Result<Taken> {
    let total = attached.source.length();
    let last = end.saturating_sub(1);
    let part = attached.source.range(start, end.saturating_sub(start));
    let body = Body::from(part.map(|part| vec![part]).unwrap_or_default());
    let headers = vec![
        ("content-type", "application/octet-stream".to_owned()),
        ("content-range", format!("bytes {start}-{last}/{total}")),
    ];
    let response = send(graph, url, Step::UploadChunk, headers, body)?;
    match response.status {
        201 => Ok(Taken::Complete),
        // An answer of success that cannot be read: the next chunk's answer shows whether this one arrived.
        _ => Ok(Taken::Next(
            next_of(&response)
                .filter(|next| (start..=total).contains(next))
                .unwrap_or(end),
        )),
    }
}

/// What the session says of itself. Described for OneDrive, not for Outlook, so that no answer is none.
fn next_expected(graph: &mut Graph<'_, '_>, url: &UploadUrl) -> Option<u64> {
    let status = send(graph, url, Step::UploadStatus, Vec::new(), Body::default());
    next_of(&status.ok()?)
}

/// First byte that the session expects. Both spellings occur, and a start alone as well as a range.
fn next_of(response: &Response) -> Option<u64> {
    let session = json(response)?;
    let ranges = session
        .get("nextExpectedRanges")
        .or_else(|| session.get("NextExpectedRanges"))
        .and_then(Value::as_array)?;
    let first = ranges.first()?.as_str()?;
    first.split('-').next()?.trim().parse().ok()
}

/// A request to the upload URL: without bearer token.
fn send(
    graph: &mut Graph<'_, '_>,
    url: &UploadUrl,
    step: Step,
    headers: Vec<(&'static str, String)>,
    body: Body,
) -> Result<Response> {
    let context = graph.context();
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
        request.timeout_ms = call.request_timeout_ms();
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
