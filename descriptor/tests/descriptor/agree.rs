//! Schema and checks on the same values: hundreds of texts in every field, every day of some years, and a corpus of good forms.
//!
//! Values are brought into the form that `reading.blanks` of the document asks for: blanks around them cut off, and what is empty
//! and optional left out.

use crate::support::{form, good, list, problems, samples, text};
use crate::support::{
    form::{self as forms, Form},
    host::SMALL,
};
use serde_json::{Value, json};

/// Whether one of the rules that no keyword says is about this problem.
fn is_beyond(form: &Form, (pointer, code): &(String, String)) -> bool {
    list(&form.told["rules"]).any(|rule| {
        let mut fields = list(&rule["fields"]).map(text);
        let about = fields.any(|field| pointer == field || pointer.starts_with(&format!("{field}/")));
        about && list(&rule["refused_as"]).any(|told| *told == code.as_str())
    })
}

/// Puts a text into form data that is good otherwise.
type Put = Box<dyn Fn(&str) -> Value>;

/// Where a text can stand in a form, and how to put it there.
fn places(form: &Form) -> Vec<(String, Put)> {
    let mut places: Vec<(String, Put)> = Vec::new();
    let id = form.id.clone();
    for (name, property) in form.told["schema"]["properties"].as_object().into_iter().flatten() {
        let (base, field) = (good(&id), name.clone());
        let put = move |value: Value| {
            let mut data = base.clone();
            data[&field] = value;
            data
        };
        match (text(&property["type"]), property["items"]["type"].as_str()) {
            ("string", _) => places.push((format!("/{name}"), Box::new(move |text| put(json!(text))))),
            ("array", Some("string")) => places.push((format!("/{name}"), Box::new(move |text| put(json!([text]))))),
            ("array", _) => {
                for inner in property["items"]["properties"]
                    .as_object()
                    .into_iter()
                    .flatten()
                    .map(|(inner, _)| inner)
                {
                    let (put, inner) = (put.clone(), inner.clone());
                    let entry = match name.as_str() {
                        "attachments" => json!({ "name": "a.txt", "file": "data:;base64,YQ==" }),
                        _ => json!({ "name": "x-a", "value": "b" }),
                    };
                    let place = format!("/{name}/{inner}");
                    let put = move |text: &str| {
                        let mut entry = entry.clone();
                        entry[&inner] = json!(text);
                        put(json!([entry]))
                    };
                    places.push((place, Box::new(put)));
                }
            }
            _ => {}
        }
    }
    places
}

/// Both verdicts on a form's data agree, or the checks refuse by a rule that no keyword says.
fn check_agreement(form: &Form, place: &str, data: &Value) {
    let refusals = form.refusals(data);
    let problems = problems(form, data);
    match (refusals.is_empty(), problems.is_empty()) {
        (true, true) | (false, false) => {}
        (true, false) => assert!(
            problems.iter().all(|problem| is_beyond(form, problem)),
            "{}{place}: only the checks refuse {data}: {problems:?}",
            form.id
        ),
        // A cloud in upper case: see `reading.choices`.
        (false, true) if refusals == [("/cloud".to_owned(), "oneOf".to_owned())] => {}
        (false, true) => panic!("{}{place}: only the schema refuses {data}: {refusals:?}", form.id),
    }
}

#[test]
fn on_hundreds_of_texts_in_every_field() {
    let samples = samples::texts();
    for form in forms::all() {
        for (place, put) in places(&form) {
            let required = form.told["schema"]["required"].clone();
            let needed = list(&required).any(|name| place == format!("/{}", text(name)));
            for sample in &samples {
                let sample = sample.trim();
                // An entry of a list cannot be left out here; a text of one can be.
                if !sample.is_empty() || needed {
                    check_agreement(&form, &place, &put(sample));
                }
            }
        }
    }
}

/// As typed, blanks and all: what the schema lets pass, the checks do too.
#[test]
fn the_schema_lets_nothing_pass_that_the_checks_refuse() {
    let samples = samples::texts();
    for form in forms::all() {
        for (place, put) in places(&form) {
            for sample in &samples {
                let data = put(sample);
                if form.refusals(&data).is_empty() {
                    check_agreement(&form, &place, &data);
                }
            }
        }
    }
}

#[test]
fn on_every_day_of_some_years() {
    let form = form("client-secret");
    for year in [1969, 1970, 1972, 1999, 2000, 2024, 2027, 2100, 2400, 9999] {
        for month in 0..=13 {
            for day in [0, 1, 9, 10, 19, 20, 28, 29, 30, 31, 32] {
                let date = format!("{year}-{month:02}-{day:02}");
                for (field, value) in [
                    ("credential_expires", date.clone()),
                    ("granted_at", date.clone()),
                    ("granted_at", format!("{date}T23:59:59Z")),
                ] {
                    let mut data = good("client-secret");
                    data[field] = json!(value);
                    check_agreement(&form, field, &data);
                }
            }
        }
    }
}

