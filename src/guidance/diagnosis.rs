//! A diagnosis: the connector's code, a message, and the causes, filled with the values of the connection.

use super::{
    Context,
    catalogue::{CauseInfo, CommandInfo, KnownError},
};
use crate::{
    contract::{Cause, Command, ErrorDetail, FieldProblem, Param},
    failure_message::FailureMessage,
    link, template,
};

/// How sure a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// The service says so, or a check has confirmed it.
    Certain,
    /// The evidence points to it.
    Likely,
    /// It happens, and there is no evidence against it.
    Possible,
    /// It happens, and there is evidence against it.
    Unlikely,
}

impl Confidence {
    /// The largest weight of a cause that is not certain.
    pub const LIKELY_AT_MOST: i32 = 89;

    /// Returns the confidence for the sum of the weights of a cause.
    pub fn of_weight(weight: i32) -> Self {
        match weight {
            90.. => Self::Certain,
            50..90 => Self::Likely,
            20..50 => Self::Possible,
            _ => Self::Unlikely,
        }
    }

    /// Returns the word of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
            Self::Unlikely => "unlikely",
        }
    }
}

/// What is known of a failure: everything that the contract's detail holds for people.
#[derive(Debug)]
pub struct Diagnosis {
    /// The connector's code.
    pub code: &'static str,
    /// One or two sentences.
    pub message: String,
    /// Values in the message.
    pub params: Vec<Param>,
    /// Likely causes, the likeliest first.
    pub causes: Vec<Cause>,
    /// Fields at fault.
    pub fields: Vec<FieldProblem>,
}

impl From<Diagnosis> for ErrorDetail {
    fn from(diagnosis: Diagnosis) -> Self {
        Self {
            code: diagnosis.code.to_owned(),
            message: diagnosis.message,
            params: diagnosis.params,
            fields: diagnosis.fields,
            causes: diagnosis.causes,
            ..Self::default()
        }
    }
}

/// Causes in order, each once.
pub struct CauseList<'c> {
    context: &'c Context,
    causes: Vec<Cause>,
    fields: Vec<FieldProblem>,
}

impl<'c> CauseList<'c> {
    /// Makes an empty list.
    pub fn new(context: &'c Context) -> Self {
        Self {
            context,
            causes: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// Returns whether the list is empty.
    pub fn is_empty(&self) -> bool {
        self.causes.is_empty()
    }

    /// Appends a cause with the evidence for it.
    pub fn add(&mut self, info: &CauseInfo, confidence: Confidence, evidence: &[&str]) {
        self.add_weighed(info, confidence, evidence, &[]);
    }

    /// Appends a cause with the evidence for it and against it. A cause that is in the list already is not added.
    pub fn add_weighed(&mut self, info: &CauseInfo, confidence: Confidence, evidence: &[&str], against: &[&str]) {
        if self.causes.iter().any(|cause| cause.id == info.id) {
            return;
        }
        let cause = self.fill(info, confidence, evidence, against);
        // The first cause names the field at fault.
        if !info.field.is_empty() && self.causes.is_empty() {
            self.fields.push(FieldProblem {
                field: info.field.to_owned(),
                code: cause.id.clone(),
                message: cause.title.clone(),
                fix: cause.fix.clone(),
                params: cause.params.clone(),
                links: cause.links.clone(),
            });
        }
        self.causes.push(cause);
    }

    fn fill(&self, info: &CauseInfo, confidence: Confidence, evidence: &[&str], against: &[&str]) -> Cause {
        let texts = [&[info.title, info.check, info.fix], evidence, against].concat();
        let params = self.context.params(&texts);
        let fill = |text: &str| template::fill(text, &params);
        let fill_all = |texts: &[&str]| texts.iter().map(|text| fill(text)).collect();
        let command = |command: &CommandInfo| Command {
            shell: command.shell.to_owned(),
            text: fill(command.text),
        };
        Cause {
            id: info.id.to_owned(),
            title: fill(info.title),
            confidence: confidence.as_str().to_owned(),
            owner: info.owner.to_owned(),
            evidence: fill_all(evidence),
            counter_evidence: fill_all(against),
            check: fill(info.check),
            check_commands: info.check_commands.iter().map(command).collect(),
            fix: fill(info.fix),
            fix_commands: info.fix_commands.iter().map(command).collect(),
            retry: info.retry.to_owned(),
            guide_step: (!info.guide_step.is_empty()).then(|| info.guide_step.to_owned()),
            links: link::resolve(info.links, self.context.link_values()),
            params,
        }
    }

    /// Returns the causes.
    pub fn into_causes(self) -> Vec<Cause> {
        self.causes
    }

    /// Makes a diagnosis of the list, with the message of a known error.
    pub fn diagnose_known(self, error: &KnownError) -> Diagnosis {
        let params = self.context.params(&[error.message]);
        let message = template::fill(error.message, &params);
        Diagnosis {
            params,
            code: error.id,
            message,
            causes: self.causes,
            fields: self.fields,
        }
    }

    /// Makes a diagnosis of the list, with one of two messages of the connector. A status of 0 is not known.
    pub fn diagnose_with_status(
        self,
        status: u16,
        message: &FailureMessage,
        with_status: &FailureMessage,
    ) -> Diagnosis {
        match status {
            0 => self.diagnose(message, &[]),
            status => self.diagnose(with_status, &[("status", &status.to_string())]),
        }
    }

    /// Makes a diagnosis of the list, with a message of the connector. `values` are those of the message, by name.
    pub fn diagnose(self, message: &FailureMessage, values: &[(&str, &str)]) -> Diagnosis {
        let code = message.code;
        let (message, params) = message.with(values);
        Diagnosis {
            code,
            message,
            params,
            causes: self.causes,
            fields: self.fields,
        }
    }
}

/// Fills one cause of the catalogue.
pub fn cause(info: &CauseInfo, confidence: Confidence, evidence: &[&str], context: &Context) -> Cause {
    CauseList::new(context).fill(info, confidence, evidence, &[])
}
