//! Attachments that the host holds: measured before the first request, read piece by piece while a request is written.

use outlook_connector::{
    contract::{Attachment, Content, Mail, SendOptions},
    host::AttachmentError,
};

use crate::{
    connection, expect_send, expect_token, message, parts,
    script::{Script, answer},
    send,
    test_host::File,
    token_answer,
};

fn with(content: Content) -> outlook_connector::contract::Message {
    let attachment = Attachment {
        name: "a.bin".to_owned(),
        content,
        ..Attachment::default()
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
        host.files.set("files/a", File::new(bytes.clone()));
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(202, ""));
        send(&host, message).unwrap();
        let reads = host.files.take_reads();
        (host.finish().remove(1).body, reads)
    };
    let (from_bytes, _) = body(with(Content::Bytes(bytes.clone())));
    let (from_store, reads) = body(stored());
    assert_eq!(
        reads,
        [(0, 196_608), (196_608, 103_392)],
        "groups of three bytes, for base64 of 256 KiB"
    );
    assert!(from_bytes == from_store);
    let json: serde_json::Value = serde_json::from_slice(&from_store).unwrap();
    let base64 = json["message"]["attachments"][0]["contentBytes"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(body(with(Content::Base64(base64))).0 == from_bytes);
}

/// The time that is left shows at the first request, which may take half of it.
#[test]
fn large_files_get_more_time_unless_the_caller_says_how_much() {
    for (bytes, budget, half) in [
        (3_000_000, None, 50_000),
        (3_100_000, None, 65_500),
        (3_100_000, Some(100_000), 50_000),
    ] {
        let host = Script::new();
        host.files.set("files/a", File::new(vec![b'a'; bytes]));
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(202, ""));
        let options = SendOptions {
            time_budget_ms: budget,
            ..SendOptions::default()
        };
        outlook_connector::send_mail(&host, &connection(), Mail::Message(stored()), &options).unwrap();
        assert_eq!(host.finish()[0].timeout_ms, half, "{bytes} bytes, {budget:?}");
    }
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
        host.files.fail(fault);
        assert_eq!(parts(send(&host, stored()).unwrap_err()).0, case);
        assert!(host.finish().is_empty());
    }
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_not_sent() {
    for holds in [0, 9] {
        let host = Script::new();
        host.files.set("files/a", File::with_size(10, vec![1; holds]));
        expect_token(&host, token_answer(3599));
        expect_send(&host, answer(202, ""));
        let (case, detail) = parts(send(&host, stored()).unwrap_err());
        assert_eq!(
            (case, detail.code.as_str()),
            ("transient", "attachment-store-unavailable"),
            "{holds} of 10"
        );
        assert_eq!(host.finish().len(), 1, "the sign-in only");
    }
}
