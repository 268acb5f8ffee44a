//! Attachments across the boundary: as bytes, as base64, and read from the host by name.

use outlook_emulator::Operation;
use outlook_end_to_end::{Lab, attachment, connection, message, told};
use outlook_host::{
    Stores, Tenant,
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
        host.send_mail(&connection(), &Mail::Message(mail)).await.unwrap();
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
async fn large_files_of_every_form_travel_in_one_mail() {
    let lab = Lab::new().await;
    let host = lab.host_with_files(MemoryAttachments::with([("big", bytes(9_000_001))]));
    let mut mail = message();
    mail.attachments = vec![
        attachment("stored.bin", Content::Stored("big".to_owned())),
        attachment("small.bin", Content::Bytes(bytes(1_000))),
        attachment("bytes.bin", Content::Bytes(bytes(4_000_000))),
    ];
    let receipt = host.send_mail(&connection(), &Mail::Message(mail)).await.unwrap();
    assert_eq!(receipt.method, "draft");
    let delivered = lab.emulator.delivered();
    let eml = mail_parser::MessageParser::default().parse(&delivered[0].eml).unwrap();
    for (i, length) in [9_000_001, 1_000, 4_000_000].into_iter().enumerate() {
        assert!(
            eml.attachment(i as u32).unwrap().contents() == bytes(length),
            "{length}"
        );
    }
    // Three chunks of 3.75 MiB, and two.
    assert_eq!(lab.count(Operation::UploadChunk), 5);
    for request in lab.emulator.requests() {
        let to_upload_url = request.operation == Operation::UploadChunk;
        assert_eq!(
            request.header("authorization").is_none(),
            to_upload_url || request.operation == Operation::Token
        );
    }
}

/// The sandbox has 4 MiB, its stack and static data included; the file has 140 MB.
#[tokio::test]
async fn a_file_of_any_size_needs_four_megabytes_of_sandbox() {
    const FILE_BYTES: usize = 140_000_000;
    let lab = Lab::new().await;
    lab.emulator.update(|world| {
        let mailbox = world.tenants[0].mailbox_mut(outlook_emulator::demo::MAILBOX).unwrap();
        mailbox.max_send_size = 250_000_000;
        world.enforce_upload_rate = false;
    });
    let target = format!("http://{}", lab.emulator.http_addr().unwrap());
    let host = outlook_end_to_end::host_of_size(&target, None, &lab.secrets, 4 * 1024 * 1024);
    let stores = Stores::new()
        .secrets(std::sync::Arc::clone(&lab.secrets))
        .attachments(MemoryAttachments::with([("big", vec![7; FILE_BYTES])]));
    let host = host.for_tenant(Tenant::new("lab", stores));
    let mut mail = message();
    mail.attachments = vec![attachment("big.bin", Content::Stored("big".to_owned()))];
    host.send_mail(&connection(), &Mail::Message(mail))
        // With a key the file is read twice: once for its fingerprint.
        .idempotency_key("run-1")
        .await
        .unwrap();
    let delivered = lab.emulator.delivered();
    assert_eq!(delivered[0].attachments[0].content.len(), FILE_BYTES);
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
