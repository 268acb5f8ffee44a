//! Answers that people met in public, and odd shapes of them: which cause does `explain` put first?
//!
//! `fixtures/guidance/*.jsonl` hold the answers, one in a line: `source`, `where` (or nothing, to be guessed), `http_status`, `body`
//! (JSON, or a string for what is none), `cause` and `fix` in words, and `expect`: the first cause, or several of equal right.
//! Optional: `verdict` (or several of equal right), `headers`, `request`, `roles`, `findings`, `connection`.

mod cases;
mod forms;
mod score;

use std::{fs, path::Path};

use outlook_connector::{
    contract::{Explanation, Header, ServiceResponse},
    explain,
};
use serde_json::Value;

/// 2026-11-23T07:30:00Z.
const NOW: u64 = 1_795_419_000;

fn corpus() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/flows/fixtures/guidance");
    let mut lines = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            let place = format!("{name}:{}", number + 1);
            let case = serde_json::from_str(line).unwrap_or_else(|error| panic!("{place}: {error}"));
            lines.push((place, case));
        }
    }
    assert!(lines.len() >= 53, "{} answers", lines.len());
    lines
}

fn answer_of(case: &Value, body: String) -> ServiceResponse {
    let text = |name: &str| case[name].as_str().map(str::to_owned);
    ServiceResponse {
        service: text("where"),
        http_status: case["http_status"].as_u64().map(|status| status as u16),
        headers: case["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| Header {
                name: name.clone(),
                value: value.as_str().unwrap_or_default().to_owned(),
            })
            .collect(),
        body,
        step: text("request"),
        roles: case["roles"]
            .as_array()
            .map(|roles| roles.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        findings: text("findings"),
        ..ServiceResponse::default()
    }
}

fn body_of(case: &Value) -> String {
    match &case["body"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        body => body.to_string(),
    }
}

fn expected<'c>(case: &'c Value, field: &str) -> Vec<&'c str> {
    match &case[field] {
        Value::String(one) => vec![one],
        several => several
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect(),
    }
}

fn first(explanation: &Explanation) -> &str {
    explanation.detail.causes.first().map_or("none", |cause| &cause.id)
}

#[test]
fn where_an_answer_came_from_is_guessed() {
    let mut wrong = Vec::new();
    for (place, case) in corpus() {
        let Some(service) = case["where"].as_str() else {
            continue;
        };
        let mut answer = answer_of(&case, body_of(&case));
        // Nothing and a proxy's page could be of either.
        if !answer.body.starts_with('{') || answer.http_status == Some(407) {
            continue;
        }
        answer.service = None;
        let explanation = explain(&answer, NOW);
        if explanation.service != service {
            wrong.push(format!("{place}: {}, not {service}", explanation.service));
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn cut_answers_are_explained_and_their_codes_still_found() {
    let mut lost = 0;
    let mut tried = 0;
    for (_, case) in corpus() {
        let body = body_of(&case);
        // Some 100 places of each.
        let places = (0..body.len()).step_by(1 + body.len() / 100);
        for end in places.filter(|end| body.is_char_boundary(*end)) {
            let explanation = explain(&answer_of(&case, body[..end].to_owned()), NOW);
            assert!(!explanation.detail.causes.is_empty());
            // From the middle of the body on, its code stands in what is left.
            if end * 2 > body.len() && !body.is_empty() {
                tried += 1;
                lost += u32::from(!expected(&case, "expect").contains(&first(&explanation)));
            }
        }
    }
    assert!(lost * 5 < tried, "{lost} of {tried} cut answers lost their cause");
}

#[test]
fn damaged_answers_are_explained() {
    // xorshift64: the same damage in every run.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    for (_, case) in corpus() {
        let body = body_of(&case).into_bytes();
        for _ in 0..50 {
            let mut damaged = body.clone();
            for _ in 0..1 + next() % 4 {
                if !damaged.is_empty() {
                    let at = next() as usize % damaged.len();
                    match next() % 3 {
                        0 => damaged[at] = next() as u8,
                        1 => drop(damaged.remove(at)),
                        _ => damaged.insert(at, next() as u8),
                    }
                }
            }
            let text = String::from_utf8_lossy(&damaged).into_owned();
            let mut answer = answer_of(&case, text);
            answer.service = None;
            let explanation = explain(&answer, NOW);
            assert!(!explanation.detail.causes.is_empty());
            assert!(!explanation.detail.message.is_empty() && !explanation.verdict.is_empty());
        }
    }
}

#[test]
fn what_is_pasted_is_not_shown_again_where_it_may_be_secret() {
    const TOKEN: &str = "eyJhbGciOiJub25lIn0.eyJzZWNyZXQtbWFya2VyIn0.c2lnbmF0dXJl";
    for (place, case) in corpus() {
        let marked = body_of(&case)
            .replace("user@contoso.com", "secret-marker@contoso.com")
            .replace(
                "message\":\"",
                &format!("message\":\"{TOKEN} secret-marker@contoso.com "),
            );
        let mut answer = answer_of(&case, marked);
        answer.headers.push(Header {
            name: "authorization".to_owned(),
            value: "Bearer secret-marker".to_owned(),
        });
        let told = format!("{:?}", explain(&answer, NOW));
        assert!(
            !told.contains("secret-marker") && !told.contains(TOKEN),
            "{place}: {told}"
        );
    }
}
