//! What people hand in as it is: texts of any shell, recipients as they are written, secrets as they are pasted, placeholders.

use outlook_emulator::demo;

use crate::tool::{CLIENT, TENANT, Tool, code, json, laboratory, stderr, stdout};

/// Text as Windows PowerShell's `>` writes it.
fn utf_16(text: &str) -> Vec<u8> {
    let units = text.encode_utf16().flat_map(u16::to_le_bytes);
    [0xFF, 0xFE].into_iter().chain(units).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_of_every_shell_arrive() {
    let (emulator, tool, address) = laboratory(demo::MAILBOX).await;
    tool.write("body.txt", utf_16("Grüße 量\r\n"));
    tool.write("body.html", "\u{feff}<p>Grüße</p>");
    let document = r#"{"to": ["\"Bowen, Megan\" <megan@contoso.com>"], "cc": ["Megan@contoso.com"], "subject": "Grüße", "text": "x"}"#;
    tool.write("utf-16.json", utf_16(document));
    tool.write("bom.json", format!("\u{feff}{document}"));
    for arguments in [
        &[
            "--to",
            "Megan \"the @\" Bowen <megan@contoso.com>",
            "--subject",
            "Grüße",
            "--text-file",
            "body.txt",
        ][..],
        &[
            "--to",
            "a@b.com <megan@contoso.com>",
            "--subject",
            "Grüße",
            "--html-file",
            "body.html",
        ],
        &["--message", "utf-16.json"],
        &["--message", "bom.json"],
    ] {
        let sent = tool.run_whole(&[&["--json", "--emulator", &address, "send-mail", "demo"], arguments].concat());
        assert_eq!(code(&sent), 0, "{arguments:?}: {}{}", stdout(&sent), stderr(&sent));
    }
    let delivered = emulator.delivered();
    let mails: Vec<_> = delivered
        .iter()
        .map(|mail| mail_parser::MessageParser::default().parse(&mail.eml[..]).unwrap())
        .collect();
    assert!(mails.iter().all(|mail| mail.subject() == Some("Grüße")));
    assert_eq!(mails[0].body_text(0).unwrap().trim(), "Grüße 量");
    assert_eq!(mails[1].body_html(0).unwrap().trim(), "<p>Grüße</p>");
    let names: Vec<_> = mails
        .iter()
        .map(|mail| mail.to().unwrap().first().unwrap().name())
        .collect();
    let bowen = Some("Bowen, Megan");
    assert_eq!(names, [Some("Megan \"the @\" Bowen"), Some("a@b.com"), bowen, bowen]);
    assert!(delivered.iter().all(|mail| mail.envelope_to == ["megan@contoso.com"]));
    emulator.shutdown().await;
}

#[test]
fn a_text_in_another_encoding_is_refused_with_its_place() {
    let tool = Tool::new();
    tool.add_demo();
    tool.write("latin-1", b"Gr\xFC\xDFe");
    tool.write("no-mark", b"G\0r\0");
    for (arguments, said) in [
        (["--text-file", "latin-1"], "latin-1: it is not UTF-8: byte 2"),
        (["--html-file", "latin-1"], "latin-1: it is not UTF-8: byte 2"),
        (["--message", "latin-1"], "latin-1: it is not UTF-8: byte 2"),
        (["--message", "no-mark"], "no-mark: byte 1"),
    ] {
        let refused = tool.run(&[&["send-mail", "demo"], &arguments[..]].concat());
        assert_eq!(code(&refused), 2);
        let text = stderr(&refused).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(said) && text.contains("save it as UTF-8"), "{text}");
    }
}

#[test]
fn a_passphrase_and_a_connection_may_be_utf_16() {
    let tool = Tool::new();
    tool.write("plain", "correct horse\n");
    tool.write("windows", utf_16("correct horse\r\n"));
    let set = tool.pipe(&["--passphrase-file", "windows", "secret", "set", "app"], "v");
    assert_eq!(code(&set), 0, "{}", stderr(&set));
    assert_eq!(code(&tool.run(&["--passphrase-file", "plain", "secret", "list"])), 0);
    tool.add([TENANT, CLIENT, "a@b.c"], &[]);
    let path = tool.path().join("config/connections/demo.json");
    let saved = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, utf_16(&saved)).unwrap();
    let shown = tool.run(&["--json", "connection", "show", "demo"]);
    assert_eq!(json(&shown)["result"]["tenant_id"], TENANT, "{}", stderr(&shown));
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_of_base64_in_a_document() {
    let (emulator, tool, address) = laboratory(demo::MAILBOX).await;
    let send = |base64: &str| {
        let document = format!(
            r#"{{"to": ["megan@contoso.com"], "subject": "B4", "text": "x",
                "attachments": [{{"name": "scan.bin", "base64": "{base64}"}}]}}"#
        );
        tool.pipe_whole(
            &["--json", "--emulator", &address, "send-mail", "demo", "--message", "-"],
            &document,
        )
    };
    let sent = send("AAEC\\nAwQF\\r\\nBgc=\\n");
    assert_eq!(code(&sent), 0, "{}", stdout(&sent));
    assert_eq!(
        emulator.delivered()[0].attachments[0].content[..],
        [0, 1, 2, 3, 4, 5, 6, 7]
    );
    for (base64, form) in [
        ("***", "no base64"),
        ("AAE", "without padding"),
        ("_-_-", "base64url"),
        ("data:;base64,AAEC", "data: URL"),
    ] {
        let refused = send(base64);
        assert_eq!(code(&refused), 2);
        let message = json(&refused)["error"]["message"].to_string();
        assert!(
            message.contains("message.attachments[0].content") && message.contains(form),
            "{message}"
        );
    }
    assert_eq!(emulator.delivered().len(), 1);
    emulator.shutdown().await;
}

