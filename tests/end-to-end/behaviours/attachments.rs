//! Attachments across the boundary: as bytes, as base64, and read from the host by name.

use outlook_emulator::Operation;
use outlook_end_to_end::{Lab, attachment, case, connection, message, options, told};
use outlook_host::{
    stores::MemoryAttachments,
    types::{Content, Mail},
};

/// Bytes that no run of equal ones can stand for.
fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|i| (i % 251) as u8).collect()
}

#[tokio::test]
async fn nearly_three_megabytes_arrive_whole_in_each_form() {
    let lab = Lab::new().await;
    let content = bytes(2_900_000);
    let host = lab.host_with_files(MemoryAttachments::with([("report", content.clone())]));
    for form in [Content::Bytes(content.clone()), Content::Stored("report".to_owned())] {
        let mut mail = message();
        mail.attachments = vec![attachment("report.bin", form)];
        host.send_mail(&connection(), &Mail::Message(mail), &options())
            .await
            .unwrap()
            .unwrap();
    }
    let delivered = lab.emulator.delivered();
    assert_eq!(delivered.len(), 2);
    for mail in &delivered {
        let eml = mail_parser::MessageParser::default().parse(&mail.eml).unwrap();
        assert!(
            eml.attachment(0).unwrap().contents() == content,
            "the attachment differs"
        );
    }
}

#[tokio::test]
async fn four_megabytes_are_refused_before_any_request() {
    let lab = Lab::new().await;
    let host = lab.host_with_files(MemoryAttachments::with([("big", bytes(4_000_000))]));
    for form in [Content::Bytes(bytes(4_000_000)), Content::Stored("big".to_owned())] {
        let mut mail = message();
        mail.attachments = vec![attachment("big.bin", form)];
        let error = host
            .send_mail(&connection(), &Mail::Message(mail), &options())
            .await
            .unwrap()
            .unwrap_err();
        let (case, detail) = case(&error);
        let field = &detail.unwrap().fields[0];
        assert_eq!(
            (case, field.field.as_str()),
            ("permanent-invalid-input", "message.attachments[0].content")
        );
        assert_eq!(field.rule, "attachment-too-large");
    }
    assert!(lab.emulator.requests().is_empty());
}

#[tokio::test]
async fn names_that_the_host_does_not_hold_are_told() {
    let lab = Lab::new().await;
    let mut mail = message();
    mail.attachments = vec![attachment("x", Content::Stored("missing".to_owned()))];
    assert_eq!(
        told(lab.send(mail).await),
        ("permanent-invalid-input", "invalid-input".to_owned())
    );
    assert_eq!(lab.count(Operation::Token), 0);
}
