//! Statuses in the forms of many libraries.

use super::*;

#[test]
fn forms_of_libraries_are_read() {
    for (text, status) in [
        ("HTTP/1.1 403 Forbidden", 403),
        ("HTTP/2 504", 504),
        (
            "requests.exceptions.HTTPError: 504 Server Error: Gateway Time-out for url: https://x",
            504,
        ),
        ("urllib.error.HTTPError: HTTP Error 403: Forbidden", 403),
        ("Client error '403 Forbidden' for url 'https://x'", 403),
        (
            "aiohttp.client_exceptions.ClientResponseError: 502, message='Bad Gateway', url='https://x'",
            502,
        ),
        ("The remote server returned an error: (403) Forbidden.", 403),
        (
            "Response status code does not indicate success: 503 (Service Unavailable).",
            503,
        ),
        (
            "Response status code does not indicate success: Forbidden (Forbidden).",
            403,
        ),
        ("StatusCode: 504, ReasonPhrase: 'Gateway Timeout', Version: 1.1", 504),
        ("failed with status code Unauthorized: Access token", 401),
        ("Server returned HTTP response code: 401 for URL: https://x", 401),
        (
            "org.springframework.web.client.HttpServerErrorException$GatewayTimeout: 504 Gateway Timeout",
            504,
        ),
        ("Response{protocol=h2, code=403, message=, url=https://x}", 403),
        ("AxiosError: Request failed with status code 502", 502),
        ("HTTPError: Response code 429 (Too Many Requests)", 429),
        (
            "Client error: `POST https://x` resulted in a `403 Forbidden` response:",
            403,
        ),
        ("    [code] => 405", 405),
        ("curl: (22) The requested URL returned error: 504", 504),
        (
            "HTTP status server error (504 Gateway Timeout) for url (https://x)",
            504,
        ),
        ("unexpected status: 503 Service Unavailable", 503),
        ("#<Net::HTTPForbidden 403 Forbidden readbody=true>", 403),
        ("Net::HTTPFatalError: 504 \"Gateway Timeout\"", 504),
        ("R: Bad Request (HTTP 400).", 400),
        ("{\"statusCode\":\"403\"}", 403),
        ("status=401", 401),
        ("400 - {\"error\":{}}", 400),
        ("ConnectionError: 400: {\"error\":1}", 400),
        ("[403] Forbidden", 403),
        ("too many 504 error responses", 504),
        ("<title>504 Gateway Time-out</title>", 504),
        ("Status: 202 Accepted", 202),
        ("got 202 accepted, then error 500", 500),
        ("Gateway Time-out", 504),
        ("Status: RequestEntityTooLarge", 413),
        ("returned http error: 504", 504),
        ("POST /v1.0/users/x/sendMail 202 1231ms", 202),
        (
            "413 Client Error: Request Entity Too Large for url: https://x/sendMail",
            413,
        ),
    ] {
        assert_eq!(find(text).map(|(status, _)| status), Some(status), "{text}");
    }
}

#[test]
fn other_numbers_are_no_status() {
    for text in [
        "",
        "graph.microsoft.com:443",
        "HTTPSConnectionPool(host='x', port=443): Read timed out.",
        "after 500 ms",
        "timeout of 500ms exceeded",
        "554 5.2.0 STOREDRV.Submission.Exception",
        "(554, b'5.2.0 STOREDRV')",
        "550 5.7.708 Service unavailable. Access denied",
        "error 500.0 - IIS",
        "10:15:403",
        "error code: 1020",
        "with 512 bytes received",
        "0b0b0b0b-403a-4000",
        "2024-500-1",
    ] {
        assert_eq!(find(text), None, "{text}");
    }
}
