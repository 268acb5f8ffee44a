//! What a case is explained with: the values of the connection, and the signals.

use super::{
    reader::entra_error::PresentedToken,
    signals::{Signal, Signals},
};
use crate::{
    cloud::Cloud,
    connection::CheckedConnection,
    contract::{Credential, Param},
    guid,
    link::LinkValues,
    powershell,
    step::Step,
    template, time,
};

/// Time after which a new grant works: 2 hours (RBAC for Applications, "Limitations": 30 minutes to 2 hours).
const PROPAGATION_S: i64 = 2 * 60 * 60;

/// Difference between two clocks that Entra accepts: 5 minutes, the usual figure of MSAL and of Kerberos.
const CLOCK_SKEW_S: u64 = 5 * 60;

/// The values of the connection, so that people can paste checks and fixes as they stand, and the signals of the case.
#[derive(Clone)]
pub struct Context {
    tenant_id: String,
    client_id: String,
    mailbox: String,
    out_of_scope_mailbox: String,
    credential_name: String,
    object_id: Option<String>,
    filter_property: Option<String>,
    named_mailbox: Option<String>,
    presented: PresentedToken,
    cloud: Cloud,
    signals: Signals,
}

impl Default for Context {
    /// The context without a connection: each value is the name of the value to put in.
    fn default() -> Self {
        Self {
            tenant_id: "<tenant ID>".to_owned(),
            client_id: "<client ID>".to_owned(),
            mailbox: "<mailbox>".to_owned(),
            out_of_scope_mailbox: "<other mailbox>".to_owned(),
            credential_name: "<name of the credential>".to_owned(),
            object_id: None,
            filter_property: None,
            named_mailbox: None,
            presented: PresentedToken::default(),
            cloud: Cloud::Global,
            signals: Signals::NONE,
        }
    }
}

impl Context {
    /// Makes the context of a connection. `now` is in seconds since 1970-01-01T00:00:00Z.
    pub fn of(connection: &CheckedConnection, now: u64) -> Self {
        let mut context = Self {
            tenant_id: connection.tenant_id.clone(),
            client_id: connection.client_id.clone(),
            mailbox: connection.mailbox.clone(),
            credential_name: connection.credential.name().to_owned(),
            cloud: connection.cloud,
            signals: connection_signals(connection, now),
            ..Self::default()
        };
        if let Some(mailbox) = &connection.out_of_scope_mailbox {
            context.out_of_scope_mailbox.clone_from(mailbox);
        }
        context
    }

    /// Sets the credential in use, if it is not the connection's first one.
    pub fn with_credential(mut self, credential: &Credential) -> Self {
        credential.name().clone_into(&mut self.credential_name);
        self.signals.remove(Signal::SignedByKey);
        self.signals.remove(Signal::FederatedToken);
        self.signals |= credential_signals(credential);
        self
    }

    /// Sets what the error names of a federated token.
    pub fn with_presented_token(mut self, presented: PresentedToken) -> Self {
        self.presented = presented;
        self
    }

    /// Adds signals.
    pub fn with(mut self, signals: impl Into<Signals>) -> Self {
        self.add_signals(signals);
        self
    }

    /// Adds signals.
    pub fn add_signals(&mut self, signals: impl Into<Signals>) {
        self.signals |= signals;
    }

    /// Sets the object ID of the enterprise application, if the token holds it.
    pub fn with_object_id(mut self, object_id: Option<String>) -> Self {
        self.object_id = object_id;
        self
    }

    /// Sets the property that the filter of the scope compares, if a finding shows it.
    pub fn with_filter_property(mut self, property: Option<String>) -> Self {
        self.filter_property = property;
        self
    }

    /// Returns the signals of the case.
    pub fn signals(&self) -> Signals {
        self.signals
    }

    /// Returns the object ID of the enterprise application, if it is known.
    pub fn object_id(&self) -> Option<&str> {
        self.object_id.as_deref()
    }

    /// Returns the client ID, if there is a connection.
    pub fn client_id(&self) -> Option<&str> {
        Some(self.client_id.as_str()).filter(|id| guid::is_guid(id))
    }

    /// Sets the mailbox that the error names. It is compared with findings, and not told: it may be anybody's.
    pub fn with_named_mailbox(mut self, mailbox: Option<String>) -> Self {
        self.named_mailbox = mailbox;
        self
    }

