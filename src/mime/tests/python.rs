//! What Python's `email` package reads: a second parser, of other authors, strict about defects.

use serde_json::Value;
use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};

use super::{composed, file, image, message, recipient};
use crate::contract::{Header, Message};

/// Reads one message in base64 per line, and writes one line of JSON for each.
const SCRIPT: &str = r#"
import base64, email, email.header, email.policy, email.utils, json, sys

# The newer policy shows the space between two encoded words of a name in some versions, so that names are read with the older.
def name(text):
    return str(email.header.make_header(email.header.decode_header(text)))

for line in sys.stdin:
    m = email.message_from_bytes(base64.b64decode(line), policy=email.policy.default)
    old = email.message_from_bytes(base64.b64decode(line))
    parts = list(m.walk())
    def body(kind):
        found = [p for p in parts if p.get_content_type() == kind and not p.is_attachment()]
        return found[0].get_content().replace("\r\n", "\n") if found else None
    print(json.dumps({
        "subject": m["subject"],
        "to": [[name(n), a] for n, a in email.utils.getaddresses([old["to"].replace("\r\n", "")])],
        "date": m["date"].datetime.isoformat(),
        "keys": sorted(k.lower() for k in m.keys()),
        "note": m["x-note"],
        "types": [p.get_content_type() for p in parts],
        "text": body("text/plain"),
        "html": body("text/html"),
        "files": [[p.get_filename(), base64.b64encode(p.get_payload(decode=True)).decode(), p["content-id"]]
                  for p in parts if p.get_filename()],
        "defects": [str(d) for p in parts for d in p.defects]
                 + [str(d) for v in m.values() for d in v.defects],
    }))
"#;

/// What Python reads of messages, or none where there is no Python 3.
fn read(messages: &[String]) -> Option<Vec<Value>> {
    let mut child = Command::new("python3")
        .args(["-I", "-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    let lines: String = messages.iter().map(|mime| STANDARD.encode(mime) + "\n").collect();
    let writer = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = child.wait_with_output().expect("the output of python3");
    writer.join().expect("no panic").expect("python3 reads all");
    assert!(output.status.success(), "the script fails");
    let answers: Vec<_> = output
        .stdout
        .split(|b| *b == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).expect("JSON"))
        .collect();
    assert_eq!(answers.len(), messages.len());
    Some(answers)
}

/// Messages with one text everywhere: as subject, name, value of a header, body and file name.
fn with(text: &str) -> Message {
    let mut message = message();
    message.subject = text.to_owned();
    message.to = (0..20)
        .map(|i| recipient(Some(text), &format!("a{i}@contoso.com")))
        .collect();
    message.headers = vec![Header {
        name: "x-note".to_owned(),
        value: text.to_owned(),
    }];
    message.text = Some(format!("{text}\n.\n{}", "y".repeat(5_000)));
    message.html = Some(format!("<p>{text}"));
    message
}

#[test]
fn python_reads_the_same() {
    let texts = [
        "Order 42".to_owned(),
        "Grüße aus Köln, \"in quotes\" (and so on)".to_owned(),
        "日本語のとても長い件名".repeat(12),
        "👩‍👩‍👧‍👦 emoji 🎉".repeat(10),
        "plain words over several lines ".repeat(8).trim().to_owned(),
        "quote\" back\\slash; semi=%41".to_owned(),
        "x".repeat(255),
        "שלום עולם".to_owned(),
    ];
    let every_byte: Vec<u8> = (0..=255).collect();
    let messages: Vec<String> = texts
        .iter()
        .map(|text| composed(&with(text), &[file(text, &every_byte), image("logo@x", b"png")]))
        .collect();
    let Some(answers) = read(&messages) else {
        println!("skipped: there is no python3");
        return;
    };
    for (text, found) in texts.iter().zip(answers) {
        let same = |key: &str, expected: Value| assert_eq!(found[key], expected, "{key} of {text}");
        same("subject", text.as_str().into());
        same("note", text.as_str().into());
        same(
            "to",
            (0..20)
                .map(|i| serde_json::json!([text, format!("a{i}@contoso.com")]))
                .collect(),
        );
        same("date", "1994-11-06T08:49:37+00:00".into());
        same(
            "types",
            [
                "multipart/mixed",
                "multipart/related",
                "multipart/alternative",
                "text/plain",
                "text/html",
                "image/png",
                "application/pdf",
            ]
            .into_iter()
            .collect(),
        );
        same("text", format!("{text}\n.\n{}", "y".repeat(5_000)).into());
        same("html", format!("<p>{text}").into());
        same(
            "files",
            serde_json::json!([
                ["logo.png", STANDARD.encode(b"png"), "<logo@x>"],
                [text, STANDARD.encode(&every_byte), null]
            ]),
        );
        same("defects", serde_json::json!([]));
    }
}
