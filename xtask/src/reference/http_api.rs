//! The service's API as a page: each route with its parameters, bodies and responses.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::Value;

use super::cell;
use crate::project;

const HEAD: &str = "# The HTTP API

This page is made from `service/openapi.json` (`cargo xtask generate`). The document has the schemas of all bodies: generate a client from it, or read
[As a service over HTTP](../embed/service.md) first.
";

/// Returns the page.
///
/// # Errors
/// If the document cannot be read.
pub fn page() -> Result<String> {
    let path = project::root().join("service/openapi.json");
    let text = std::fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let document: Value = serde_json::from_slice(&text)?;
    let mut page = HEAD.to_owned();
    for (path, item) in document["paths"].as_object().context("the document has no paths")? {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if let Some(responses) = operation["responses"].as_object() {
                write!(page, "\n## {} {path}\n\n", method.to_uppercase())?;
                operation_of(&mut page, operation, responses, &document)?;
            }
        }
    }
    Ok(page)
}

fn operation_of(
    page: &mut String,
    operation: &Value,
    responses: &serde_json::Map<String, Value>,
    document: &Value,
) -> Result<()> {
    let texts = ["summary", "description"].map(|field| operation[field].as_str().unwrap_or_default().trim());
    let text = texts
        .iter()
        .filter(|text| !text.is_empty())
        .copied()
        .collect::<Vec<_>>();
    writeln!(page, "{}", text.join("\n\n"))?;
    let parameters = operation["parameters"].as_array();
    for parameter in parameters.into_iter().flatten() {
        let parameter = resolved(parameter, document);
        let text = |field: &str| cell(parameter[field].as_str().unwrap_or_default());
        write!(
            page,
            "\n- `{}` in the {}: {}",
            text("name"),
            text("in"),
            text("description")
        )?;
    }
    if parameters.is_some_and(|parameters| !parameters.is_empty()) {
        writeln!(page)?;
    }
    if let Some(body) = operation["requestBody"]["content"].as_object() {
        let kinds: Vec<String> = body.keys().map(|kind| format!("`{kind}`")).collect();
        write!(page, "\nBody: {}.\n", kinds.join(" or "))?;
    }
    write!(page, "\n| status | |\n|---|---|\n")?;
    for (status, response) in responses {
        let response = resolved(response, document);
        let text = cell(response["description"].as_str().unwrap_or_default());
        writeln!(page, "| {status} | {text} |")?;
    }
    Ok(())
}

/// Follows a reference inside of the document.
fn resolved<'a>(value: &'a Value, document: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    target.and_then(|target| document.pointer(target)).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_route_has_a_section() {
        let page = page().unwrap();
        for line in ["\n## POST /v1/send-mail\n", "\n## GET /healthz\n", "\n| 200 | "] {
            assert!(page.contains(line), "{line}");
        }
    }
}
