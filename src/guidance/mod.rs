//! Guidance: likely causes of a failure, each with the check that settles it and the fix.
//!
//! Causes, and which answer speaks for which of them, are data ([`catalogue`]). What is known of a case is a set of
//! [`signals`]: of the token, the request, the answer, the set-up, earlier steps of a test, and of what a check printed
//! ([`findings`]). [`rank`] adds up the catalogue's rules. It refuses to decide: what an engine should do follows from status
//! and code alone (`graph::error`, `auth::entra_error`), never from a guess about causes.

pub mod catalogue;
pub mod entra;
pub mod findings;
pub mod graph;
pub mod rank;
pub mod signals;
pub mod transport;

use crate::{
    auth::claims::Claims,
    cloud::Cloud,
    connection::CheckedConnection,
    contract::{Cause, FieldProblem},
    guid,
    powershell::in_quotes,
    secret::ClientSecret,
    step::Step,
    time,
};
use catalogue::{CauseId, CauseInfo, catalogue};

/// How sure a cause is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// The service says so, or a check has shown it.
    Certain,
    /// The evidence points to it.
    Likely,
    /// It happens, and nothing speaks against it.
    Possible,
    /// It happens, and something speaks against it.
    Unlikely,
}

impl Confidence {
    fn word(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Likely => "likely",
            Self::Possible => "possible",
            Self::Unlikely => "unlikely",
        }
    }
}

/// How long a new grant may take to work: 2 hours (RBAC for Applications, "Limitations": 30 minutes to 2 hours).
const PROPAGATION_S: i64 = 2 * 60 * 60;

/// Microsoft Graph's app id: it stands for its URL as audience of some tokens.
const GRAPH_APP_ID: &str = "00000003-0000-0000-c000-000000000000";

/// What a case is explained with: the connection's values, for checks and fixes that can be used as they stand, and the
/// signals.
#[derive(Clone)]
pub struct Values {
    tenant_id: String,
    client_id: String,
    mailbox: String,
    out_of_scope_mailbox: String,
    secret_name: String,
    object_id: Option<String>,
    cloud: Cloud,
    /// What is known of the case; see [`signals`].
    pub signals: u64,
    /// Now, in seconds since 1970-01-01T00:00:00Z.
    pub now: u64,
}

impl Default for Values {
    /// What is known without a connection: names of the things to put in.
    fn default() -> Self {
        Self {
            tenant_id: "<tenant ID>".to_owned(),
            client_id: "<client ID>".to_owned(),
            mailbox: "<mailbox>".to_owned(),
            out_of_scope_mailbox: "<other mailbox>".to_owned(),
            secret_name: "<name of the secret>".to_owned(),
            object_id: None,
            cloud: Cloud::Global,
            signals: 0,
            now: 0,
        }
    }
}

impl Values {
    /// Takes them from a connection.
    pub fn of(connection: &CheckedConnection, now: u64) -> Self {
        let mut signals = match connection.granted_at {
            Some(granted) if time::seconds_since(granted, now) < PROPAGATION_S => signals::GRANTED_RECENTLY,
            Some(_) => signals::GRANTED_LONG_AGO,
            None => 0,
        };
        if guid::is_guid(&connection.mailbox) {
            signals |= signals::MAILBOX_IS_ID;
        }
        if connection.mailbox.to_ascii_lowercase().contains("#ext#") {
            signals |= signals::MAILBOX_IS_GUEST;
        }
        if connection.credential_expires.is_some_and(|day| day < time::date(now)) {
            signals |= signals::CREDENTIAL_DATE_PASSED;
        }
        let mut values = Self {
            tenant_id: connection.tenant_id.clone(),
            client_id: connection.client_id.clone(),
            mailbox: connection.mailbox.clone(),
            secret_name: connection.secret_name.clone(),
            cloud: connection.cloud,
            signals,
            now,
            ..Self::default()
        };
        if let Some(mailbox) = &connection.out_of_scope_mailbox {
            values.out_of_scope_mailbox.clone_from(mailbox);
        }
        values
    }

    /// Adds signals.
    pub fn with(mut self, signals: u64) -> Self {
        self.signals |= signals;
        self
    }

    /// Adds what the token says of itself.
    pub fn with_claims(mut self, claims: Option<&Claims>) -> Self {
        let Some(claims) = claims else {
            return self.with(signals::ROLES_UNKNOWN);
        };
        let graph = format!("https://{}", self.cloud.graph_host());
        let differs = |claim: &Option<String>, own: &str| {
            guid::is_guid(own) && claim.as_deref().is_some_and(|claim| !claim.eq_ignore_ascii_case(own))
        };
        let foreign = |audience: &str| audience.trim_end_matches('/') != graph && audience != GRAPH_APP_ID;
        for (holds, signal) in [
            (claims.delegated, signals::DELEGATED_TOKEN),
            (claims.audience.as_deref().is_some_and(foreign), signals::WRONG_AUDIENCE),
            (differs(&claims.tenant, &self.tenant_id), signals::OTHER_TENANT),
            (differs(&claims.app, &self.client_id), signals::OTHER_APP),
        ] {
            if holds {
                self.signals |= signal;
            }
        }
        self.object_id.clone_from(&claims.object_id);
        self.with(of_roles(&claims.roles))
    }

    /// Object id of the enterprise application, where the token tells it.
    pub fn object_id(&self) -> Option<&str> {
        self.object_id.as_deref()
    }

    /// The connection's app, where there is a connection.
    pub fn client_id(&self) -> Option<&str> {
        Some(self.client_id.as_str()).filter(|id| guid::is_guid(id))
    }

