//! `Content-Range` of an upload (RFC 9110, section 14.4).

use http::HeaderValue;

use crate::graph::error::GraphError;

/// `bytes first-last/total`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Range {
    first: usize,
    last: usize,
    total: usize,
}

impl Range {
    pub(super) fn read(header: Option<&HeaderValue>) -> Result<Self, GraphError> {
        let text = header
            .ok_or_else(|| GraphError::bad_range("The Content-Range header is missing."))?
            .to_str()
            .unwrap_or_default();
        Self::parse(text).ok_or_else(|| GraphError::bad_range("The Content-Range header cannot be read."))
    }

    fn parse(text: &str) -> Option<Self> {
        let (range, total) = text.strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = range.split_once('-')?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse().ok()).flatten()
        };
        let range = Self {
            first: number(first)?,
            last: number(last)?,
            total: number(total)?,
        };
        (range.first <= range.last && range.last < range.total).then_some(range)
    }

    /// Holds the range against what has arrived, what was announced, and the body.
    pub(super) fn check(self, received: usize, total: usize, body: usize) -> Result<(), GraphError> {
        if self.last - self.first + 1 != body {
            return Err(GraphError::bad_range(
                "The body is not as long as the Content-Range header says.",
            ));
        }
        if self.total != total {
            return Err(GraphError::range_not_satisfiable(None));
        }
        match self.first.cmp(&received) {
            std::cmp::Ordering::Equal => Ok(()),
            std::cmp::Ordering::Less => Err(GraphError::range_not_satisfiable(Some("fragmentOverlap"))),
            std::cmp::Ordering::Greater => Err(GraphError::range_not_satisfiable(Some("fragmentOutOfOrder"))),
        }
    }
}
