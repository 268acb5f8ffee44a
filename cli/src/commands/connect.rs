//! `connect`: proves that the sign-in works.

use outlook_host::stores::FileAttachments;

use crate::{
    context::{Context, cancelled_by_ctrl_c},
    failure::{Failure, exit},
    output::{Output, Waiting, json},
    suggest,
};

pub async fn run(name: &str, context: &Context, output: &Output) -> Result<i32, Failure> {
    let connection = context.connections().load(name)?;
    let connector = context.connector(FileAttachments::new())?;
    let waiting = Waiting::start("Signing in", output);
    let connected = connector
        .connect(&connection)
        .cancelled_by(cancelled_by_ctrl_c())
        .await
        .map_err(Failure::from)
        .map_err(|failure| {
            let mut next = suggest::after_missing(&failure, context.global(), &connection);
            next.extend(suggest::after_refusal(&failure, context.global(), name));
            failure.with_next(next)
        })?;
    drop(waiting);
    output.result(exit::OK, json::connected(connected.clone()), |out| {
        out.connected(name, &connected)
    });
    Ok(exit::OK)
}
