//! Everything that is entrusted is marked, every operation meets every kind of answer, and all that the tool writes at its highest
//! verbosity is searched for the marks: standard output and error, as text and as JSON, with its log, and the files in its folder.

use std::{fs, path::Path};

use outlook_emulator::{Effect, Fault, Operation, demo};
use tokio::task::JoinSet;

use crate::tool::{Tool, code, laboratory, stderr, stdout};

/// What a mail holds.
const SUBJECT: &str = "Canary of a subject";
const TEXT: &str = "The canary of the text says that the takeover costs twelve million.";
const HTML: &str = "<p>The canary of the markup says that nobody may know of this.</p>";
const RECIPIENT: &str = "canary-recipient@contoso.com";
const NAME: &str = "Canary Recipient Name";
const FILE: &str = "canary-file.bin";
const FILE_TEXT: &str = "canary bytes of a file";
const CATEGORY: &str = "Canary category of a mail";
const HEADER: &str = "canary value of a header";

const FEDERATED_TOKEN: &str = "eyJ.canary-of-another-identity-provider.x";

/// Parts of secrets that are made: tokens and assertions begin like the first two (`{"typ"` and `{"alg"` in base64), every upload URL has
/// the parameter, and every private key the line.
const MADE: [&str; 5] = ["eyJ0eX", "eyJhbG", "authtoken=", "Bearer e", "BEGIN PRIVATE KEY"];

/// Parts of the marks, so that a cut or folded one is found too.
fn marks() -> Vec<String> {
    let whole = [
        demo::SECRET_VALUE,
        SUBJECT,
        "canary of the text",
        "takeover costs twelve",
        "canary of the markup",
        RECIPIENT,
        "canary-recipient",
        NAME,
        "canary bytes",
        CATEGORY,
        HEADER,
        "canary-of-another-identity",
    ];
    whole.into_iter().chain(MADE).map(str::to_lowercase).collect()
}

/// An error body that repeats what was sent in a form.
fn echo(form: fn(&str) -> String) -> String {
    let echoes: Vec<String> = [SUBJECT, TEXT, RECIPIENT, NAME, demo::SECRET_VALUE, CATEGORY, HEADER]
        .into_iter()
        .map(form)
        .collect();
    serde_json::json!({ "error": { "code": "ErrorCanary", "message": format!("Cannot read {}", echoes.join(" or ")) } })
        .to_string()
}

/// The same as Entra writes errors.
fn entra_echo(form: fn(&str) -> String) -> String {
    let description = format!(
        "AADSTS7000215: Invalid client secret {} provided.",
        form(demo::SECRET_VALUE)
    );
    serde_json::json!({ "error": "invalid_client", "error_description": description }).to_string()
}

fn effects() -> Vec<Effect> {
    let forms: [fn(&str) -> String; 4] = [
        |text| text.to_owned(),
        |text| format!("'{text}'"),
        str::to_uppercase,
        |text| text.replace(' ', "%20").replace('@', "%40").replace('~', "%7E"),
    ];
    let response = |status: u16, body: String| Effect::Response {
        status,
        headers: vec![
            ("x-ms-ags-diagnostic".to_owned(), format!("{{{}}}", RECIPIENT)),
            ("request-id".to_owned(), demo::SECRET_VALUE.to_owned()),
        ],
        body,
    };
    let mut effects: Vec<Effect> = Vec::new();
    for (form, status) in forms.into_iter().zip([400, 403, 429, 500]) {
        effects.push(response(status, echo(form)));
        effects.push(response(status, entra_echo(form)));
    }
    effects.push(response(
        200,
        format!("<html>{RECIPIENT} {SUBJECT} {}</html>", demo::SECRET_VALUE),
    ));
    effects.extend([
        Effect::CutResponse,
        Effect::CloseAfterProcessing,
        Effect::CloseBeforeReading,
    ]);
    effects
}

fn assert_clean(text: &str, what: &str) {
    let lower = text.to_lowercase();
    for mark in marks() {
        let at = lower.find(&mark).map(|at| {
            lower[lower.floor_char_boundary(at.saturating_sub(200))..]
                .chars()
                .take(400)
        });
        let around: Option<String> = at.map(Iterator::collect);
        assert!(around.is_none(), "{mark:?} after {what} in: {around:?}");
    }
}

/// Searches all files below a folder but those that the test wrote, and compiled code, which names what it looks for.
fn assert_clean_files(folder: &Path, what: &str) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            assert_clean_files(&path, what);
        } else if name != FILE && !name.starts_with("canary-") && !name.ends_with(".cwasm") {
            let text = String::from_utf8_lossy(&fs::read(&path).unwrap()).into_owned();
            assert_clean(&text, &format!("{what}, file {}", path.display()));
        }
    }
}

