//! Content IDs that HTML refers to (RFC 2392): `<img src="cid:logo">` shows the part whose Content-ID is `<logo>`.

use percent_encoding::percent_decode_str;

/// Characters before a URL in HTML or CSS: those of attributes, of `url(…)`, and the end of `&quot;`.
const BEFORE: [char; 5] = ['"', '\'', '=', '(', ';'];

/// Characters that end a URL in HTML or CSS.
const AFTER: [char; 6] = ['"', '\'', '<', '>', ')', '\\'];

/// Returns the content IDs that the HTML refers to, each once, in their order. A `cid:` in the text that people read is not one.
pub fn referred(html: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for colon in memchr::memchr_iter(b':', html.as_bytes()) {
        let (before, after) = html.split_at_checked(colon).unwrap_or_default();
        let Some(start) = before.len().checked_sub("cid".len()) else {
            continue;
        };
        let Some((before, scheme)) = before.split_at_checked(start) else {
            continue;
        };
        if !scheme.eq_ignore_ascii_case("cid") || !before.ends_with(BEFORE) {
            continue;
        }
        let url = after.get(1..).unwrap_or_default();
        let end = url.find(|c: char| c.is_whitespace() || AFTER.contains(&c));
        let url = url.get(..end.unwrap_or(url.len())).unwrap_or_default();
        let url = url.split("&quot;").next().unwrap_or_default().replace("&amp;", "&");
        let id = percent_decode_str(&url).decode_utf8_lossy().into_owned();
        if !id.is_empty() && !ids.iter().any(|known| is_same(known, &id)) {
            ids.push(id);
        }
    }
    ids
}

/// Returns whether two content IDs are the same. RFC 2392 compares them exactly; mail programs do not agree on the case of
/// letters, so that a difference in it is no reason to warn.
pub fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_in_every_notation() {
        for (html, ids) in [
            ("", &[][..]),
            ("<p>no image: none</p>", &[]),
            ("<img src=\"cid:logo\">", &["logo"]),
            ("<IMG SRC='CID:logo@x'>", &["logo@x"]),
            ("<img src=cid:logo alt=x>", &["logo"]),
            ("<img src=cid:logo>", &["logo"]),
            ("<td style=\"background:url(cid:bg)\">", &["bg"]),
            ("<td style=\"background:url(&quot;cid:bg&quot;)\">", &["bg"]),
            ("<img src=\"cid:a%40b&amp;c\">", &["a@b&c"]),
            ("<img src=\"cid:a\"><img src=\"cid:b\"><img src=\"cid:A\">", &["a", "b"]),
            ("<img src=\"cid:\">", &[]),
            ("<p>Write cid: before the name, as in cid:logo.</p>", &[]),
            ("<a href=\"https://contoso.com/?acid:1\">", &[]),
            ("cid:logo", &[]),
            ("<img src=\"cid:Grüße\">é", &["Grüße"]),
        ] {
            assert_eq!(referred(html), ids, "{html}");
        }
    }
}
