//! The queries of requests that read from a mailbox: ids, dates and the connector's own marks. None returns the content of a
//! message.

use percent_encoding::percent_decode_str;

/// Properties that may be read of a message, a folder or an attachment.
const SELECTABLE: &[&str] = &[
    "id",
    "isDraft",
    "parentFolderId",
    "sentDateTime",
    "internetMessageId",
    "changeKey",
    "sender",
];

/// What may be expanded: properties that a filter in brackets names.
const EXPANDABLE: &str = "singleValueExtendedProperties(";

/// Whether a query selects known properties only, and has no options beside those that the connector uses.
pub(super) fn is_known(query: &str) -> bool {
    let mut selections = 0;
    let known = query.split('&').all(|option| match option.split_once('=') {
        Some(("$select", names)) => {
            selections += 1;
            names.split(',').all(|name| SELECTABLE.contains(&name))
        }
        Some(("$expand", value)) => is_filtered_properties(value),
        Some(("$filter" | "$top", value)) => is_one_value(value),
        _ => false,
    });
    known && selections == 1
}

/// Whether a value is `singleValueExtendedProperties($filter=…)` and nothing after it. The filter has no brackets of its own, and no
/// semicolon, after which another option would begin.
fn is_filtered_properties(value: &str) -> bool {
    let filter = value
        .strip_prefix(EXPANDABLE)
        .and_then(|rest| rest.strip_suffix(')'))
        .and_then(|filter| percent_decode_str(filter).decode_utf8().ok());
    filter.is_some_and(|filter| filter.starts_with("$filter=") && !filter.contains(['(', ')', ';', '%']))
}

/// Whether a value stays one when it is decoded: a server that decodes too early would see an option of its own after `&`.
fn is_one_value(value: &str) -> bool {
    let value = percent_decode_str(value).decode_utf8();
    value.is_ok_and(|value| !value.contains("&$"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_connector_asks() {
        for query in [
            "$select=id",
            "$filter=internetMessageId%20eq%20%27%3Ca%40b%3E%27&$select=id,isDraft&$top=50",
            "$select=id,sender&$expand=singleValueExtendedProperties(%24filter%3Did%20eq%20%27String%20%7B00020329%7D%20Name%20x%27)",
        ] {
            assert!(is_known(query), "{query}");
        }
    }

    #[test]
    fn what_it_never_asks() {
        for query in [
            "",
            "$top=50",
            "$select=",
            "$select=id,body",
            "$select=*",
            "$select=id&$select=body",
            "$select=id&%24select=body",
            "$select=id&select=body",
            "$select=id%2Cbody",
            "$select=id&$expand=attachments",
            "$select=id&$expand=singleValueExtendedProperties(%24filter%3Dx),attachments",
            "$select=id&$expand=singleValueExtendedProperties(%24filter%3Dx%29%2Cattachments%28)",
            "$select=id&$expand=singleValueExtendedProperties(%24filter%3Dx%3B%24select%3Dy)",
            "$select=id&$expand=singleValueExtendedProperties(%24filter%3D%2529)",
            "$select=id&$search=x",
            "$select=id&$filter=x%26$select=body",
            "$select=id&$format=x",
        ] {
            assert!(!is_known(query), "{query}");
        }
    }
}
