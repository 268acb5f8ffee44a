//! A body in the wrappings of consoles, logs and documents.

use serde_json::{Value, json};

use super::{
    Shows::{All, Body},
    Way,
};

pub(super) const ALL: [Way; 12] = [
    Way {
        name: "JSON",
        shows: Body,
        write: |error| Some(error.body.clone()),
    },
    Way {
        name: "JSON, indented, CRLF",
        shows: Body,
        write: |error| {
            let value: Value = serde_json::from_str(&error.body).unwrap();
            Some(serde_json::to_string_pretty(&value).unwrap().replace('\n', "\r\n"))
        },
    },
    Way {
        name: "JSON in a JSON string",
        shows: Body,
        write: |error| Some(json!(error.body).to_string()),
    },
    Way {
        name: "curl -i",
        shows: All,
        write: |error| {
            Some(format!(
                "HTTP/2 {}\r\ncontent-type: application/json\r\n\r\n{}",
                error.status, error.body
            ))
        },
    },
    Way {
        name: "curl -v",
        shows: All,
        write: |error| {
            Some(format!(
                "> POST /x HTTP/1.1\n> Host: x\n> \n< HTTP/1.1 {} {}\n< content-type: application/json\n< \n{}\n* Connection #0 left intact",
                error.status,
                error.reason(),
                error.body
            ))
        },
    },
    Way {
        name: "a line of a log, object",
        shows: All,
        write: |error| {
            let body: Value = serde_json::from_str(&error.body).unwrap();
            Some(json!({ "level": "error", "http_status": error.status, "body": body }).to_string())
        },
    },
    Way {
        name: "a line of a log, string",
        shows: All,
        write: |error| Some(json!({ "statusCode": error.status, "body": error.body }).to_string()),
    },
    Way {
        name: "a line of a log in a log",
        shows: All,
        write: |error| {
            let line = json!({ "statusCode": error.status, "body": error.body }).to_string();
            Some(format!(
                "2026-01-14 16:57:49 ERROR status={} response={}",
                error.status,
                json!(line)
            ))
        },
    },
    Way {
        name: "HTML",
        shows: All,
        write: |error| {
            Some(format!(
                "<p>HTTP {}</p><pre>{}</pre>",
                error.status,
                error
                    .body
                    .replace('&', "&amp;")
                    .replace('"', "&quot;")
                    .replace('<', "&lt;")
            ))
        },
    },
    Way {
        name: "CSV",
        shows: All,
        write: |error| {
            Some(format!(
                "4711,\"status {}\",\"{}\"",
                error.status,
                error.body.replace('"', "\"\"")
            ))
        },
    },
    Way {
        name: "a table in Markdown",
        shows: All,
        write: |error| {
            Some(format!(
                "| Time | Status | Response |\n|---|---|---|\n| 16:57:49 | HTTP {} | {} |",
                error.status, error.body
            ))
        },
    },
    Way {
        name: "a quotation in a mail",
        shows: All,
        write: |error| {
            let value: Value = serde_json::from_str(&error.body).unwrap();
            let body = serde_json::to_string_pretty(&value).unwrap().replace('\n', "\n> ");
            Some(format!("> We get HTTP {} {}:\n> {body}", error.status, error.reason()))
        },
    },
];
