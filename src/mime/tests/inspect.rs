//! Raw MIME of a caller.

use super::super::{check_raw, header_value};
use super::{composed, message};

const GOOD: &str =
    "From: a@contoso.com\r\nTo: b@contoso.com\r\nMessage-ID:\r\n <1@contoso.com>\r\n\r\nTo: body@contoso.com\r\n";

#[test]
fn a_field_is_found_and_unfolded() {
    let value = |name| header_value(GOOD.as_bytes(), name);
    assert_eq!(value("message-id").as_deref(), Some("<1@contoso.com>"));
    assert_eq!(value("TO").as_deref(), Some("b@contoso.com"));
    assert_eq!(value("Cc"), None);
    assert_eq!(
        header_value(b"Subject: a\n\tb\n c\nTo : x@y.z\n", "subject").as_deref(),
        Some("a\tb c")
    );
    assert_eq!(header_value(b"Subject: a\nTo : x@y.z", "to").as_deref(), Some("x@y.z"));
    assert_eq!(
        header_value(b"Subject: a\xffb", "subject").as_deref(),
        Some("a\u{fffd}b")
    );
}

#[test]
fn the_body_and_far_headers_are_not_searched() {
    assert_eq!(header_value(b"A: 1\n\nMessage-ID: <1@b>\n", "message-id"), None);
    let far = format!("A: {}\r\nMessage-ID: <1@b>\r\n\r\n", "x".repeat(65_536));
    assert_eq!(header_value(far.as_bytes(), "message-id"), None);
    let cut = format!("A: {}\r\nMessage-ID: <1@b>\r\n\r\n", "x".repeat(65_515));
    assert_eq!(
        header_value(cut.as_bytes(), "message-id"),
        None,
        "a line that the limit cuts is no value"
    );
}

#[test]
fn odd_bytes_give_none() {
    for odd in [
        &b""[..],
        b"\n",
        b"\r\n\r\n",
        b":",
        b": x",
        b"\xff\xff: x",
        b"  : x",
        b"a b: c",
    ] {
        assert_eq!(header_value(odd, "message-id"), None);
        assert_eq!(header_value(odd, ""), None);
        assert!(check_raw(odd).is_err(), "{odd:?}");
    }
}

#[test]
fn messages_pass() {
    for good in [
        GOOD,
        "To: b@contoso.com\n\nHi",
        "Bcc:\n b@contoso.com\n\nHi",
        "Subject: x\nCC: \"B\" <b@contoso.com>\n",
        "To: undisclosed-recipients:;\nBcc: b@contoso.com\n\n",
    ] {
        assert_eq!(check_raw(good.as_bytes()), Ok(()), "{good}");
    }
    assert_eq!(check_raw(composed(&message(), &[]).as_bytes()), Ok(()));
    // A name in Latin-1 does not hide the address behind it.
    assert_eq!(check_raw(b"To: M\xfcller <b@contoso.com>\n\nHi"), Ok(()));
}

#[test]
fn other_things_are_told_apart() {
    for (other, says) in [
        (&b""[..], "empty"),
        (b" \r\n", "empty"),
        (b"{\"message\": {}}", "JSON"),
        (b"[1]", "JSON"),
        (b"<html></html>", "HTML"),
        (b"VG86IGJAY29udG9zby5jb20NCg0KSGk=", "base64"),
        (b"VG86IGJAY29udG9zby5jb20NCg0KSGk\r\nabcd==\r\n", "base64"),
        (b"VG86IGJAY29udG9zby5jb20NCg0KSGk_-", "base64"),
        (b"To: b@contoso.com\r\n\r\n\0", "NUL"),
        (b"\xff\xfeT\0o\0", "UTF-16"),
        (b"\xef\xbb\xbfTo: b@contoso.com\n\n", "byte order mark"),
        (b"From b@contoso.com Sun Nov  6\nTo: b@contoso.com\n\n", "mbox"),
        (b"\r\nTo: b@contoso.com\r\n\r\n", "no header"),
        (b" To: b@contoso.com\r\n\r\n", "no header"),
        (b"Hello Megan,\nhow are you?\n", "no header."),
        (b"To: b@contoso.com\nno header\n\n", "no header."),
        (b"Subject: x\r\n\r\nTo: b@contoso.com\r\n", "no recipient"),
        (b"To: \r\nSubject: x@y\r\n\r\n", "no recipient"),
        (b"Reply-To: b@contoso.com\r\n\r\n", "no recipient"),
    ] {
        let problem = check_raw(other).expect_err("refused");
        assert!(
            problem.message.contains(says),
            "{:?}: {problem:?}",
            String::from_utf8_lossy(other)
        );
    }
}
