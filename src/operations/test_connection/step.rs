//! The steps of the test, and the result of one. Titles and messages are in `catalogue/test-steps.toml`; the build script checks it and
//! writes the statics that this module includes.

use serde::Serialize;

use crate::{
    contract::{ErrorDetail, Notice, Param, StepStatus, TestStep},
    failure::Failure,
    link::{self, LinkInfo, LinkValues},
    notice,
    operations::explained,
    template,
};

/// The steps, and the messages by name.
pub mod test_steps {
    use super::{TestMessage, TestStepInfo};
    use crate::link::links;

    include!(concat!(env!("OUT_DIR"), "/test_steps.rs"));
}

/// A step as the catalogue holds it.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct TestStepInfo {
    /// Stable ID.
    pub id: &'static str,
    /// Title for people.
    pub title: &'static str,
    /// Web pages that help.
    pub links: &'static [&'static LinkInfo],
}

/// What a step can report, as the catalogue holds it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct TestMessage {
    /// ID of the step, or empty for a message of any step.
    pub step: &'static str,
    /// Stable code.
    pub code: &'static str,
    /// The message. It may hold values in braces.
    pub message: &'static str,
    /// What the step does not prove, or empty.
    pub does_not_prove: &'static str,
}

impl TestMessage {
    /// Returns the result of a step with this message and its values.
    pub fn with(&self, status: StepStatus, values: &[(&str, &str)]) -> StepResult {
        let value = |name: &str| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((*value).into())
        };
        let params = template::params(&[self.message], value);
        StepResult {
            status,
            code: self.code.to_owned(),
            message: template::fill(self.message, &params),
            params,
            does_not_prove: self.does_not_prove,
            detail: None,
            notices: Vec::new(),
        }
    }
}

/// The result of a step.
pub struct StepResult {
    /// How the step ended.
    pub status: StepStatus,
    /// Code of the message.
    pub code: String,
    message: String,
    params: Vec<Param>,
    does_not_prove: &'static str,
    detail: Option<ErrorDetail>,
    notices: Vec<Notice>,
}

impl StepResult {
    /// Creates the result of a step that proves that something does not work.
    pub fn failed(failure: Failure) -> Self {
        let detail = explained(failure).into_detail();
        Self {
            status: StepStatus::Fail,
            code: detail.code.clone(),
            message: detail.message.clone(),
            params: detail.params.clone(),
            does_not_prove: "",
            detail: Some(detail),
            notices: Vec::new(),
        }
    }

    /// Replaces the message.
    pub fn with_message(self, message: &TestMessage, values: &[(&str, &str)]) -> Self {
        let StepResult {
            code, message, params, ..
        } = message.with(self.status, values);
        Self {
            code,
            message,
            params,
            ..self
        }
    }

    /// Adds the reason for a warning.
    pub fn because(mut self, failure: Failure) -> Self {
        self.detail = Some(explained(failure).into_detail());
        self
    }

    /// Adds notices. A step with a notice is not `ok`; it is a warning.
    pub fn with_notices(mut self, notices: impl IntoIterator<Item = Notice>) -> Self {
        self.notices.extend(notices);
        if !self.notices.is_empty() && self.status == StepStatus::Ok {
            self.status = StepStatus::Warn;
        }
        self
    }

    /// Returns the step as the contract has it.
    pub fn into_step(self, step: &TestStepInfo, values: LinkValues<'_>) -> TestStep {
        let is_not_tried = self.code == test_steps::NOT_TRIED.code;
        TestStep {
            id: step.id.to_owned(),
            title: step.title.to_owned(),
            links: link::resolve(if is_not_tried { &[] } else { step.links }, values),
            status: self.status,
            code: self.code,
            message: self.message,
            params: self.params,
            does_not_prove: (!self.does_not_prove.is_empty()).then(|| self.does_not_prove.to_owned()),
            detail: self.detail,
            notices: notice::with_links(self.notices, values),
        }
    }
}
