//! Guidance: likely causes of a failure, each with the check that settles it and the fix.
//!
//! Causes are data ([`catalogue`]); `entra`, `graph` and `transport` choose among them from what an answer shows. A cause's
//! texts may name the connection's own values in braces, such as `{client-id}`.

mod catalogue;
pub mod entra;
pub mod graph;
pub mod transport;

use crate::{
    contract::{Cause, FieldProblem},
    ids,
    rules::connection::CheckedConnection,
    secret::ClientSecret,
};

/// A cause as the catalogue holds it.
pub struct CauseInfo {
    /// Stable id.
    pub id: &'static str,
    /// One plain sentence.
    pub title: &'static str,
    /// Who can mend it.
    pub who: &'static str,
    /// The check that settles it.
    pub check: &'static str,
    /// What to change.
    pub fix: &'static str,
    /// Step of the set-up guide.
    pub guide_step: Option<&'static str>,
    /// Field of the connection at fault.
    pub field: Option<&'static str>,
}

/// How sure a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// The service says so.
    Certain,
    /// The evidence points to it.
    Likely,
    /// It happens, and nothing speaks against it.
    Possible,
}

impl Confidence {
    fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
        }
    }
}

/// The connection's values, for checks and fixes that can be used as they stand.
pub struct Values {
    tenant_id: String,
    client_id: String,
    mailbox: String,
    secret_name: String,
    cloud: &'static str,
    graph_host: &'static str,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub now: u64,
}

impl Values {
    /// Takes them from a connection.
    pub fn of(connection: &CheckedConnection, now: u64) -> Self {
        Self {
            tenant_id: connection.tenant_id.clone(),
            client_id: connection.client_id.clone(),
            mailbox: connection.mailbox.clone(),
            secret_name: connection.secret_name.clone(),
            cloud: connection.cloud.title(),
            graph_host: connection.cloud.graph_host(),
            now,
        }
    }

    fn fill(&self, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        // Doubled for PowerShell's single-quoted strings, in which the checks write it: o'brien@contoso.com.
        let mailbox = self.mailbox.replace('\'', "''");
        text.replace("{tenant-id}", &self.tenant_id)
            .replace("{client-id}", &self.client_id)
            .replace("{secret-name}", &self.secret_name)
            .replace("{cloud}", self.cloud)
            .replace("{graph-host}", self.graph_host)
            .replace("{mailbox}", &mailbox)
    }
}

/// What the form of a refused secret tells, without telling the secret.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SecretShape {
    /// It has the form of a GUID, as a Secret ID has and a Value has not.
    pub guid: bool,
    /// It begins or ends with white space.
    pub padded: bool,
}

impl SecretShape {
    /// Looks at a secret. Only used to explain a refusal: a placeholder may have any form.
    pub fn of(secret: &ClientSecret) -> Self {
        let value = secret.reveal();
        Self {
            guid: ids::is_guid(value.trim()),
            padded: value.trim().len() != value.len(),
        }
    }
}

/// Fills a cause of the catalogue with the connection's values.
fn cause(info: &CauseInfo, confidence: Confidence, evidence: &[&str], values: &Values) -> Cause {
    Cause {
        id: info.id.to_owned(),
        title: values.fill(info.title),
        confidence: confidence.word().to_owned(),
        who: info.who.to_owned(),
        evidence: evidence.iter().map(|text| (*text).to_owned()).collect(),
        against: Vec::new(),
        retry: "after-the-fix".to_owned(),
        check: values.fill(info.check),
        fix: values.fill(info.fix),
        guide_step: info.guide_step.map(str::to_owned),
    }
}

/// What to tell of a failure.
pub struct Advice {
    /// Our code.
    pub code: &'static str,
    /// One or two sentences.
    pub message: String,
    /// Likely causes, likeliest first.
    pub causes: Vec<Cause>,
    /// Fields at fault.
    pub fields: Vec<FieldProblem>,
}

/// Collects causes in order.
pub struct Causes<'v> {
    values: &'v Values,
    causes: Vec<Cause>,
    fields: Vec<FieldProblem>,
}

impl<'v> Causes<'v> {
    /// Starts with none.
    pub fn new(values: &'v Values) -> Self {
        Self {
            values,
            causes: Vec::new(),
            fields: Vec::new(),
        }
    }

    /// Adds a cause with what speaks for it.
    pub fn add(&mut self, info: &CauseInfo, confidence: Confidence, evidence: &[&str]) {
        let cause = cause(info, confidence, evidence, self.values);
        if let Some(field) = info.field
            && self.causes.is_empty()
        {
            self.fields.push(FieldProblem {
                field: field.to_owned(),
                rule: cause.id.clone(),
                problem: cause.title.clone(),
                fix: cause.fix.clone(),
            });
        }
        self.causes.push(cause);
    }

    /// Ends with our code and a message.
    pub fn advise(self, code: &'static str, message: impl Into<String>) -> Advice {
        Advice {
            code,
            message: message.into(),
            causes: self.causes,
            fields: self.fields,
        }
    }

    /// Ends with the first cause as the message.
    pub fn advise_first(self) -> Advice {
        let message = self
            .causes
            .first()
            .map(|cause| format!("{} {}", cause.title, cause.fix))
            .unwrap_or_default();
        self.advise("unknown-error", message)
    }
}
