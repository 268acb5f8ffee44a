//! One step of the test, while it is being found out.

use crate::{
    contract::{ErrorDetail, Notice, StepStatus, TestStep},
    failure::Failure,
    operations::explained,
};

/// What a step found.
pub struct Found {
    /// How it ended.
    pub status: StepStatus,
    /// For people.
    pub message: String,
    does_not_prove: Option<&'static str>,
    detail: Option<ErrorDetail>,
    notices: Vec<Notice>,
}

impl Found {
    /// A step that ended so.
    pub fn new(status: StepStatus, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            does_not_prove: None,
            detail: None,
            notices: Vec::new(),
        }
    }

    /// A step that proves that something does not work.
    pub fn failed(failure: Failure) -> Self {
        let detail = explained(failure).into_detail();
        // The message alone is copied: a copy of all of it is 1 KB of code.
        let mut found = Self::new(StepStatus::Fail, detail.message.as_str());
        found.detail = Some(detail);
        found
    }

    /// Says something else to people.
    pub fn saying(mut self, message: String) -> Self {
        self.message = message;
        self
    }

    /// Adds the reason of a warning.
    pub fn because(mut self, failure: Failure) -> Self {
        self.detail = Some(explained(failure).into_detail());
        self
    }

    /// Says what the step is not to be taken for.
    pub fn not_proving(mut self, what: &'static str) -> Self {
        self.does_not_prove = Some(what);
        self
    }

    /// Adds notices; each turns ok into warn.
    pub fn noting(mut self, notices: impl IntoIterator<Item = Notice>) -> Self {
        self.notices.extend(notices);
        if !self.notices.is_empty() && self.status == StepStatus::Ok {
            self.status = StepStatus::Warn;
        }
        self
    }

    /// The step as the contract has it.
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