    /// The connection's mailbox, where there is a connection.
    pub fn mailbox(&self) -> Option<&str> {
        // No address and no id begins so.
        Some(self.mailbox.as_str()).filter(|mailbox| !mailbox.starts_with('<'))
    }

    /// Fills a text with the values.
    pub fn fill(&self, text: &str) -> String {
        if !text.contains('{') {
            return text.to_owned();
        }
        text.replace("{tenant-id}", &self.tenant_id)
            .replace("{client-id}", &self.client_id)
            .replace("{secret-name}", &self.secret_name)
            .replace("{cloud}", self.cloud.title())
            .replace("{login-host}", self.cloud.login_host())
            .replace("{graph-host}", self.cloud.graph_host())
            .replace(
                "{object-id}",
                self.object_id().unwrap_or("<object ID of the enterprise application>"),
            )
            .replace("{out-of-scope-mailbox}", &in_quotes(&self.out_of_scope_mailbox))
            .replace("{mailbox}", &in_quotes(&self.mailbox))
    }
}

/// What the application permissions of a token say.
pub fn of_roles(roles: &[String]) -> u64 {
    let has = |name: &str| roles.iter().any(|role| role == name);
    let mut found = 0;
    if has("Mail.Send") {
        found |= signals::HAS_MAIL_SEND;
    }
    if has("Mail.ReadWrite") {
        found |= signals::HAS_MAIL_READ_WRITE;
    }
    match (found, roles) {
        (0, []) => signals::NO_ROLES,
        (0, _) => signals::NO_ROLES | signals::HAS_OTHER_ROLES,
        (found, _) => found,
    }
}

/// Returns the signals for the purpose of a request.
pub fn of_step(step: Step) -> u64 {
    match step {
        Step::Token => 0,
        Step::SendMail | Step::SendDraft | Step::SendProbe => signals::FOR_SENDING,
        Step::CreateUploadSession | Step::UploadChunk | Step::UploadStatus | Step::CancelUpload => {
            signals::FOR_UPLOAD | signals::FOR_DRAFTS
        }
        Step::DraftsFolder
        | Step::SentItemsFolder
        | Step::CreateDraft
        | Step::FindMessage
        | Step::GetMessage
        | Step::SetProperties
        | Step::DeleteDraft
        | Step::ListAttachments
        | Step::AddAttachment => signals::FOR_DRAFTS,
    }
}

/// What the form of a refused secret tells, without telling the secret. A placeholder may have any form: this explains a
/// refusal, and never causes one.
pub fn of_secret(secret: &ClientSecret) -> u64 {
    let value = secret.reveal();
    let mut found = 0;
    if guid::is_guid(value.trim()) {
        found |= signals::SECRET_IS_GUID;
    }
    if value.trim().len() != value.len() {
        found |= signals::SECRET_PADDED;
    }
    found
}

/// What the time of an answer tells of the engine's clock.
pub fn of_date(date: Option<&str>, now: u64) -> u64 {
    /// Entra allows 5 minutes between clocks (MSAL's and Kerberos' usual figure), so that less does no harm.
    const TOLERATED_S: u64 = 5 * 60;
    match date.and_then(time::parse_http_date) {
        Some(date) if date.abs_diff(now) > TOLERATED_S => signals::CLOCK_DIFFERS,
        _ => 0,
    }
}

/// The status as a part of a sentence; 0 stands for one that is not known.
fn with_status(status: u16) -> String {
    match status {
        0 => String::new(),
        _ => format!(" {status}"),
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

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.causes.is_empty()
    }

    /// Adds a cause with what speaks for it.
    pub fn add(&mut self, id: CauseId, confidence: Confidence, evidence: &[&str]) {
        self.add_weighed(id, confidence, evidence.to_vec(), Vec::new());
    }

    /// Adds a cause with what speaks for it and against it.
    pub fn add_weighed(&mut self, id: CauseId, confidence: Confidence, evidence: Vec<&str>, against: Vec<&str>) {
        let Some(info) = catalogue().cause(id) else {
            return;
        };
        if self.causes.iter().any(|cause| cause.id == info.id) {
            return;
        }
        let cause = self.fill(info, confidence, &evidence, &against);
        if !info.field.is_empty() && self.causes.is_empty() {
            self.fields.push(FieldProblem {
                field: info.field.to_owned(),
                code: cause.id.clone(),
                message: cause.title.clone(),
                fix: cause.fix.clone(),
                ..FieldProblem::default()
            });
        }
        self.causes.push(cause);
    }

    /// A cause of the catalogue, filled with the connection's values.
    fn fill(&self, info: &CauseInfo, confidence: Confidence, evidence: &[&str], against: &[&str]) -> Cause {
        let fill = |text: &&str| self.values.fill(text);
        Cause {
            id: info.id.to_owned(),
            title: fill(&info.title),
            confidence: confidence.word().to_owned(),
            owner: info.owner.to_owned(),
            evidence: evidence.iter().map(fill).collect(),
            counter_evidence: against.iter().map(fill).collect(),
            check: fill(&info.check),
            fix: fill(&info.fix),
            retry: info.retry.to_owned(),
            guide_step: (!info.guide_step.is_empty()).then(|| info.guide_step.to_owned()),
            ..Cause::default()
        }
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
}

/// One cause of the catalogue, to be put before others.
fn cause(id: CauseId, confidence: Confidence, evidence: &[&str], values: &Values) -> Option<Cause> {
    let mut causes = Causes::new(values);
    causes.add(id, confidence, evidence);
    causes.causes.pop()
}
