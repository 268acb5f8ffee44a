//! Extended properties that Exchange turns into headers (MS-OXCMAIL 2.2.3, MS-OXPROPS).

use crate::store::extended::Extended;

/// Tagged string properties, and their headers.
const TAGGED: [(u16, &str); 5] = [
    (0x1039, "References"),
    (0x1042, "In-Reply-To"),
    (0x1043, "List-Help"),
    (0x1044, "List-Subscribe"),
    (0x1045, "List-Unsubscribe"),
];
/// PidTagSensitivity.
const SENSITIVITY: u16 = 0x0036;

/// Header names that no named property sets: what transport and the message itself make, and `Auto-Submitted`, which Exchange
/// strips (recorded: redaxo/core report 6590).
const MADE_ELSEWHERE: [&str; 17] = [
    "auto-submitted",
    "bcc",
    "cc",
    "date",
    "from",
    "importance",
    "message-id",
    "mime-version",
    "received",
    "reply-to",
    "return-path",
    "return-receipt-to",
    "disposition-notification-to",
    "sender",
    "subject",
    "to",
    "x-priority",
];

/// Returns the headers that a message gets from its extended properties.
pub(crate) fn headers(extended: &[Extended]) -> Vec<(String, String)> {
    extended
        .iter()
        .filter_map(header)
        .filter(|(_, value)| !value.is_empty() && !value.contains(['\r', '\n']))
        .collect()
}

fn header(property: &Extended) -> Option<(String, String)> {
    let Extended { id, value, .. } = property;
    if id.is_tag("Integer", SENSITIVITY) {
        // 0 is normal, and has no header.
        let word = match value.as_str() {
            "1" => "Personal",
            "2" => "Private",
            "3" => "Company-Confidential",
            _ => return None,
        };
        return Some(("Sensitivity".to_owned(), word.to_owned()));
    }
    if let Some((_, name)) = TAGGED.iter().find(|(tag, _)| id.is_tag("String", *tag)) {
        let value = match name.starts_with("List-") {
            true => in_angle_brackets(value),
            false => value.clone(),
        };
        return Some(((*name).to_owned(), value));
    }
    let name = id.header_name()?;
    let made_elsewhere = MADE_ELSEWHERE.contains(&name) || name.starts_with("content-") || name.starts_with("resent-");
    // RFC 5322, section 3.6.8: printable US-ASCII except the colon.
    let is_name = name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
    (is_name && !made_elsewhere).then(|| (name.to_owned(), value.clone()))
}

/// The list headers hold URLs in angle brackets (RFC 2369); what lacks them gets them.
fn in_angle_brackets(urls: &str) -> String {
    let urls: Vec<String> = urls
        .split(',')
        .map(|url| format!("<{}>", url.trim().trim_matches(['<', '>'])))
        .collect();
    urls.join(", ")
}
