//! Playing a fault on a request whose body has been read.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderName, HeaderValue, Response, StatusCode, Version};

use super::Connection;
use super::service::Closed;
use crate::fault::Effect;
use crate::response::{self, BytesResponse, ResponseBody};

const JSON: &str = "application/json; charset=utf-8";

/// Plays a fault around `process`. Returns the response and its status, or that there is none.
pub(super) async fn play(
    effect: Option<Effect>,
    connection: &Connection,
    version: Version,
    process: impl Future<Output = BytesResponse>,
) -> Result<(Response<ResponseBody>, Option<u16>), Closed> {
    match effect {
        // The wait of `Delay` happens inside `process`, where it occupies the mailbox's slot.
        None | Some(Effect::Delay { .. }) => Ok(whole(process.await)),
        Some(Effect::DelayResponse { millis }) => {
            let response = process.await;
            tokio::time::sleep(Duration::from_millis(millis)).await;
            Ok(whole(response))
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
        Some(Effect::CutResponse) => {
            let response = process.await;
            if version == Version::HTTP_2 {
                // Half a frame would have to be encoded here; the stream simply ends without its response.
                connection.close();
            } else {
                let bytes = http1(&response);
                connection.write_and_close(&bytes[..bytes.len() / 2]).await;
            }
            Err(Closed { processed: true })
        }
        Some(Effect::RawBytes { bytes }) => {
            connection.write_and_close(&bytes).await;
            Err(Closed { processed: false })
        }
        Some(Effect::Response { status, headers, body }) => {
            let mut response = response::empty(code(status));
            *response.body_mut() = Bytes::from(body);
            for (name, value) in headers {
                if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value)) {
                    response.headers_mut().append(name, value);
                }
            }
            Ok(whole(response))
        }
        Some(Effect::HugeJson { status, bytes }) => {
            Ok(whole(response::with_type(code(status), JSON, huge_json(bytes))))
        }
        Some(Effect::InvalidUtf8 { status }) => {
            let body = Bytes::from_static(b"{\"error\":{\"code\":\"\xff\xfe\",\"message\":\"\xc3\x28\"}}");
            Ok(whole(response::with_type(code(status), JSON, body)))
        }
        Some(Effect::Html { status }) => {
            let body =
                format!("<html><head><title>{status}</title></head><body><h1>Proxy Error</h1></body></html>\r\n");
            Ok(whole(response::with_type(
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
            let response = response::with_type(code(status), JSON, Bytes::from(body));
            let interval = Duration::from_millis(interval_millis);
            Ok((
                response.map(|body| ResponseBody::slow(body, chunk_bytes, interval)),
                Some(status),
            ))
        }
    }
}

fn whole(response: BytesResponse) -> (Response<ResponseBody>, Option<u16>) {
    let status = response.status().as_u16();
    (response.map(ResponseBody::whole), Some(status))
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

/// Writes a response as HTTP/1.1.
fn http1(response: &BytesResponse) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {}\r\ncontent-length: {}\r\n",
        response.status(),
        response.body().len()
    )
    .into_bytes();
    for (name, value) in response.headers() {
        bytes.extend_from_slice(name.as_str().as_bytes());
        bytes.extend_from_slice(b": ");
        bytes.extend_from_slice(value.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(response.body());
    bytes
}
