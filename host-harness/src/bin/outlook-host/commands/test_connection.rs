//! `test-connection`: step by step, sends nothing.

use outlook_host::{
    stores::FileAttachments,
    types::{StepStatus, TestOptions},
};

use crate::{
    context::{Context, interrupt_on_ctrl_c},
    failure::{Failure, exit},
    output::{Output, json},
};

pub async fn run(name: &str, context: &Context, output: &Output) -> Result<i32, Failure> {
    let connection = context.connections().load(name)?.to_contract();
    let host = context.host(FileAttachments::new())?;
    let report = host
        .call()
        .interrupted_by(interrupt_on_ctrl_c())
        .test_connection(&connection, &TestOptions::default())
        .await?;
    output.success(json::report(&report), |out| out.report(&report));
    Ok(if report.status == StepStatus::Fail {
        exit::REFUSED
    } else {
        exit::OK
    })
}