#[test]
fn a_secret_with_more_than_its_value_is_refused_when_it_is_stored() {
    let tool = Tool::new();
    for (value, said) in [
        ("\"marker8Q~value\"", "quotation mark"),
        ("marker8Q~value\u{200b}\n", "nobody sees"),
        ("CLIENT_SECRET=marker8Q~value", "a name and ="),
        ("marker8Q~value \r\n", "a space"),
        ("8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10", "Secret ID"),
    ] {
        let refused = tool.pipe(&["secret", "set", "app"], value);
        assert_eq!(code(&refused), 2, "{value}");
        let text = stderr(&refused).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(said) && text.contains("--as-is"), "{text}");
        assert!(!text.contains("marker8Q") && !text.contains("8d1f4e4c"), "{text}");
        assert!(!tool.path().join("config/secrets").exists());
    }
    let kept = tool.pipe(&["secret", "set", "app", "--as-is"], "\"marker8Q~value\"");
    assert_eq!(code(&kept), 0, "{}", stderr(&kept));
    // The byte order mark is the file's, not the secret's.
    assert_eq!(
        code(&tool.pipe(&["secret", "set", "app"], "\u{feff}marker8Q~value\r\n")),
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_in_quotation_marks_is_the_first_cause_when_entra_refuses_it() {
    let (emulator, tool, address) = laboratory(demo::MAILBOX).await;
    let quoted = format!("\"{}\"", demo::SECRET_VALUE);
    assert_eq!(code(&tool.pipe(&["secret", "set", "demo", "--as-is"], &quoted)), 0);
    let refused = tool.run_whole(&["--json", "--emulator", &address, "connect", "demo"]);
    assert_eq!(code(&refused), 3);
    let first = &json(&refused)["error"]["causes"][0];
    assert_eq!(
        (&first["id"], &first["confidence"]),
        (&"secret-pasted-with-more".into(), &"certain".into())
    );
    assert!(!stdout(&refused).contains(demo::SECRET_VALUE));
    emulator.shutdown().await;
}

#[test]
fn placeholders_are_not_saved() {
    let tool = Tool::new();
    let add = |tenant: &str, client: &str| {
        tool.run(&[
            "connection",
            "add",
            "demo",
            "--tenant",
            tenant,
            "--client-id",
            client,
            "--mailbox",
            "a@b.c",
        ])
    };
    for (tenant, client, flag) in [
        ("common", CLIENT, "--tenant"),
        ("organizations", CLIENT, "--tenant"),
        ("{tenant-id}", CLIENT, "--tenant"),
        (TENANT, "{66666666-7777-4888-9999-aaaaaaaaaaaa}", "--client-id"),
        (TENANT, "<client id>", "--client-id"),
    ] {
        let refused = add(tenant, client);
        assert_eq!(code(&refused), 2, "{tenant} {client}");
        assert!(stderr(&refused).contains(&format!("{flag}: ")), "{}", stderr(&refused));
        assert_eq!(code(&tool.run(&["connection", "show", "demo"])), 2);
    }
    assert_eq!(code(&add(TENANT, CLIENT)), 0);
    let set = tool.run(&["connection", "set", "demo", "--tenant", "common"]);
    assert_eq!(code(&set), 2, "{}", stderr(&set));
}

#[test]
fn a_text_that_was_given_as_a_file_name_goes_to_standard_input() {
    let tool = Tool::new();
    let refused = tool.run(&["explain", "AADSTS7000215: Invalid client secret provided."]);
    assert_eq!(code(&refused), 2);
    assert!(stderr(&refused).contains("standard input"), "{}", stderr(&refused));
    let no_such_file = tool.run(&["explain", "gone.txt"]);
    assert!(
        !stderr(&no_such_file).contains("standard input"),
        "{}",
        stderr(&no_such_file)
    );
}
