//! `explain`, the test of a connection and what a refusal leads to, from outside.
//!
//! Most of it needs the component: `cargo xtask build` puts it into `target/`. Against the emulator for what calls Microsoft.

use std::process::Output;

use outlook_emulator::demo;
use serde_json::Value;

use crate::tool::{CLIENT, TENANT, Tool, code, json, laboratory, stderr, stdout};

const REQUEST_ID: &str = "7f5b0c3e-3c1c-4f7e-9b39-1d2f3e4a5b6c";
const DENIED: &str =
    r#"{"error":{"code":"ErrorAccessDenied","message":"Access is denied. Check credentials and try again."}}"#;

fn explained(output: &Output) -> Value {
    assert_eq!(code(output), 0, "{}{}", stdout(output), stderr(output));
    let document = json(output);
    assert_eq!((&document["ok"], &document["exit_code"]), (&true.into(), &0.into()));
    document["result"].clone()
}

#[test]
fn one_answer_in_every_form_has_one_explanation() {
    let tool = Tool::new();
    let response = |first: &str, end: &str| {
        [
            first,
            &format!("request-id: {REQUEST_ID}"),
            "content-type: application/json",
            "",
            DENIED,
        ]
        .join(end)
    };
    let log =
        |body: &str| format!(r#"{{"http_status": 403, "headers": {{"request-id": "{REQUEST_ID}"}}, "body": {body}}}"#);
    let header = format!("request-id: {REQUEST_ID}");
    tool.write("body.json", DENIED);
    let whole = response("HTTP/1.1 403 Forbidden", "\r\n");
    let utf_16: Vec<u8> = whole.encode_utf16().flat_map(u16::to_le_bytes).collect();
    tool.write("utf-16.txt", [&[0xFF, 0xFE], &utf_16[..]].concat());
    tool.write("log.json", log(DENIED).replace("http_status", "status"));
    let from_file = |arguments: &[&str]| tool.run_whole(&[&["--json", "explain"], arguments].concat());
    let from_stdin = |input: &str| tool.pipe_whole(&["--json", "explain", "-"], input);
    let outputs = [
        (
            "a body",
            from_file(&["body.json", "--status", "403", "--header", &header]),
        ),
        ("a response", from_stdin(&whole)),
        ("a response in UTF-16", from_file(&["utf-16.txt"])),
        ("HTTP/2", from_stdin(&response("HTTP/2 403", "\n"))),
        (
            "a proxy before",
            from_stdin(&format!("HTTP/1.1 200 Connection established\r\n\r\n{whole}")),
        ),
        ("a log with an object", from_stdin(&log(DENIED))),
        ("a log with a text", from_stdin(&log(&Value::from(DENIED).to_string()))),
        ("a log in a file", from_file(&["log.json"])),
    ];
    let first = explained(&outputs[0].1);
    assert_eq!(
        (&first["service"], &first["verdict"]),
        (&Value::from("graph"), &Value::from("permanent-unauthorized"))
    );
    assert_eq!(
        (&first["detail"]["http_status"], &first["detail"]["service_code"]),
        (&403.into(), &"ErrorAccessDenied".into())
    );
    assert_eq!(first["detail"]["requests"][0]["request_id"], REQUEST_ID);
    for (form, output) in &outputs {
        let mut explanation = explained(output);
        // The command to go on with repeats the arguments.
        explanation["next"] = first["next"].clone();
        assert_eq!(explanation, first, "{form}");
    }
}

#[test]
fn the_result_has_ranked_causes() {
    let document = explained(&Tool::new().pipe_whole(&["--json", "explain", "--status", "403"], DENIED));
    let causes = document["detail"]["causes"].as_array().unwrap();
    assert!(!causes.is_empty());
    let names = [
        "id",
        "title",
        "confidence",
        "owner",
        "evidence",
        "counter_evidence",
        "check",
        "fix",
        "retry",
        "guide_step",
    ];
    let ranks = ["certain", "likely", "possible", "unlikely"];
    let mut best = 0;
    for cause in causes {
        assert!(names.iter().all(|name| cause.get(name).is_some()), "{cause}");
        let rank = ranks.iter().position(|&rank| cause["confidence"] == rank);
        let rank = rank.unwrap_or_else(|| panic!("{cause}"));
        assert!(rank >= best, "ranked");
        best = rank;
    }
    for name in ["service", "verdict", "detail", "next"] {
        assert!(document.get(name).is_some(), "{name}");
    }
    for name in ["code", "message", "service_message", "retry_after_ms", "requests"] {
        assert!(document["detail"].get(name).is_some(), "{name}");
    }
}

#[test]
fn flags_win_over_the_input() {
    let tool = Tool::new();
    let response = "HTTP/1.1 403 Forbidden\r\nRetry-After: 1\r\n\r\n";
    let arguments = [
        "--json",
        "explain",
        "--status",
        "429",
        "--header",
        "retry-after: 30",
        "--service",
        "graph",
    ];
    let document = explained(&tool.pipe_whole(&arguments, response));
    assert_eq!(document["detail"]["http_status"], 429);
    assert_eq!(document["verdict"], "throttled");
    assert_eq!(document["detail"]["retry_after_ms"], 30_000);
    let token = explained(&tool.pipe_whole(&["--json", "explain", "--service", "token", "--status", "401"], "?"));
    assert_eq!(token["service"], "token");
}

#[test]
fn words_for_people_end_with_the_request_ids() {
    let input = format!("HTTP/2 403\nrequest-id: {REQUEST_ID}\n\n{DENIED}");
    let text = stdout(&Tool::new().pipe_whole(&["explain"], &input));
    let place = |what: &str| text.find(what).unwrap_or_else(|| panic!("no {what} in {text}"));
    assert!(
        text.starts_with("Microsoft Graph responded. Verdict: permanent-unauthorized"),
        "{text}"
    );
    let order = [
        "  1. ",
        "Check:",
        "Fix:",
        "Repeat:",
        "Microsoft's response: HTTP 403",
        "--findings findings.txt",
        REQUEST_ID,
    ]
    .map(place);
    assert!(order.is_sorted(), "{text}");
    assert_eq!(text.matches("Repeat:").count(), 1, "only the first cause in full");
    let all = stdout(&Tool::new().pipe_whole(&["-v", "explain"], &input));
    assert!(all.matches("Repeat:").count() > 5, "every cause in full: {all}");
}

#[test]
fn a_saved_connection_fills_in_its_values_and_no_passphrase_is_asked_for() {
    let tool = Tool::new();
    tool.add([TENANT, CLIENT, "sender@contoso.com"], &[]);
    tool.write("phrase", "correct horse\n");
    let kept = tool.pipe(&["--passphrase-file", "phrase", "secret", "set", "demo"], "value");
    assert_eq!(code(&kept), 0, "{}", stderr(&kept));
    let document = explained(&tool.pipe_whole(
        &["--json", "explain", "--connection", "demo", "--status", "403"],
        DENIED,
    ));
    let causes = document["detail"]["causes"].to_string();
    assert!(causes.contains("sender@contoso.com"), "{causes}");
    assert_eq!(code(&tool.run_whole(&["--json", "describe"])), 0);
}

/// People redirect it into a file: it is JSON in both ways, and has lines without `--json`.
#[test]
fn the_description_is_json_with_and_without_the_flag() {
    let tool = Tool::new();
    let (plain, wrapped) = (tool.run_whole(&["describe"]), tool.run_whole(&["--json", "describe"]));
    let document: serde_json::Value = serde_json::from_str(&stdout(&plain)).unwrap();
    assert_eq!(document, json(&wrapped)["result"]);
    assert!(stdout(&plain).lines().count() > 1_000);
}

#[test]
fn findings_settle_what_the_answer_leaves_open() {
    let tool = Tool::new();
    tool.write("answer", format!("HTTP/1.1 403 Forbidden\n\n{DENIED}"));
    // That it is out of scope leaves several reasons; the scope's filter settles which.
    let filter = "RecipientFilter : MemberOfGroup -eq 'senders@contoso.com'";
    tool.write(
        "findings",
        format!("RoleName : Application Mail.Send\r\nInScope  : False\r\n\r\n{filter}\r\n"),
    );
    let usual = ["--json", "explain", "answer", "--step", "send-mail", "--roles", ""];
    let open = explained(&tool.run_whole(&usual));
    let confidence = |document: &Value| document["detail"]["causes"][0]["confidence"].clone();
    assert_ne!(confidence(&open), "certain");
    let command = open["next"][0]["command"].as_str().unwrap();
    assert!(
        command.ends_with("explain answer --step send-mail --roles '' --findings findings.txt"),
        "{command}"
    );
    for settled in [
        tool.run_whole(&[&usual[..], &["--findings", "findings"]].concat()),
        tool.pipe_whole(&[&usual[..], &["--findings", "-"]].concat(), filter),
    ] {
        let settled = explained(&settled);
        assert_eq!(
            settled["detail"]["causes"][0]["id"], "scope-filter-by-address",
            "{settled}"
        );
        assert_eq!(confidence(&settled), "certain", "{settled}");
        assert_eq!(settled["next"], Value::Array(vec![]));
    }
}

#[test]
fn input_that_is_no_good() {
    let tool = Tool::new();
    tool.write("large", vec![b' '; 1024 * 1024 + 1]);
    for (arguments, input, said) in [
        (&["explain"][..], "", "nothing to explain"),
        (&["explain"], " \r\n", "nothing to explain"),
        (&["explain", "gone.txt"], "", "gone.txt"),
        (&["explain", "."], "", "."),
        (&["explain", "large"], "", "1 MiB"),
        (&["explain", "--findings", "large", "--status", "403"], "", "1 MiB"),
        (&["explain", "-", "--findings", "-"], "", "standard input"),
        (&["explain", "--connection", "nobody"], DENIED, "connection add"),
        (&["explain", "--status", "1000"], DENIED, "1000"),
        (&["explain", "--service", "exchange"], DENIED, "graph"),
        (&["explain", "--header", "no-colon"], DENIED, "Retry-After: 30"),
    ] {
        // Without a component: none of it gets that far.
        let refused = tool.pipe(arguments, input);
        assert_eq!(code(&refused), 2, "{arguments:?}: {}", stderr(&refused));
        assert!(stderr(&refused).contains(said), "{arguments:?}: {}", stderr(&refused));
    }
}

#[test]
fn of_several_lines_of_a_log_the_first_is_explained_and_the_others_are_named() {
    let line = |status: u16| format!(r#"{{"http_status": {status}, "body": ""}}"#);
    let document =
        explained(&Tool::new().pipe_whole(&["--json", "explain"], &format!("{}\n{}\n", line(403), line(503))));
    assert_eq!(document["detail"]["http_status"], 403);
    assert!(
        document["detail"]["understood"].to_string().contains("HTTP 403"),
        "{document}"
    );
    assert!(
        document["detail"]["not_understood"].to_string().contains("1 more"),
        "{document}"
    );
}

#[test]
fn what_is_not_utf_8_is_explained_all_the_same() {
    let tool = Tool::new();
    tool.write(
        "latin-1",
        [
            b"HTTP/1.1 403 Forbidden\n\n",
            &b"{\"error\":{\"code\":\"ErrorAccessDenied\",\"message\":\"Zugriff \xFCber\"}}"[..],
        ]
        .concat(),
    );
    let document = explained(&tool.run_whole(&["--json", "explain", "latin-1"]));
    assert_eq!(document["detail"]["service_code"], "ErrorAccessDenied");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_with_a_mail_and_a_report() {
    let (emulator, tool, address) = laboratory(demo::MAILBOX).await;
    let test = |arguments: &[&str]| {
        tool.run_whole(&[&["--emulator", &address, "test-connection", "demo"], arguments].concat())
    };
    let sent = test(&[
        "--json",
        "--send-test-mail",
        "--time-budget",
        "30s",
        "--report",
        "report.md",
    ]);
    assert_eq!(code(&sent), 0, "{}{}", stdout(&sent), stderr(&sent));
    let document = json(&sent);
    assert_eq!(document["result"]["status"], "ok", "{document}");
    let report = std::fs::read_to_string(tool.path().join("report.md")).unwrap();
    assert_eq!(document["result"]["markdown"], report.as_str());
    assert!(report.starts_with('#') && report.contains(demo::MAILBOX), "{report}");
    let again = test(&["--report", "report.md"]);
    assert!(
        code(&again) == 2 && stderr(&again).contains("--force"),
        "{}",
        stderr(&again)
    );
    let printed = stdout(&test(&["--report"]));
    assert!(printed.starts_with('#'), "{printed}");
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_refusal_come_the_checks_the_report_and_the_guide() {
    let (emulator, tool, address) = laboratory(demo::OTHER_MAILBOX).await;
    let flags = ["--emulator", &address, "--json"];
    let send = ["send-mail", "demo", "--to", "a@contoso.com", "--text", "x"];
    let refused = tool.run_whole(&[&flags[..], &send].concat());
    assert_eq!(code(&refused), 3, "{}", stdout(&refused));
    let next = json(&refused)["error"]["next"].to_string();
    for said in [
        "test-connection demo --report report.md",
        "setup-guide --connection demo",
        "explain --service graph --status 403",
    ] {
        assert!(next.contains(said), "{said}: {next}");
    }
    let tested = tool.run_whole(&[&flags[..], &["test-connection", "demo"]].concat());
    assert_eq!(code(&tested), 3, "{}", stdout(&tested));
    assert!(
        json(&tested)["result"]["next"]
            .to_string()
            .contains("--report report.md")
    );
    emulator.shutdown().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_success_is_one_line_and_a_failure_shows_one_cause() {
    let (emulator, tool, address) = laboratory(demo::MAILBOX).await;
    let send = [
        "--emulator",
        &address,
        "send-mail",
        "demo",
        "--to",
        "a@contoso.com",
        "--text",
        "x",
    ];
    let sent = tool.run_whole(&send);
    assert_eq!(code(&sent), 0, "{}", stderr(&sent));
    assert_eq!(stdout(&sent).lines().count(), 1, "{}", stdout(&sent));
    let verbose = stdout(&tool.run_whole(&[&["-v"], &send[..]].concat()));
    assert!(
        verbose.contains("Reference:") && verbose.contains("client-request-id"),
        "{verbose}"
    );
    let connected = stdout(&tool.run_whole(&["--emulator", &address, "connect", "demo"]));
    let lines: Vec<_> = connected.lines().collect();
    assert_eq!(lines.len(), 3, "{connected}");
    assert!(lines[1].contains("does not prove") && lines[2].contains("enterprise application"));
    emulator.shutdown().await;

    let (emulator, tool, address) = laboratory(demo::OTHER_MAILBOX).await;
    let send = [
        "--emulator",
        &address,
        "send-mail",
        "demo",
        "--to",
        "a@contoso.com",
        "--text",
        "x",
    ];
    let refused = stderr(&tool.run_whole(&send));
    assert_eq!(refused.matches("Fix:").count(), 1, "{refused}");
    assert!(refused.lines().count() <= 25, "{refused}");
    assert!(!refused.contains("client-request-id"), "{refused}");
    let verbose = stderr(&tool.run_whole(&[&["-v"], &send[..]].concat()));
    assert!(
        verbose.matches("Fix:").count() > 1 && verbose.contains("client-request-id"),
        "{verbose}"
    );
    emulator.shutdown().await;
}
