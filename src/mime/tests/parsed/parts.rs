//! The body: the tree of parts, texts, files and inline images.

use super::super::{Part, composed, file, image, message};
use super::{parsed, tree};
use mail_parser::MimeHeaders;

#[test]
fn each_level_is_there_only_if_needed() {
    let (pdf, png) = (file("a.pdf", b"pdf"), image("logo@x", b"png"));
    for (text, html, attachments, expected) in [
        (false, false, &[][..], "plain"),
        (true, false, &[], "plain"),
        (false, true, &[], "html"),
        (true, true, &[], "alternative(plain html)"),
        (true, false, &[pdf], "mixed(plain pdf)"),
        (false, false, &[pdf], "mixed(plain pdf)"),
        (false, true, &[png], "related(html png)"),
        (true, true, &[png], "related(alternative(plain html) png)"),
        (true, false, &[png], "mixed(plain png)"),
        (
            true,
            true,
            &[pdf, png, pdf],
            "mixed(related(alternative(plain html) png) pdf pdf)",
        ),
        (true, true, &[pdf], "mixed(alternative(plain html) pdf)"),
        (false, true, &[png, pdf], "mixed(related(html png) pdf)"),
    ] {
        let mut message = message();
        message.text = text.then(|| "Hello".to_owned());
        message.html = html.then(|| "<p>Hello".to_owned());
        let mime = composed(&message, attachments);
        assert_eq!(tree(&parsed(&mime), 0), expected, "{mime}");
    }
}

#[test]
fn bodies_arrive_as_they_were() {
    let long = "x".repeat(5_000);
    for text in [
        "",
        "one line",
        ".\r\n..\r\n.dot\r\n",
        "a\r\n\r\nb\r\n",
        "nul \0 and \u{7f} and tab\t.",
        "Grüße 👩‍👩‍👧 שלום 日本語",
        "From me\r\n--\r\nsignature",
        "trailing space \r\n and = signs =3D",
        &long,
    ] {
        let mut message = message();
        message.text = Some(text.to_owned());
        message.html = Some(format!("<p>{text}"));
        let mime = composed(&message, &[file("a.pdf", b"x")]);
        let parsed = parsed(&mime);
        assert_eq!(parsed.body_text(0).as_deref(), Some(text), "{mime}");
        assert_eq!(parsed.body_html(0).as_deref(), Some(format!("<p>{text}").as_str()));
    }
}

#[test]
fn line_ends_become_crlf() {
    let mut message = message();
    for ends in ["a\nb\rc\r\nd\n\ne", "é\nb\rc\r\nd\n\ne"] {
        message.text = Some(ends.to_owned());
        let mime = composed(&message, &[]);
        let text = parsed(&mime).body_text(0).unwrap().into_owned();
        assert_eq!(text.replace('é', "a"), "a\r\nb\r\nc\r\nd\r\n\r\ne");
    }
}

#[test]
fn file_names_and_bytes_arrive() {
    let every_byte: Vec<u8> = (0..=255).cycle().take(10_000).collect();
    for name in [
        "report.pdf",
        "Rechnung für März.pdf",
        "日本語のとても長いファイル名".repeat(8).as_str(),
        "quote\" back\\slash; semi=%41.pdf",
        "emoji 🎉.pdf",
        "a ".repeat(120).trim(),
        &"x".repeat(256),
    ] {
        let mime = composed(&message(), &[file(name, &every_byte), file("empty.pdf", b"")]);
        let parsed = parsed(&mime);
        let found: Vec<_> = parsed
            .attachments()
            .map(|a| (a.attachment_name(), a.contents()))
            .collect();
        assert_eq!(
            found,
            [(Some(name), &every_byte[..]), (Some("empty.pdf"), &b""[..])],
            "{mime}"
        );
        assert!(
            parsed
                .attachments()
                .all(|a| a.content_disposition().unwrap().is_attachment())
        );
    }
}

#[test]
fn inline_parts_are_named_by_their_content_id() {
    let mut message = message();
    message.html = Some("<img src=\"cid:logo@x\">".to_owned());
    let mime = composed(&message, &[image("logo@x", b"png"), file("a.pdf", b"pdf")]);
    assert!(mime.contains("multipart/related; type=\"multipart/alternative\";\r\n"));
    let parsed = parsed(&mime);
    let inline = parsed.attachment(0).unwrap();
    assert_eq!(inline.content_id(), Some("logo@x"));
    assert!(inline.content_disposition().unwrap().is_inline());
    assert_eq!(inline.contents(), b"png");
}

#[test]
fn content_types_are_kept_where_they_can_be() {
    for (given, expected) in [
        (None, "application/octet-stream"),
        (
            Some("text/calendar; method=REQUEST; charset=\"utf-8\""),
            "text/calendar",
        ),
        (Some(" image/png; "), "image/png"),
        (Some("message/rfc822"), "application/octet-stream"),
        (Some("Multipart/Mixed; boundary=x"), "application/octet-stream"),
        (Some("nonsense"), "application/octet-stream"),
        (Some("text/plain\r\nBcc: a@b.co"), "application/octet-stream"),
        (Some("text/plain; name=given.txt"), "text/plain"),
    ] {
        let attached = Part {
            content_type: given,
            ..file("n.bin", b"BEGIN:VCALENDAR")
        };
        let mime = composed(&message(), &[attached]);
        let parsed = parsed(&mime);
        let part = parsed.attachment(0).unwrap();
        let found = part.content_type().unwrap();
        assert_eq!(
            format!("{}/{}", found.ctype(), found.subtype().unwrap()),
            expected,
            "{given:?}"
        );
        assert_eq!(part.contents(), b"BEGIN:VCALENDAR");
        if expected == "text/calendar" {
            assert_eq!(found.attribute("method"), Some("REQUEST"));
        }
    }
}
