//! `describe`: what the connector says of itself. A person at a terminal gets the operations and their fields; programs get the whole
//! document.

use std::io::IsTerminal;

use clap::Args;
use serde_json::Value;

use crate::{
    context::Context,
    failure::{Failure, exit},
    output::{Output, TextOutput},
};

#[derive(Args)]
#[command(after_help = "\
On a terminal it prints the operations, or the fields of one. Into a pipe, a file, or with --json it prints the whole document as JSON.")]
pub struct DescribeArguments {
    /// Operation whose fields to print, such as send-mail; or connection
    operation: Option<String>,
}

pub async fn run(arguments: &DescribeArguments, context: &Context, output: &Output) -> Result<i32, Failure> {
    let text = context.offline_connector()?.describe().await?;
    let document: Value = serde_json::from_str(&text).map_err(|error| {
        Failure::tool(
            "component-failed",
            format!("the component's description is not JSON: {error}"),
        )
    })?;
    if let Some(operation) = &arguments.operation {
        let forms = forms(&document, operation)?;
        let fields = Value::Array(forms.iter().map(|form| (*form).clone()).collect());
        output.result(exit::OK, fields, |out| {
            for form in &forms {
                write_form(form, out);
            }
        });
    } else if output.is_json() {
        output.result(exit::OK, document, |_| {});
    } else if std::io::stdout().is_terminal() {
        write_operations(&document, &mut TextOutput::on_stdout(output.is_verbose()));
    } else {
        output.text(&serde_json::to_string_pretty(&document).unwrap_or(text));
    }
    Ok(exit::OK)
}

/// The forms of an operation, or those of a connection.
fn forms<'a>(document: &'a Value, operation: &str) -> Result<Vec<&'a Value>, Failure> {
    if operation == "connection" {
        return Ok(list(&document["connection"]["profiles"]).collect());
    }
    let operations = || list(&document["operations"]);
    let Some(found) = operations().find(|one| text(&one["id"]) == operation) else {
        let known: Vec<_> = operations().map(|one| text(&one["id"])).collect();
        return Err(Failure::input(
            "operation-unknown",
            format!(
                "there is no operation `{operation}`; there are: connection, {}",
                known.join(", ")
            ),
        ));
    };
    Ok(std::iter::once(&found["input"])
        .chain(list(&found["other_inputs"]))
        .collect())
}

fn write_operations(document: &Value, out: &mut TextOutput) {
    let connector = &document["connector"];
    out.line(&format!(
        "{} {}",
        text(&connector["title"]),
        text(&connector["version"])
    ));
    out.line(&format!("  {}", text(&connector["summary"])));
    out.line("");
    for operation in list(&document["operations"]) {
        out.line(&format!(
            "  {:17}{}",
            text(&operation["id"]),
            text(&operation["summary"])
        ));
    }
    out.line("");
    out.line("Fields of one:       outlook-host describe send-mail     (or connection)");
    out.line("The whole document:  outlook-host describe --json");
}

/// Writes the fields of a form, in its order, with the ones that are needed marked.
fn write_form(form: &Value, out: &mut TextOutput) {
    let schema = &form["schema"];
    out.line(text(&schema["title"]));
    let required: Vec<_> = list(&schema["required"]).map(text).collect();
    for field in list(&form["ui"]["fields"]) {
        let name = text(&field["pointer"]).trim_start_matches('/');
        let property = &schema["properties"][name];
        let mark = if required.contains(&name) { "*" } else { " " };
        out.line(&format!("  {mark} {name:22}{}", text(&property["title"])));
    }
    out.line("  * needed");
    out.line("");
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
