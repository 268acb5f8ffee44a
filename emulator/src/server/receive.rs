//! Reading request bodies.

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Body;

/// Largest body that a service processes. Graph's pages say "4 MB"; 4,194,304 bytes were measured (pnp/cli-microsoft365#3832, and
/// msgraph-sdk-java#52: a file of 3,145,611 bytes in base64, with its JSON).
pub(super) const MAX_BODY: usize = 4 * 1024 * 1024;

/// A body as it arrived.
pub(super) struct Received {
    /// The bytes, or none if there were more than [`MAX_BODY`].
    pub(super) bytes: Option<Bytes>,
    /// How many arrived.
    pub(super) length: u64,
    /// False when the peer broke off.
    pub(super) complete: bool,
}

/// Reads a body to its end, or until `stop_after` bytes have arrived. What exceeds the limit is read and dropped: a client
/// that is still sending could not read the 413.
pub(super) async fn read(mut body: impl Body<Data = Bytes> + Unpin, stop_after: Option<u64>) -> Received {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(MAX_BODY);
    let mut bytes = BytesMut::with_capacity(announced.min(MAX_BODY));
    let mut length = 0;
    let mut complete = true;
    while stop_after.is_none_or(|stop| length < stop) {
        match body.frame().await {
            Some(Ok(frame)) => {
                let Some(data) = frame.data_ref() else { continue };
                length += data.len() as u64;
                if length <= MAX_BODY as u64 {
                    bytes.extend_from_slice(data);
                }
            }
            Some(Err(_)) => {
                complete = false;
                break;
            }
            None => break,
        }
    }
    let bytes = (length <= MAX_BODY as u64).then(|| bytes.freeze());
    Received {
        bytes,
        length,
        complete,
    }
}
