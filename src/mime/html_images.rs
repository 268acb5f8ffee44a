//! Images inside HTML: content IDs that it refers to (RFC 2392), where `<img src="cid:logo">` shows the part whose Content-ID is
//! `<logo>`, and images that stand in the HTML itself (RFC 2397).

use percent_encoding::percent_decode_str;

/// Characters before a URL in HTML or CSS: those of attributes, of `url(…)`, and the end of `&quot;`.
const BEFORE: [char; 5] = ['"', '\'', '=', '(', ';'];

/// Characters that end a URL in HTML or CSS.
const AFTER: [char; 6] = ['"', '\'', '<', '>', ')', '\\'];

/// The images of an HTML body.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Images {
    /// Content IDs that the HTML refers to, each once, in their order.
    pub content_ids: Vec<String>,
    /// The HTML holds an image in a `data:` URL.
    pub has_data_url: bool,
}

/// Finds the images of an HTML body in one pass. A `cid:` in the text that people read is not one.
pub fn find(html: &str) -> Images {
    let mut images = Images::default();
    for colon in memchr::memchr_iter(b':', html.as_bytes()) {
        // Most colons are those of styles and of http.
        let last = colon.checked_sub(1).and_then(|last| html.as_bytes().get(last));
        match last.map(u8::to_ascii_lowercase) {
            Some(b'd') => {
                let id = url(html, colon, "cid").map(content_id).filter(|id| !id.is_empty());
                let new = id.filter(|id| !images.content_ids.iter().any(|known| is_same(known, id)));
                images.content_ids.extend(new);
            }
            Some(b'a') => images.has_data_url |= url(html, colon, "data").is_some_and(is_image),
            _ => {}
        }
    }
    images
}

/// Returns what follows the colon of a URL of this scheme, up to the end of the HTML.
fn url<'h>(html: &'h str, colon: usize, scheme: &str) -> Option<&'h str> {
    let (before, after) = html.split_at_checked(colon)?;
    let (before, found) = before.split_at_checked(before.len().checked_sub(scheme.len())?)?;
    let is_url = found.eq_ignore_ascii_case(scheme) && before.ends_with(BEFORE);
    after.get(1..).filter(|_| is_url)
}

/// Returns the content ID at the beginning of a text, decoded.
fn content_id(url: &str) -> String {
    let end = url.find(|c: char| c.is_whitespace() || AFTER.contains(&c));
    let url = url.get(..end.unwrap_or(url.len())).unwrap_or_default();
    let url = url.split("&quot;").next().unwrap_or_default().replace("&amp;", "&");
    percent_decode_str(&url).decode_utf8_lossy().into_owned()
}

/// Returns whether a `data:` URL is that of an image.
fn is_image(url: &str) -> bool {
    const IMAGE: &str = "image/";
    url.get(..IMAGE.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(IMAGE))
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
            assert_eq!(find(html).content_ids, ids, "{html}");
        }
    }

    #[test]
    fn images_in_data_urls() {
        for (html, has) in [
            ("<img src=\"data:image/png;base64,iVBORw==\">", true),
            ("<IMG SRC='DATA:Image/gif;base64,R0lG'>", true),
            ("<td style=\"background:url(data:image/png;base64,iVBORw==)\">", true),
            ("<a href=\"data:text/plain,x\">", false),
            ("<p>Write data:image/png in the HTML.</p>", false),
            ("<img src=\"cid:data\">", false),
            ("", false),
        ] {
            assert_eq!(find(html).has_data_url, has, "{html}");
        }
    }
}