/// What is sent: small, as MIME, keyed, large, and raw.
fn sends() -> Vec<Vec<&'static str>> {
    let to = ["--to", "Canary Recipient Name <canary-recipient@contoso.com>"];
    let more = [
        "--subject",
        SUBJECT,
        "--text",
        TEXT,
        "--category",
        CATEGORY,
        "--header",
        "x-canary: canary value of a header",
    ];
    let with = |extra: &[&'static str]| [&["send-mail", "demo", "--time-budget", "1s"], &to[..], &more, extra].concat();
    vec![
        with(&[]),
        with(&["--html", HTML]),
        with(&["--idempotency-key", "k"]),
        with(&["--attach", FILE]),
        vec!["send-mail", "demo", "--time-budget", "1s", "--mime", "canary-raw.eml"],
    ]
}

fn prepare(tool: &Tool) {
    // Large enough for an upload session.
    let mut file = FILE_TEXT.repeat(10).into_bytes();
    file.resize(3_200_000, b'.');
    tool.write(FILE, file);
    let raw = format!(
        "From: {}\r\nTo: {NAME} <{RECIPIENT}>\r\nSubject: {SUBJECT}\r\n\r\n{TEXT}\r\n",
        demo::MAILBOX
    );
    tool.write("canary-raw.eml", raw);
    tool.write("canary-token", FEDERATED_TOKEN);
    let (tenant, client) = (demo::TENANT_ID.to_string(), demo::CLIENT_ID.to_string());
    let add = |name, option, credential| {
        let ids = ["--tenant", &tenant, "--client-id", &client, "--mailbox", demo::MAILBOX];
        let output = tool.run(&[&["connection", "add", name][..], &ids, &[option, credential]].concat());
        assert_eq!(code(&output), 0, "{}", stderr(&output));
    };
    for made in [
        tool.run(&["key", "create", "signer"]),
        tool.run(&["secret", "read-from", "workload", "--file", "canary-token"]),
    ] {
        assert_eq!(code(&made), 0, "{}", stderr(&made));
    }
    add("signed", "--certificate", "signer");
    add("federated", "--federated-assertion", "workload");
}

/// Tools and emulators at once. Most runs wait for a response.
const AT_ONCE: usize = 4;

/// An operation, and a command that comes to it.
fn commands() -> Vec<(Operation, Vec<&'static str>)> {
    let [small, both, keyed, large, raw] = <[_; 5]>::try_from(sends()).expect("five sends");
    vec![
        (Operation::Token, vec!["connect", "demo"]),
        (Operation::Token, vec!["connect", "signed"]),
        (Operation::Token, vec!["connect", "federated"]),
        (Operation::SendMail, small.clone()),
        (Operation::ListMessages, keyed.clone()),
        (Operation::CreateUploadSession, large.clone()),
        (Operation::Token, keyed.clone()),
        (Operation::ListMessages, vec!["check-outcome", "demo", "k"]),
        (Operation::SendMail, raw),
        (Operation::UploadChunk, large.clone()),
        (Operation::SendDraft, keyed.clone()),
        (Operation::SendMail, both),
        (
            Operation::OtherFolder,
            vec!["test-connection", "demo", "--send-test-mail"],
        ),
        (Operation::CreateDraft, keyed),
        (Operation::AddAttachment, small),
        (Operation::ListAttachments, large),
    ]
}

/// One run of the tool.
struct Run {
    effect: Effect,
    operation: Operation,
    arguments: Vec<&'static str>,
    form: &'static [&'static str],
}

/// Every kind of answer comes to two operations in turn, as text and as JSON.
fn runs() -> Vec<Run> {
    let commands = commands();
    let forms: [&[&str]; 2] = [&["-vv"], &["-vv", "--json"]];
    let mut runs = Vec::new();
    for (nth, effect) in effects().into_iter().enumerate() {
        for more in 0..2 {
            let (operation, arguments) = commands[(nth * 2 + more) % commands.len()].clone();
            runs.push(Run {
                effect: effect.clone(),
                operation,
                arguments,
                form: forms[(nth + more) % 2],
            });
        }
    }
    runs
}

/// Runs one after the other, with one tool: it compiles the component once.
async fn run_all(runs: Vec<Run>) {
    let (emulator, tool, address) = laboratory(demo::MAILBOX).await;
    prepare(&tool);
    for run in runs {
        let Run {
            effect,
            operation,
            arguments,
            form,
        } = run;
        let what = format!("{operation:?}, {effect:?}, {form:?} {arguments:?}");
        emulator.inject(Fault::next(operation, effect));
        let output = tool.run_whole(&[form, &["--emulator", &address], &arguments].concat());
        assert!((0..=5).contains(&code(&output)), "{what}");
        assert_clean(&stdout(&output), &what);
        assert_clean(&stderr(&output), &what);
        assert_clean_files(tool.path(), &what);
    }
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn nothing_entrusted_is_written_whatever_happens() {
    let mut shares: [Vec<Run>; AT_ONCE] = Default::default();
    for (nth, run) in runs().into_iter().enumerate() {
        shares[nth % AT_ONCE].push(run);
    }
    let mut workers = JoinSet::new();
    for share in shares {
        workers.spawn(run_all(share));
    }
    while let Some(ended) = workers.join_next().await {
        ended.expect("nothing was written");
    }
}
