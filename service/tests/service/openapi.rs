//! The OpenAPI document: the file that is kept, and the responses of every route against it.

use serde_json::{Value, json};

use crate::{
    client::Response,
    lab::{Lab, TOKEN, connection, mail},
};

/// The document's file.
const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi.json");

/// Checks a response against the schema that the document has for it. Returns the response.
pub fn checked<'r>(method: &str, path: &str, response: &'r Response) -> &'r Response {
    let document: Value = serde_json::from_str(&outlook_service::openapi()).unwrap();
    let operation = &document["paths"][path][method.to_lowercase()];
    let responses = operation["responses"].as_object();
    let responses = responses.unwrap_or_else(|| panic!("the document has no {method} {path}"));
    let status = response.status.to_string();
    let described = responses.get(&status).or_else(|| responses.get("default"));
    let described = described.unwrap_or_else(|| panic!("{method} {path}: {status} is not described"));
    let Some(content) = described.get("content") else {
        assert!(response.body.is_empty(), "{method} {path}: {status} has a body");
        return response;
    };
    let media_type = response.headers["content-type"].split(';').next().unwrap();
    let schema = &content[media_type]["schema"];
    assert!(
        schema.is_object(),
        "{method} {path}: {status} as {media_type} is not described"
    );
    if media_type.ends_with("json") {
        assert_valid(schema, &document, &response.json());
        assert_described(schema, &response.json());
    }
    if media_type == "text/event-stream" {
        // The result is what the operation without events responds with.
        let (name, result) = response.events().pop().unwrap();
        let plain = &document["paths"][path.trim_end_matches("/events")]["post"]["responses"]["200"];
        let schema = &plain["content"]["application/json"]["schema"];
        assert_eq!(name, "result", "{result}");
        assert_valid(schema, &document, &result);
        assert_described(schema, &result);
    }
    response
}