/// Good forms, each with everything that one can hold.
fn corpus() -> Vec<(&'static str, Value)> {
    vec![
        ("client-secret", good("client-secret")),
        (
            "client-secret",
            json!({
                "cloud": "us-gov-l4",
                "tenant_id": " contoso.onmicrosoft.us\n",
                "client_id": "B1C5A2DE-0000-4000-8000-00000000C11E",
                "client_secret": "a b~\u{e9}",
                "credential_expires": "2028-02-29",
                "mailbox": "c1c5a2de-0000-4000-8000-00000000c11e",
                "out_of_scope_mailbox": "j\u{fc}rgen@m\u{fc}ller.example",
                "granted_at": "2026-11-23T07:30:00.5+01:00"
            }),
        ),
        (
            "client-secret",
            json!({
                "tenant_id": "contoso.com",
                "client_id": "b1c5a2de-0000-4000-8000-00000000c11e",
                "client_secret": "s3cret~Value",
                "next_client_secret": "s3cret~Next",
                "mailbox": "references@contoso.com"
            }),
        ),
        ("certificate", good("certificate")),
        (
            "certificate",
            json!({
                "tenant_id": "contoso.com",
                "client_id": "b1c5a2de-0000-4000-8000-00000000c11e",
                "certificate": " outlook-2026\n",
                "next_certificate": "keys/outlook:2027",
                "mailbox": "references@contoso.com"
            }),
        ),
        ("federated-assertion", good("federated-assertion")),
        (
            "setup-guide",
            json!({
                "sign_in": "federated-assertion",
                "federated_issuer": "https://contoso.example/oidc/",
                "federated_subject": "system:serviceaccount:mail:sender",
                "federated_audience": "api://AzureADTokenExchange"
            }),
        ),
        ("connect", json!({})),
        ("test-connection", json!({ "send_test_mail": true, "time_limit_s": 1 })),
        ("send-mail", good("send-mail")),
        ("send-mail", json!({ "bcc": ["megan@contoso.com"] })),
        (
            "send-mail",
            json!({
                "to": ["megan@contoso.com", " adele@contoso.com "],
                "cc": ["o'brien@contoso.com"],
                "bcc": ["x#ext#@t.onmicrosoft.com"],
                "reply_to": ["answers@contoso.com"],
                "from": "sales@contoso.com",
                "from_name": "Contoso, Sales \u{1f600}",
                "subject": "\u{fc}".repeat(255),
                "text": "Text\r\nof two lines",
                "html": "<p>Text</p><img src=\"cid:logo@contoso\">",
                "attachments": [
                    { "name": "report.pdf", "file": SMALL, "content_type": "application/pdf" },
                    { "file": "data:text/plain;name=notes%20of%20today.txt;base64,YQ==" },
                    {
                        "name": "logo.png",
                        "file": "data:image/jpeg;name=x.jpg;base64,YQ==",
                        "content_type": "image/png; x=y",
                        "content_id": "logo@contoso"
                    }
                ],
                "importance": "high",
                "sensitivity": "private",
                "categories": ["Blue category"],
                "headers": [
                    { "name": "x-ticket", "value": "42" },
                    { "name": "List-Unsubscribe", "value": "<https://contoso.com/u>" },
                    { "name": "list-unsubscribe-post", "value": "List-Unsubscribe=One-Click" }
                ],
                "read_receipt": true,
                "delivery_receipt": true,
                "save_to_sent_items": true,
                "idempotency_key": "run-42/step-7",
                "time_limit_s": 3_600
            }),
        ),
        ("send-mail/mime", good("send-mail/mime")),
        ("check-outcome", good("check-outcome")),
        ("explain", json!({})),
        (
            "explain",
            json!({
                "body": "{\"error\":{\"code\":\"ErrorAccessDenied\"}}",
                "http_status": 403,
                "headers": [{ "name": "request-id", "value": "x" }],
                "service": "graph",
                "step": "send-mail",
                "roles": [],
                "findings": "InScope : False"
            }),
        ),
        ("setup-guide", good("setup-guide")),
        (
            "setup-guide",
            json!({
                "cloud": "china",
                "tenant_id": "contoso.partner.onmschina.cn",
                "client_id": "b1c5a2de-0000-4000-8000-00000000c11e",
                "enterprise_object_id": "c1c5a2de-0000-4000-8000-00000000c11e",
                "app_name": "Contoso's $mailer",
                "sign_in": "certificate",
                "group_name": "Absender \u{e4}\u{f6}\u{fc}",
                "mailboxes": ["references@contoso.com", "sales@contoso.com"],
                "out_of_scope_mailbox": "ceo@contoso.com",
                "needs_drafts": true,
                "tenant_wide_consent": false
            }),
        ),
    ]
}

#[test]
fn both_accept_good_forms() {
    for (id, data) in corpus() {
        let form = form(id);
        assert_eq!(form.refusals(&data), Vec::new(), "{id}: {data}");
        assert_eq!(problems(&form, &data), Vec::new(), "{id}: {data}");
    }
    for form in forms::all() {
        assert!(
            corpus().iter().any(|(id, _)| *id == form.id),
            "no good form of {}",
            form.id
        );
    }
}

#[test]
fn examples_and_defaults_are_good() {
    fn check(form: &Form, name: &str, value: &Value) {
        let mut data = good(&form.id);
        data[name] = value.clone();
        assert_eq!(form.refusals(&data), Vec::new(), "{data}");
        assert_eq!(problems(form, &data), Vec::new(), "{data}");
    }
    for form in forms::all() {
        for (name, property) in form.told["schema"]["properties"].as_object().into_iter().flatten() {
            list(&property["examples"])
                .chain(property.get("default"))
                .for_each(|value| check(&form, name, value));
            list(&property["oneOf"]).for_each(|choice| check(&form, name, &choice["const"]));
        }
    }
}
