//! The last byte that is accepted and the first one that is refused, for everything whose size Microsoft limits.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use outlook_connector::{
    contract::{Attachment, Content, FieldProblem, Mail, Message},
    http::Method,
};

use crate::{
    GRAPH, connection, expect_send, expect_token, message, no_patience, parts,
    script::{Script, answer},
    send,
    test_host::File,
    token_answer,
};

fn attachment(content: Content) -> Attachment {
    Attachment {
        name: "a.bin".to_owned(),
        content,
        ..Attachment::default()
    }
}

/// Sends a mail that must be accepted in one request, and returns the body of that request.
fn sent(mail: Mail) -> Vec<u8> {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(202, ""));
    outlook_connector::send_mail(&host, &connection(), mail, &no_patience()).unwrap();
    host.finish().pop().expect("the send").body
}

/// Checks a mail up to its first request, which fails. Returns the problem of the field at fault if the mail is refused before.
fn check(mail: Mail) -> Result<(), FieldProblem> {
    check_with(&Script::new(), mail)
}

fn check_with(host: &Script, mail: Mail) -> Result<(), FieldProblem> {
    expect_token(host, answer(400, r#"{"error":"invalid_request"}"#));
    let error = outlook_connector::send_mail(host, &connection(), mail, &no_patience()).unwrap_err();
    let (case, mut detail) = parts(error);
    if case != "permanent-invalid-input" {
        assert_eq!(host.finish().len(), 1);
        return Ok(());
    }
    assert!(detail.requests.is_empty() && host.take_expected() == 1);
    Err(detail.fields.remove(0))
}

/// Length of the request, or of the message, that a refusal names.
fn named_length(problem: &FieldProblem) -> usize {
    assert_eq!(problem.code, "request-too-large", "{problem:?}");
    let mut words = problem.message.split(' ');
    words.find_map(|word| word.parse().ok()).expect("a length")
}

/// 150 MB are 157,286,400 bytes.
#[test]
fn the_last_byte_of_all_attachments() {
    let of = |bytes: u64| {
        let host = Script::new();
        host.files.set("large", File::with_size(bytes, Vec::new()));
        let attachments = vec![attachment(Content::Stored("large".to_owned()))];
        check_with(
            &host,
            Mail::Message(Message {
                attachments,
                ..message()
            }),
        )
        .map_err(|problem| problem.code)
    };
    assert_eq!(of(157_286_400), Ok(()));
    assert_eq!(of(157_286_401), Err("attachments-too-large".to_owned()));
}

/// A request of 4,194,304 bytes is the largest that Graph accepts. A draft needs a few bytes less than `sendMail`.
#[test]
fn the_last_byte_of_a_request() {
    const LARGEST: usize = 4_194_304;
    let text = |length: usize| Message {
        text: Some("x".repeat(length)),
        ..message()
    };
    let frame = sent(Mail::Message(text(1))).len() - 1;
    assert_eq!(sent(Mail::Message(text(LARGEST - frame))).len(), LARGEST);
    let of_draft = |length: usize| check(Mail::Message(text(length))).map_err(|problem| named_length(&problem));
    let frame = of_draft(LARGEST).unwrap_err() - LARGEST;
    assert_eq!(of_draft(LARGEST - frame), Ok(()));
    assert_eq!(of_draft(LARGEST - frame + 1), Err(LARGEST + 1));
}

/// A file of more than 3 MB leaves in the one request if it fits.
#[test]
fn the_largest_file_in_one_request() {
    const LARGEST: usize = 4_194_304;
    let file = |length: usize| Message {
        attachments: vec![attachment(Content::Bytes(vec![7; length]))],
        ..message()
    };
    let frame = sent(Mail::Message(file(3))).len() - 4;
    let fits = (LARGEST - frame) / 4 * 3;
    assert!(fits > 3_145_000, "{fits}");
    let length = sent(Mail::Message(file(fits))).len();
    assert!((LARGEST - 3..=LARGEST).contains(&length), "{length}");
    // The next one is no longer part of the first request, which is that for a draft.
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    host.expect(
        Method::Post,
        GRAPH,
        "/v1.0/users/references%40contoso.com/messages",
        answer(403, ""),
    );
    send(&host, file(fits + 1)).unwrap_err();
    assert!(host.finish()[1].body.len() < 1_000);
}

/// In base64, MIME of 3,145,728 bytes fills a request. The Message-ID that the connector adds counts.
#[test]
fn the_last_byte_of_raw_mime() {
    const LARGEST: usize = 3_145_728;
    let mime = |header: &str, length: usize| {
        let mut bytes = format!("To: a@contoso.com\r\n{header}\r\n").into_bytes();
        bytes.resize(length, b'x');
        Mail::Mime(Content::Bytes(bytes))
    };
    let own = "Message-ID: <1@contoso.com>\r\n";
    let added = decoded(&sent(mime("", 999))) - 999;
    for (header, largest) in [(own, LARGEST), ("", LARGEST - added)] {
        assert_eq!(sent(mime(header, largest)).len(), 4_194_304);
        let problem = check(mime(header, largest + 1)).unwrap_err();
        assert_eq!(named_length(&problem), LARGEST + 1);
    }
}

/// Text and HTML become MIME, which fills a request in the same way.
#[test]
fn the_last_byte_of_text_and_html() {
    const LARGEST: usize = 3_145_728;
    let both = |length: usize| {
        // Lines that quoted-printable leaves as they are.
        let mut text = format!("{}\n", "x".repeat(63)).repeat(length / 64 + 1);
        text.truncate(length);
        Mail::Message(Message {
            html: Some("<p>Text</p>".to_owned()),
            text: Some(text),
            ..message()
        })
    };
    let mime_length = |length: usize| match check(both(length)) {
        Ok(()) => decoded(&sent(both(length))),
        Err(problem) => named_length(&problem),
    };
    // A line of 64 bytes has one more in MIME, so that this comes near in few steps.
    let mut length = LARGEST;
    let mut found = mime_length(length);
    while !(LARGEST - 1..=LARGEST).contains(&found) {
        length = length + LARGEST - found;
        found = mime_length(length);
    }
    assert_eq!(check(both(length)).map_err(|problem| problem.code), Ok(()));
    let next = named_length(&check(both(length + 2)).unwrap_err());
    assert!((LARGEST + 1..=LARGEST + 3).contains(&next), "{next}");
}

fn decoded(body: &[u8]) -> usize {
    STANDARD.decode(body).expect("base64").len()
}

/// A service that accepts less in a request than Graph was measured to accept gets the mail as a draft.
#[test]
fn a_mail_that_is_too_large_for_one_request_goes_by_draft() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(413, ""));
    let messages = "/v1.0/users/references%40contoso.com/messages";
    host.expect(
        Method::Post,
        GRAPH,
        messages,
        answer(201, r#"{"id":"AAMk1","isDraft":true,"parentFolderId":"AAMkF"}"#),
    );
    host.expect(
        Method::Post,
        GRAPH,
        &format!("{messages}/AAMk1/attachments"),
        answer(201, "{}"),
    );
    host.expect(Method::Post, GRAPH, &format!("{messages}/AAMk1/send"), answer(202, ""));
    let message = Message {
        attachments: vec![attachment(Content::Bytes(vec![7; 2_900_000]))],
        ..message()
    };
    let receipt = send(&host, message).unwrap();
    assert_eq!(receipt.method, "draft");
    let sent = host.finish();
    assert!(sent[1].body.len() > 3_800_000 && sent[2].body.len() < 1_000 && sent[3].body.len() > 3_800_000);
}

/// Where no draft makes the request smaller, 413 is the end.
#[test]
fn a_text_that_is_too_large_for_the_service_is_rejected() {
    let host = Script::new();
    expect_token(&host, token_answer(3599));
    expect_send(&host, answer(413, ""));
    let (case, detail) = parts(send(&host, message()).unwrap_err());
    assert_eq!((case, detail.http_status), ("permanent-rejected", Some(413)));
    host.finish();
}