    /// Returns the mailbox of the connection, or the one that the error names.
    pub fn mailbox(&self) -> Option<&str> {
        // No address and no ID begins with `<`.
        let own = Some(self.mailbox.as_str()).filter(|mailbox| !mailbox.starts_with('<'));
        own.or(self.named_mailbox.as_deref())
    }

    /// Returns the values that addresses of web pages contain.
    pub fn link_values(&self) -> LinkValues<'_> {
        LinkValues {
            cloud: Some(self.cloud),
            client_id: self.client_id(),
            object_id: self.object_id(),
        }
    }

    /// Returns the values of the names in some texts.
    pub fn params(&self, texts: &[&str]) -> Vec<Param> {
        let value = |name: &str| {
            Some(match name {
                "tenant_id" => self.tenant_id.as_str().into(),
                "client_id" => self.client_id.as_str().into(),
                "credential_name" => self.credential_name.as_str().into(),
                "filter_property" => self.filter_property.as_deref().unwrap_or("another property").into(),
                "cloud" => self.cloud.title().into(),
                "login_host" => self.cloud.login_host().into(),
                "graph_host" => self.cloud.graph_host().into(),
                "object_id" => self
                    .object_id()
                    .unwrap_or("<object ID of the enterprise application>")
                    .into(),
                "out_of_scope_mailbox" => powershell::in_quotes(&self.out_of_scope_mailbox).into(),
                "presented_issuer" => self
                    .presented
                    .issuer
                    .as_deref()
                    .unwrap_or("the claim iss of the token")
                    .into(),
                "presented_subject" => self
                    .presented
                    .subject
                    .as_deref()
                    .unwrap_or("the claim sub of the token")
                    .into(),
                "presented_audience" => self
                    .presented
                    .audience
                    .as_deref()
                    .unwrap_or("the claim aud of the token")
                    .into(),
                "mailbox" => powershell::in_quotes(&self.mailbox).into(),
                _ => return None,
            })
        };
        template::params(texts, value)
    }
}

/// Returns what the fields of the connection show.
fn connection_signals(connection: &CheckedConnection, now: u64) -> Signals {
    let granted = match connection.granted_at {
        Some(granted) if time::seconds_since(granted, now) < PROPAGATION_S => Signal::GrantedRecently.into(),
        Some(_) => Signal::GrantedLongAgo.into(),
        None => Signals::NONE,
    };
    let is_guest = connection.mailbox.to_ascii_lowercase().contains("#ext#");
    let has_expired = connection.credential_expires.is_some_and(|day| day < time::date(now));
    granted
        | credential_signals(&connection.credential)
        | Signals::when(is_guest, Signal::MailboxIsGuest)
        | Signals::when(has_expired, Signal::CredentialDatePassed)
}

/// Returns how the app signs in.
fn credential_signals(credential: &Credential) -> Signals {
    match credential {
        Credential::ClientSecret(_) => Signals::NONE,
        Credential::Certificate(_) => Signal::SignedByKey.into(),
        Credential::FederatedAssertion(_) => Signal::FederatedToken.into(),
    }
}

/// Returns what a request is for.
pub fn step_signals(step: Step) -> Signals {
    match step {
        Step::Token => Signals::NONE,
        Step::SendMail | Step::SendDraft | Step::SendProbe => Signal::ForSending.into(),
        Step::DraftsFolder
        | Step::SentItemsFolder
        | Step::FindMessage
        | Step::GetMessage
        | Step::SetProperties
        | Step::DeleteDraft
        | Step::ListAttachments => Signal::ForDrafts.into(),
        Step::CreateDraft | Step::AddAttachment | Step::CreateUploadSession => Signal::ForDrafts | Signal::ForWriting,
        Step::UploadChunk | Step::UploadStatus | Step::CancelUpload => Signal::ForUpload.into(),
    }
}

/// Compares the `Date` of a response with the engine's clock, which shows `now`, in seconds since 1970-01-01T00:00:00Z.
pub fn clock_signals(date: Option<&str>, now: u64) -> Signals {
    let differs = date
        .and_then(time::parse_http_date)
        .is_some_and(|date| date.abs_diff(now) > CLOCK_SKEW_S);
    Signals::when(differs, Signal::ClockDiffers)
}