/// Checks a result of the connector, or the error in a problem, against the schemas that `describe` has for them.
fn assert_described(schema: &Value, value: &Value) {
    const DESCRIPTOR: &str = include_str!("../../../src/operations/describe/descriptor.json");
    let descriptor: Value = serde_json::from_str(DESCRIPTOR).unwrap();
    let name = schema["$ref"]
        .as_str()
        .and_then(|reference| reference.rsplit('/').next());
    let (record, value) = match name {
        Some("Problem") => ("ErrorDetail", &value["error"]),
        Some(name) => (name, value),
        None => return,
    };
    let mut records = descriptor["results"]["$defs"].clone();
    if value.is_null() || records[record].is_null() {
        return;
    }
    for (_, one) in records
        .as_object_mut()
        .unwrap()
        .iter_mut()
        .filter(|(_, one)| one["type"] == "object")
    {
        one["additionalProperties"] = false.into();
    }
    let schema = json!({ "$ref": format!("#/$defs/{record}"), "$defs": records });
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{record}{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Checks a value against a schema of the document.
fn assert_valid(schema: &Value, document: &Value, value: &Value) {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    closed(&mut schema["components"]["schemas"]);
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

/// Closes every object, so that a field that the document does not have is found too. A schema of several parts stays open.
fn closed(schemas: &mut Value) {
    let all = schemas.as_object_mut().unwrap();
    let in_parts: Vec<String> = all
        .values()
        .filter_map(|schema| schema["allOf"].as_array())
        .flatten()
        .filter_map(|part| Some(part["$ref"].as_str()?.rsplit('/').next()?.to_owned()))
        .collect();
    for (name, schema) in all {
        if schema["type"] == "object" && !in_parts.contains(name) {
            schema["additionalProperties"] = false.into();
        }
    }
}

#[test]
fn the_file_is_the_document() {
    let document = outlook_service::openapi();
    let fix = "run `cargo run -p outlook-host-cli -- serve --openapi > service/openapi.json`";
    let file = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(
        file == document,
        "service/openapi.json is not what the service has; {fix}"
    );
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    // Every reference leads somewhere.
    let text = document.to_string();
    for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
    for schema in document["components"]["schemas"].as_object().unwrap().values() {
        let mut schema = schema.clone();
        schema["components"] = document["components"].clone();
        jsonschema::draft202012::new(&schema).unwrap();
    }
}

/// A checker that cannot fail would prove nothing.
#[test]
fn the_check_finds_what_is_wrong() {
    let document: Value = serde_json::from_str(&outlook_service::openapi()).unwrap();
    let schema = json!({ "$ref": "#/components/schemas/SecretList" });
    let check = |value: Value| std::panic::catch_unwind(|| assert_valid(&schema, &document, &value));
    assert!(check(json!({ "secrets": [{ "name": "a", "expires_at": null, "stored_at": null }] })).is_ok());
    assert!(check(json!({ "secrets": [{ "name": 7, "expires_at": null, "stored_at": null }] })).is_err());
    assert!(check(json!({ "secrets": [{ "name": "a", "value": "v" }] })).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_route_responds_as_described() {
    let lab = Lab::new().await;
    let document: Value = serde_json::from_str(&outlook_service::openapi()).unwrap();
    let mut seen = Vec::new();
    let secret = json!({ "value": "a secret", "expires_at": "2099-01-01T00:00:00Z" });
    for (method, path, body, status) in [
        ("GET", "/v1/describe", Value::Null, 200),
        ("PUT", "/v1/connections/demo", connection(), 204),
        ("GET", "/v1/connections", Value::Null, 200),
        ("GET", "/v1/connections/demo", Value::Null, 200),
        ("POST", "/v1/connect", json!({ "connection": "demo" }), 200),
        ("POST", "/v1/test-connection", json!({ "connection": "demo" }), 200),
        (
            "POST",
            "/v1/test-connection/events",
            json!({ "connection": "demo" }),
            200,
        ),
        ("POST", "/v1/send-mail", mail(), 200),
        ("POST", "/v1/send-mail/events", mail(), 200),
        (
            "POST",
            "/v1/check-outcome",
            json!({ "connection": "demo", "reference": "order-1" }),
            200,
        ),
        (
            "POST",
            "/v1/explain",
            json!({ "body": "AADSTS7000215", "http_status": 401, "connection": "demo" }),
            200,
        ),
        ("POST", "/v1/setup-guide", json!({}), 200),
        ("DELETE", "/v1/connections/demo", Value::Null, 204),
        ("PUT", "/v1/secrets/other", secret, 204),
        ("GET", "/v1/secrets", Value::Null, 200),
        ("DELETE", "/v1/secrets/other", Value::Null, 204),
        ("GET", "/healthz", Value::Null, 200),
        ("GET", "/readyz", Value::Null, 200),
        // Failures of each kind of place.
        ("POST", "/v1/connect", json!({ "connection": "demo" }), 404),
        (
            "POST",
            "/v1/send-mail",
            json!({ "connection": connection(), "message": {} }),
            422,
        ),
        ("POST", "/v1/setup-guide", json!({ "client_id": "x" }), 422),
        ("DELETE", "/v1/secrets/other", Value::Null, 404),
    ] {
        let body = if body.is_null() {
            String::new()
        } else {
            body.to_string()
        };
        let response = lab.call(method, path, TOKEN, &[], body.as_bytes()).await;
        let template = path
            .replace("/connections/demo", "/connections/{name}")
            .replace("/secrets/other", "/secrets/{name}");
        assert_eq!(response.status, status, "{method} {path}: {}", response.text());
        checked(method, &template, &response);
        seen.push((template, method.to_lowercase()));
    }
    // None is left out.
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            assert!(
                seen.contains(&(path.clone(), method.clone())),
                "{method} {path} was not called"
            );
        }
    }
    assert_eq!(lab.get("/v1/openapi.json").await.text(), outlook_service::openapi());
}
