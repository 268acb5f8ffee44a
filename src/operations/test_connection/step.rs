//! The result of one step of the test.

use crate::{
    contract::{ErrorDetail, Notice, StepStatus, TestStep},
    failure::Failure,
    operations::explained,
};

/// The result of a step.
pub struct StepResult {
    /// How the step ended.
    pub status: StepStatus,
    /// Message for people.
    pub message: String,
    does_not_prove: Option<&'static str>,
    detail: Option<ErrorDetail>,
    notices: Vec<Notice>,
}

impl StepResult {
    /// Creates a result.
    pub fn new(status: StepStatus, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            does_not_prove: None,
            detail: None,
            notices: Vec::new(),
        }
    }

    /// Creates the result of a step that proves that something does not work.
    pub fn failed(failure: Failure) -> Self {
        let detail = explained(failure).into_detail();
        let mut result = Self::new(StepStatus::Fail, detail.message.as_str());
        result.detail = Some(detail);
        result
    }

    /// Replaces the message.
    pub fn with_message(mut self, message: String) -> Self {
        self.message = message;
        self
    }

    /// Adds the reason for a warning.
    pub fn because(mut self, failure: Failure) -> Self {
        self.detail = Some(explained(failure).into_detail());
        self
    }

    /// Adds what the step does not prove.
    pub fn not_proving(mut self, text: &'static str) -> Self {
        self.does_not_prove = Some(text);
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
    pub fn into_step(self, id: &str, title: &str) -> TestStep {
        TestStep {
            id: id.to_owned(),
            title: title.to_owned(),
            status: self.status,
            message: self.message,
            does_not_prove: self.does_not_prove.map(str::to_owned),
            detail: self.detail,
            notices: self.notices,
        }
    }
}
