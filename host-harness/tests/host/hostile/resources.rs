//! What the host holds for a guest, and the time that it takes for it.

use outlook_host::{
    Connector, ErrorKind,
    stores::MemoryAttachments,
    types::{Connection, Credential},
};

use super::{Guest, connector, reporting};
use crate::support::{connection, emulator, mail, transport_to};

/// Returns how the guest's `send-mail` ends, and why.
async fn ended(guest: &Guest) -> (ErrorKind, String) {
    let error = connector(&emulator().await, guest)
        .send_mail(&connection(), &mail(vec![]))
        .await
        .unwrap_err();
    (error.kind(), error.to_string())
}

/// Makes the same call this often, and then returns.
fn repeated(times: usize, call: &str) -> String {
    format!(
        "(local $i i32) (loop {call} (local.set $i (i32.add (local.get $i) (i32.const 1)))
         (br_if 0 (i32.lt_u (local.get $i) (i32.const {times})))) (call $report)"
    )
}

#[tokio::test]
async fn a_hundred_handles() {
    let guest = |times| Guest::new(&["fields"], "").exporting("send-mail", repeated(times, "(drop (call $fields))"));
    assert_eq!(
        ended(&guest(100)).await.0,
        ErrorKind::Transient,
        "it came to its report"
    );
    let (kind, text) = ended(&guest(101)).await;
    assert_eq!(kind, ErrorKind::Trap, "{text}");
}

#[tokio::test]
async fn fields_of_64_kib() {
    let guest = |bytes: usize| {
        let mut guest = Guest::new(&["from_list"], "");
        let mut row = Vec::new();
        for text in ["x-long".to_owned(), "v".repeat(bytes)] {
            row.extend(guest.put(text.as_bytes()).to_le_bytes());
            row.extend((text.len() as u32).to_le_bytes());
        }
        let row = guest.put(&row);
        let call = format!("(call $from_list (i32.const {row}) (i32.const 1) (call $alloc (i32.const 64)))");
        guest.exporting("send-mail", reporting(&[call]))
    };
    assert_eq!(ended(&guest(60 * 1024)).await.0, ErrorKind::Transient);
    assert_eq!(ended(&guest(65 * 1024)).await.0, ErrorKind::Trap);
}

#[tokio::test]
async fn random_bytes_by_4_kib() {
    let guest = |bytes: usize| {
        let call = format!("(call $random (i64.const {bytes}) (call $alloc (i32.const 16)))");
        Guest::new(&["random"], "").exporting("send-mail", reporting(&[call]))
    };
    assert_eq!(ended(&guest(4096)).await.0, ErrorKind::Transient);
    let (kind, text) = ended(&guest(4097)).await;
    assert_eq!(kind, ErrorKind::Trap);
    assert!(text.contains("4097 random bytes"), "{text}");
}

/// A guest that does nothing but ask the host for something is stopped as one that spins: after ten seconds on a thread.
#[tokio::test(flavor = "multi_thread")]
async fn asking_the_host_over_and_over_is_processor_time() {
    let call = "(loop (call $random (i64.const 4096) (i32.const 64)) (global.set $heap (i32.const 4194304)) (br 0)) unreachable";
    let guest = Guest::new(&["random"], "").exporting("send-mail", call);
    assert_eq!(ended(&guest).await.0, ErrorKind::ProcessorTime);
}

/// A guest that asks a store for 4 GB gets a piece, and the store is asked for no more than that.
#[tokio::test]
async fn reads_of_a_mebibyte() {
    let mut guest = Guest::new(&["read"], "");
    let name = guest.text("file");
    let code = format!(
        "(local $r i32) (local.set $r (call $alloc (i32.const 64)))
         (call $read {name} (i64.const 0) (i32.const -1) (local.get $r))
         (call $note (i32.load offset=8 (local.get $r))) (call $report)"
    );
    let guest = guest.exporting("send-mail", code);
    let emulator = emulator().await;
    let connector = Connector::builder(guest.component())
        .transport(transport_to(&emulator))
        .attachments(MemoryAttachments::with([("file", vec![7; 3 << 20])]))
        .build()
        .unwrap();
    let stored = outlook_host::types::Attachment {
        content: outlook_host::types::Content::Stored("file".to_owned()),
        ..Default::default()
    };
    let error = connector
        .send_mail(&connection(), &mail(vec![stored]))
        .await
        .unwrap_err();
    assert_eq!(error.to_string().trim(), (1 << 20).to_string());
}

/// A key signs 64 KiB at most. A longer payload does not reach the store, which knows no key.
#[tokio::test]
async fn payloads_of_64_kib() {
    for (bytes, expected) in [(64 << 10, "0"), ((64 << 10) + 1, "2")] {
        let mut guest = Guest::new(&["sign"], "");
        let (key, algorithm) = (guest.text("mine"), guest.text("PS256"));
        // The case of the error: 0 is not-found, 2 is denied.
        let code = format!(
            "(local $r i32) (drop (memory.grow (i32.const 4))) (local.set $r (call $alloc (i32.const 64)))
             (call $sign {key} {algorithm} (i32.const 0) (i32.const {bytes}) (local.get $r))
             (call $note (i32.load8_u offset=4 (local.get $r))) (call $report)"
        );
        let guest = guest.exporting("send-mail", code);
        let connection = Connection {
            credential: Credential::Certificate("mine".to_owned()),
            ..connection()
        };
        let error = connector(&emulator().await, &guest)
            .send_mail(&connection, &mail(vec![]))
            .await
            .unwrap_err();
        assert_eq!(error.to_string().trim(), expected, "{bytes} bytes");
    }
}

/// What a guest returns is copied into the host, too: strings that overlap make a long result of little memory.
#[tokio::test]
async fn results_of_8_mib() {
    let guest = |bytes: usize| {
        let code = format!(
            "(i32.store8 (i32.const 0) (i32.const 0)) (i32.store offset=4 (i32.const 0) (i32.const 1048576))
             (i32.store offset=8 (i32.const 0) (i32.const {bytes}))
             (drop (memory.grow (i32.const 160))) (i32.const 0)"
        );
        Guest::new(&[], "").exporting("describe", code)
    };
    let emulator = emulator().await;
    let described = connector(&emulator, &guest(7 << 20)).describe().await.unwrap();
    assert_eq!(described.len(), 7 << 20);
    let error = connector(&emulator, &guest(9 << 20)).describe().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Trap, "{error}");
}

/// One pollable, three million times in a list: each time is a handle, and a future in the host.
#[tokio::test]
async fn handles_that_are_lent_count_as_well() {
    let guest = |count: usize| {
        let code = format!(
            "(local $i i32) (local $p i32) (local.set $p (call $subscribe_duration (i64.const 1)))
             (drop (memory.grow (i32.const 400)))
             (loop (i32.store offset=4194304 (i32.shl (local.get $i) (i32.const 2)) (local.get $p))
               (local.set $i (i32.add (local.get $i) (i32.const 1)))
               (br_if 0 (i32.lt_u (local.get $i) (i32.const {count}))))
             (global.set $heap (i32.const 24000000))
             (call $poll (i32.const 4194304) (i32.const {count}) (i32.const 16)) (call $report)"
        );
        Guest::new(&["subscribe_duration", "poll"], "").exporting("send-mail", code)
    };
    let (kind, text) = ended(&guest(50)).await;
    assert_eq!(kind, ErrorKind::Transient, "{text}");
    let (kind, text) = ended(&guest(3_000_000)).await;
    assert_eq!(kind, ErrorKind::Trap, "{text}");
}
