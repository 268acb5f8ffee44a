//! Playing a fault on a request whose body has been read.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, Version};

use super::Connection;
use super::service::Closed;
use crate::answer::{self, Answer, AnswerBody};
use crate::fault::Effect;

const JSON: &str = "application/json; charset=utf-8";

/// Plays a fault around `process`. Returns the answer and its status, or that there is none.
pub(super) async fn play(
    effect: Option<Effect>,
    connection: &Connection,
    version: Version,
    process: impl Future<Output = Answer>,
) -> Result<(Response<AnswerBody>, Option<u16>), Closed> {
    match effect {
        // The wait of `Delay` happens inside `process`, where it occupies the mailbox's slot.
        None | Some(Effect::Delay { .. }) => Ok(whole(process.await)),
        Some(Effect::DelayAnswer { millis }) => {
            let answer = process.await;
            tokio::time::sleep(Duration::from_millis(millis)).await;
            Ok(whole(answer))
        }
        Some(Effect::CloseBeforeReading | Effect::CloseAfterBodyBytes { .. }) => {
            connection.close();
            Err(Closed { processed: false })
        }
        Some(Effect::CloseAfterProcessing) => {
            process.await;
            connection.close();
            Err(Closed { processed: true })
        }
        Some(Effect::CutAnswer) => {
            let answer = process.await;
            if version == Version::HTTP_2 {
                // Half a frame would have to be encoded here; the stream simply ends without its answer.
                connection.close();
            } else {
                let bytes = http1(&answer);
                connection.write_and_close(&bytes[..bytes.len() / 2]).await;
            }
            Err(Closed { processed: true })
        }
        Some(Effect::RawBytes { bytes }) => {
            connection.write_and_close(&bytes).await;
            Err(Closed { processed: false })
        }
        Some(Effect::Answer { status, headers, body }) => {
            let mut answer = answer::empty(code(status));
            *answer.body_mut() = Bytes::from(body);
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    answer.headers_mut().append(name, value);
                }
            }
            Ok(whole(answer))
        }
        Some(Effect::HugeJson { status, bytes }) => Ok(whole(answer::with_type(code(status), JSON, huge_json(bytes)))),
        Some(Effect::InvalidUtf8 { status }) => {
            let body = Bytes::from_static(b"{\"error\":{\"code\":\"\xff\xfe\",\"message\":\"\xc3\x28\"}}");
            Ok(whole(answer::with_type(code(status), JSON, body)))
        }
        Some(Effect::Html { status }) => {
            let body =
                format!("<html><head><title>{status}</title></head><body><h1>Proxy Error</h1></body></html>\r\n");
            Ok(whole(answer::with_type(
                code(status),
                "text/html; charset=utf-8",
                body.into(),
            )))
        }
        Some(Effect::SlowBody {
            status,
            body,
            chunk_bytes,
            interval_millis,
        }) => {
            let answer = answer::with_type(code(status), JSON, Bytes::from(body));
            let interval = Duration::from_millis(interval_millis);
            Ok((
                answer.map(|body| AnswerBody::slow(body, chunk_bytes, interval)),
                Some(status),
            ))
        }
    }
}

fn whole(answer: Answer) -> (Response<AnswerBody>, Option<u16>) {
    let status = answer.status().as_u16();
    (answer.map(AnswerBody::whole), Some(status))
}

/// A scenario can hold any number; what HTTP cannot carry becomes a 500.
fn code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn huge_json(bytes: usize) -> Bytes {
    const HEAD: &str = "{\"error\":{\"code\":\"UnknownError\",\"message\":\"";
    const TAIL: &str = "\"}}";
    let filling = "x".repeat(bytes.saturating_sub(HEAD.len() + TAIL.len()));
    Bytes::from([HEAD, &filling, TAIL].concat())
}

/// Writes an answer as HTTP/1.1.
fn http1(answer: &Answer) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {}\r\ncontent-length: {}\r\n",
        answer.status(),
        answer.body().len()
    )
    .into_bytes();
    for (name, value) in answer.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(answer.body());
    bytes
}
