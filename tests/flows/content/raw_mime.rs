//! Names and line ends of messages that a caller wrote.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use outlook_connector::contract::Notice;

use super::{codes, raw, refused, sent};

/// The message that left, as Exchange gets it, without the Message-ID that the connector puts before it.
fn sent_mime(mime: &str) -> (Vec<Notice>, String) {
    let (receipt, body) = sent(raw(mime));
    let message = String::from_utf8(STANDARD.decode(body).unwrap()).unwrap();
    let (id, rest) = message.split_once("\r\n").unwrap();
    assert!(id.starts_with("Message-ID: <"), "{id}");
    (receipt.notices, rest.to_owned())
}

#[test]
fn names_in_raw_mime_are_as_rfc_5322_writes_them() {
    let mail = |from: &str| format!("From: {from}\r\nTo: megan@contoso.com\r\n\r\nx\r\n");
    for good in [
        "\"sender@contoso.com\" <sender@contoso.com>",
        "\"Bowen, \\\"Meg\\\" @ home\" (a, (nested) comment)\r\n <sender@contoso.com>",
        "=?utf-8?Q?sender=40contoso.com?= <sender@contoso.com>",
    ] {
        assert_eq!(sent_mime(&mail(good)).1, mail(good));
    }
    for (field, bad) in [
        ("From", mail("sender@contoso.com <sender@contoso.com>")),
        ("From", mail("sender@contoso.com\r\n <sender@contoso.com>")),
        ("From", mail("Bowen, Megan <sender@contoso.com>")),
        ("From", mail("\"Megan <sender@contoso.com>")),
        ("To", "to: a@b.com, c@d.com <c@d.com>\r\n\r\nx".to_owned()),
        (
            "Reply-To",
            "To: a@b.com\r\nreply-to: c@d.com <c@d.com>\r\n\r\nx".to_owned(),
        ),
    ] {
        let problem = refused(raw(&bad));
        assert_eq!(
            (problem.field.as_str(), problem.code.as_str()),
            ("mime", "mime-address")
        );
        assert!(
            problem.message.contains(&format!("field {field} ")),
            "{}",
            problem.message
        );
        assert!(
            problem.fix.contains(&format!("{field}: \"")) && problem.fix.contains("\" <megan@contoso.com>."),
            "{}",
            problem.fix
        );
        assert!(!problem.message.contains("sender@") && !problem.fix.contains("c@d"));
    }
}

#[test]
fn line_ends_of_raw_mime_are_completed() {
    let crlf = "To: megan@contoso.com\r\nSubject: a\r\n b\r\n\r\nGr\u{fc}\u{df}e\r\n.\r\n";
    for given in [
        crlf.to_owned(),
        crlf.replace("\r\n", "\n"),
        crlf.replace("\r\n", "\r"),
        crlf.replacen("\r\n", "\n", 1),
    ] {
        assert_eq!(sent_mime(&given), (Vec::new(), crlf.to_owned()), "{given:?}");
    }
    let (notices, mime) = sent_mime("To: megan@contoso.com\n\n10 %\r20 %\n");
    assert_eq!(codes(&notices), ["bare-line-ends"]);
    assert_eq!(mime, "To: megan@contoso.com\r\n\r\n10 %\r20 %\r\n");
    for bad in [
        "To: megan@contoso.com\r\r\nSubject: a\r\r\n\r\r\nx",
        "To: megan@contoso.com\rBcc: b@contoso.com\r\n\r\nx",
    ] {
        let problem = refused(raw(bad));
        assert_eq!(problem.code, "mime");
        assert!(problem.message.contains("carriage return"), "{}", problem.message);
    }
}

#[test]
fn what_was_signed_leaves_byte_for_byte() {
    for signed in [
        "Content-Type: text/plain\r\n\r\nSigned\r\n",
        "Content-Type: text/plain\n\nSigned\n",
    ] {
        let mime = format!(
            "To: megan@contoso.com\nMIME-Version: 1.0\nContent-Type: multipart/signed; boundary=\"s\"; micalg=sha-256;\n \
             protocol=\"application/pkcs7-signature\"\n\n--s\n{signed}\n--s\nContent-Type: application/pkcs7-signature\n\nMIIG\n--s--\n"
        );
        let (notices, left) = sent_mime(&mime);
        assert!(left.contains(&format!("\r\n--s\r\n{signed}\r\n--s\r\n")), "{left:?}");
        assert!(left.ends_with("\r\nMIIG\r\n--s--\r\n"));
        let is_bare = signed.contains("plain\n");
        assert_eq!(codes(&notices), if is_bare { &["bare-line-ends"][..] } else { &[] });
    }
}
