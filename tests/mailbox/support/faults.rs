//! What can happen to a request, as its sender sees it.

use outlook_connector::http::{Request, Response, TransportError, TransportFault};

/// A fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No connection came about.
    Refused,
    /// The connection broke while the request went out.
    CutInRequest,
    /// The request was carried out, and the connection broke before the answer.
    AnswerLost,
    /// The request was carried out, and its answer broke off.
    AnswerCut,
    /// No answer within the time allowed; the request never arrived.
    TimeOutBefore,
    /// No answer within the time allowed; the request was carried out.
    TimeOutAfter,
    /// This status instead of carrying it out.
    Status(u16),
    /// This status although it was carried out.
    StatusAfter(u16),
    /// 429 with this `Retry-After`.
    Throttled(&'static str),
    /// Success of another kind, and nothing was done.
    EmptySuccess,
    /// A page of a proxy.
    Html(u16),
    /// Carried out; the answer is JSON that ends in the middle.
    TruncatedJson,
    /// Carried out; the answer says that it is something else.
    WrongContentType,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 25] = [
        Self::Refused,
        Self::CutInRequest,
        Self::AnswerLost,
        Self::AnswerCut,
        Self::TimeOutBefore,
        Self::TimeOutAfter,
        Self::Status(401),
        Self::Status(403),
        Self::Status(404),
        Self::Status(408),
        Self::Status(409),
        Self::Status(412),
        Self::Throttled("2.5"),
        Self::Throttled("3600"),
        Self::Status(500),
        Self::Status(502),
        Self::Status(503),
        Self::Status(504),
        Self::StatusAfter(500),
        Self::StatusAfter(504),
        Self::EmptySuccess,
        Self::Html(200),
        Self::Html(502),
        Self::TruncatedJson,
        Self::WrongContentType,
    ];

    /// Whether the service carries the request out.
    pub fn is_carried_out(self) -> bool {
        matches!(
            self,
            Self::AnswerLost
                | Self::AnswerCut
                | Self::TimeOutAfter
                | Self::StatusAfter(_)
                | Self::TruncatedJson
                | Self::WrongContentType
        )
    }

    /// Milliseconds that pass until its sender gives up.
    pub fn takes_ms(self, request: &Request) -> u64 {
        match self {
            Self::TimeOutBefore | Self::TimeOutAfter => request.timeout_ms,
            _ => 0,
        }
    }

    /// What the sender gets. `real` is the service's answer, if it was asked.
    pub fn result(self, real: Option<Response>) -> Result<Response, TransportError> {
        let plain = |status: u16, headers: Vec<(String, String)>, body: &str| Response {
            status,
            headers,
            body: body.as_bytes().to_vec(),
            complete: true,
        };
        let real = real.unwrap_or_else(|| plain(200, Vec::new(), ""));
        let half = |mut response: Response, complete| {
            response.body.truncate(response.body.len() / 2);
            response.complete = complete;
            response
        };
        match self {
            Self::Refused => Err(TransportError::before_sending(TransportFault::Unreachable)),
            Self::CutInRequest | Self::AnswerLost => Err(TransportError::after_sending(TransportFault::Broken)),
            Self::TimeOutBefore | Self::TimeOutAfter => Err(TransportError::after_sending(TransportFault::Timeout)),
            Self::AnswerCut => Ok(half(real, false)),
            Self::TruncatedJson => Ok(half(real, true)),
            Self::Status(status) | Self::StatusAfter(status) => Ok(plain(status, Vec::new(), "")),
            Self::Throttled(wait) => Ok(plain(
                429,
                vec![("retry-after".to_owned(), wait.to_owned())],
                r#"{"error":{"code":"ApplicationThrottled","message":"m"}}"#,
            )),
            Self::EmptySuccess => Ok(plain(200, Vec::new(), "")),
            Self::Html(status) => Ok(plain(
                status,
                vec![("content-type".to_owned(), "text/html".to_owned())],
                "<html><body>Proxy</body></html>",
            )),
            Self::WrongContentType => {
                let mut real = real;
                real.headers.retain(|(name, _)| name != "content-type");
                real.headers.push(("content-type".to_owned(), "text/html".to_owned()));
                Ok(real)
            }
        }
    }
}
