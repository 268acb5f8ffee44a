//! The words around a status, in lower case.

/// Reason phrases without their blanks, as .NET's `HttpStatusCode` and Power Platform write them (RFC 9110 §15).
pub const REASONS: [(u16, &str); 34] = [
    (200, "ok"),
    (201, "created"),
    (202, "accepted"),
    (204, "nocontent"),
    (302, "found"),
    (307, "temporaryredirect"),
    (400, "badrequest"),
    (401, "unauthorized"),
    (403, "forbidden"),
    (404, "notfound"),
    (405, "methodnotallowed"),
    (406, "notacceptable"),
    (407, "proxyauthenticationrequired"),
    (408, "requesttime"),
    (409, "conflict"),
    (410, "gone"),
    (411, "lengthrequired"),
    (412, "preconditionfailed"),
    (413, "requestentitytoolarge"),
    (413, "payloadtoolarge"),
    (413, "contenttoolarge"),
    (415, "unsupportedmediatype"),
    (416, "requestedrangenotsatisfiable"),
    (422, "unprocessable"),
    (423, "locked"),
    (429, "toomanyrequests"),
    (500, "internalservererror"),
    (501, "notimplemented"),
    (502, "badgateway"),
    (503, "serviceunavailable"),
    (504, "gatewaytime"),
    (507, "insufficientstorage"),
    (509, "bandwidthlimitexceeded"),
    (511, "networkauthenticationrequired"),
];

/// Words before a status.
pub const BEFORE: [&str; 17] = [
    "status",
    "statuscode",
    "status code",
    "status_code",
    "httpstatus",
    "http_status",
    "httpstatuscode",
    "http",
    "http code",
    "http_code",
    "http error",
    "response code",
    "status of",
    "status was",
    "status is",
    "code of",
    "status code of",
];

/// Words before a status that also stand before other numbers. They count from 400 on.
pub const BEFORE_ERROR: [&str; 11] = [
    "code",
    "error",
    "returned",
    "returned error",
    "responded with",
    "response",
    "received",
    "got",
    "failed with",
    "exception",
    "answered",
];

/// Words after a status, whatever the status is.
pub const AFTER: [&str; 6] = [
    "client error",
    "server error",
    "error response",
    "error for url",
    "error:",
    "message=",
];

/// Reason phrases that mean a status even alone.
pub const WORDS: [(&str, u16); 16] = [
    ("gateway time-out", 504),
    ("gateway timeout", 504),
    ("gatewaytimeout", 504),
    ("upstream request timeout", 504),
    ("upstream timed out", 504),
    ("upstream connect error", 503),
    ("no healthy upstream", 503),
    ("bad gateway", 502),
    ("badgateway", 502),
    ("service unavailable", 503),
    ("internal server error", 500),
    ("proxy authentication required", 407),
    ("request entity too large", 413),
    ("requestentitytoolarge", 413),
    ("payload too large", 413),
    ("too many requests", 429),
];

/// Marks between a status and the words around it.
pub const MARKS: &[char] = &[
    ' ', '\t', '"', '\'', '`', '(', ')', '[', ']', '{', ':', '=', '>', '#', '\\', ',', '-', '\u{2013}',
];
