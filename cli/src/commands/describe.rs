//! `describe`: what the connector says of itself.

use serde_json::Value;

use crate::{
    context::Context,
    failure::{Failure, exit},
    output::Output,
};

pub async fn run(context: &Context, output: &Output) -> Result<i32, Failure> {
    let text = context.offline_connector()?.describe().await?;
    let document: Value = serde_json::from_str(&text).map_err(|error| {
        Failure::tool(
            "component-failed",
            format!("the component's description is not JSON: {error}"),
        )
    })?;
    if output.is_json() {
        output.result(exit::OK, document, |_| {});
    } else {
        output.text(&serde_json::to_string_pretty(&document).unwrap_or(text));
    }
    Ok(exit::OK)
}
