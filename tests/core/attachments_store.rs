//! Attachments that the host holds: read piece by piece, whole, and before the first request.

use outlook_connector::{
    contract::{Attachment, Content},
    host::AttachmentError,
};

use crate::{
    expect_send, expect_token, message, parts,
    script::{Script, answer},
    send, token_answer,
};

fn with(content: Content) -> outlook_connector::contract::Message {
    let attachment = Attachment {
        name: "a.bin".to_owned(),
        content_type: None,
        content,
        content_id: None,
    };
    outlook_connector::contract::Message {
        attachments: vec![attachment],
        ..message()
    }
}

fn stored() -> outlook_connector::contract::Message {
    with(Content::Stored("files/a".to_owned()))
}

#[test]
fn bytes_base64_and_stored_give_the_same_request() {
    let bytes: Vec<u8> = (0..300_000_u32).map(|i| (i % 251) as u8).collect();
    let body = |message| {
        let host = Script::new();
        host.attachments
            .borrow_mut()
            .insert("files/a".to_owned(), (300_000, bytes.clone()));
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(202, ""));
        send(&host, message).unwrap();
        let reads = host.reads.take();
        (host.finish().remove(1).body, reads)
    };
    let (from_bytes, _) = body(with(Content::Bytes(bytes.clone())));
    let (from_store, reads) = body(stored());
    assert_eq!(reads, [(0, 262_144), (262_144, 262_144)]);
    assert!(from_bytes == from_store);
    let json: serde_json::Value = serde_json::from_slice(&from_store).unwrap();
    let base64 = json["message"]["attachments"][0]["contentBytes"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(body(with(Content::Base64(base64))).0 == from_bytes);
}

#[test]
fn what_cannot_be_read_is_told_before_any_request() {
    let why = || "why".to_owned();
    for (fault, case) in [
        (AttachmentError::NotFound, "permanent-invalid-input"),
        (AttachmentError::Denied(why()), "permanent-unauthorized"),
        (AttachmentError::Unavailable(why()), "transient"),
    ] {
        let host = Script::new();
        *host.attachment_fault.borrow_mut() = Some(fault);
        assert_eq!(parts(send(&host, stored()).unwrap_err()).0, case);
        assert!(host.finish().is_empty());
    }
}

#[test]
fn a_file_that_changes_while_it_is_read_is_not_sent() {
    for (told, holds) in [(10, 9), (10, 11), (10, 0)] {
        let host = Script::new();
        host.attachments
            .borrow_mut()
            .insert("files/a".to_owned(), (told, vec![1; holds]));
        let (case, detail) = parts(send(&host, stored()).unwrap_err());
        assert_eq!(
            (case, detail.code.as_str()),
            ("transient", "attachment-store-unavailable"),
            "{holds} of {told}"
        );
        assert!(host.finish().is_empty());
    }
}

#[test]
fn a_file_that_is_too_large_is_not_read() {
    let host = Script::new();
    host.attachments
        .borrow_mut()
        .insert("files/a".to_owned(), (3_000_000, Vec::new()));
    assert_eq!(parts(send(&host, stored()).unwrap_err()).0, "permanent-invalid-input");
    assert!(host.reads.borrow().is_empty() && host.finish().is_empty());
}
