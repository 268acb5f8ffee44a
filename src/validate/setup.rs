//! The fields of a set-up. Names may contain quotes, `$` and everything else that a name may contain: the scripts quote them.

use super::{address, app, text};
use crate::{
    cloud::Cloud,
    contract::{Credential, FederatedCredential, Setup},
    field_problem::{field_fixes, field_problems},
    guid,
    limits::{FEDERATED_CHARS, GROUP_NAME_CHARS},
    violation::{All, InvalidInput, Violation, Violations, field},
};

/// A checked set-up: texts are trimmed, and IDs are in lower case. `None` and an empty list mean that a value is not known yet.
pub struct CheckedSetup {
    /// Microsoft cloud.
    pub cloud: Cloud,
    /// Tenant: a GUID or a domain.
    pub tenant_id: Option<String>,
    /// Client ID of the app registration: a GUID.
    pub client_id: Option<String>,
    /// Object ID of the enterprise application: a GUID.
    pub object_id: Option<String>,
    /// Name of the app in Exchange. `None` means the group's name.
    pub app_name: Option<String>,
    /// Name of the mail-enabled security group, and of the management scope.
    pub group_name: Option<String>,
    /// Addresses of the mailboxes that the app may send from.
    pub mailboxes: Vec<String>,
    /// Address of a mailbox that the app must not reach.
    pub out_of_scope_mailbox: Option<String>,
    /// One of [`Credential::KINDS`].
    pub sign_in: &'static str,
    /// Federated identity credential to add.
    pub federated_credential: Option<FederatedCredential>,
    /// True if the app needs to write drafts.
    pub needs_drafts: bool,
    /// False only if it is known that there is no tenant-wide consent.
    pub consent: bool,
}

/// The sign-in that a federated credential belongs to.
const FEDERATED: &str = "federated-assertion";

/// Checks every field of a set-up that is given.
///
/// # Errors
/// Every violation.
pub fn check(setup: &Setup) -> Result<CheckedSetup, InvalidInput> {
    let tenant_id = known("setup.tenant-id", setup.tenant_id.as_deref(), app::check_tenant);
    let client_id = known("setup.client-id", setup.client_id.as_deref(), |id| {
        let id = app::check_client_id(id)?;
        match &tenant_id {
            Ok(Some(tenant_id)) => app::differs_from_tenant(id, &Ok(tenant_id.clone())),
            _ => Ok(id),
        }
    });
    let other_ids = [&tenant_id, &client_id].map(|id| id.as_ref().ok().and_then(Option::as_deref));
    let object_id = known(
        "setup.enterprise-object-id",
        setup.enterprise_object_id.as_deref(),
        |id| check_object_id(id, other_ids),
    );
    let sign_in = field("setup.sign-in", check_sign_in(setup.sign_in.as_deref()));
    let federated_credential = check_federated_credential(setup.federated_credential.as_ref(), sign_in.as_ref().ok());
    let (mailboxes, violations) = check_mailboxes(&setup.mailboxes);
    let (
        cloud,
        tenant_id,
        client_id,
        object_id,
        group_name,
        app_name,
        (),
        out_of_scope_mailbox,
        sign_in,
        federated_credential,
    ) = (
        field("setup.cloud", app::check_cloud(setup.cloud.as_deref())),
        tenant_id,
        client_id,
        object_id,
        known("setup.group-name", setup.group_name.as_deref(), check_group_name),
        known("setup.app-name", setup.app_name.as_deref(), check_app_name),
        violations.into_result(),
        known(
            "setup.out-of-scope-mailbox",
            setup.out_of_scope_mailbox.as_deref(),
            |other| check_out_of_scope_mailbox(other, &mailboxes),
        ),
        sign_in,
        federated_credential,
    )
        .all()
        .map_err(|invalid| invalid.with_links(app::link_values(setup.cloud.as_deref(), setup.client_id.as_deref())))?;
    Ok(CheckedSetup {
        cloud,
        tenant_id,
        client_id,
        object_id,
        app_name,
        group_name,
        mailboxes,
        out_of_scope_mailbox,
        sign_in,
        federated_credential,
        needs_drafts: setup.needs_drafts,
        consent: setup.tenant_wide_consent.unwrap_or(true),
    })
}

/// Checks a value that may be not known yet.
fn known<T>(
    name: &str,
    value: Option<&str>,
    check: impl FnOnce(&str) -> Result<T, Violation>,
) -> Result<Option<T>, InvalidInput> {
    field(name, text::given(value).map(check).transpose())
}

fn check_object_id(id: &str, others: [Option<&str>; 2]) -> Result<String, Violation> {
    let id = id.to_ascii_lowercase();
    if !guid::is_guid(&id) {
        return Err(field_problems::GUID.violated_with(field_fixes::OBJECT_ID, &[]));
    }
    if others.contains(&Some(id.as_str())) {
        return Err(field_problems::SAME_AS_OTHER_ID.violated(&[]));
    }
    Ok(id)
}

/// Checks the name of the app, which may have any length: `New-ServicePrincipal` documents no limit of -DisplayName.
fn check_app_name(name: &str) -> Result<String, Violation> {
    text::one_line(name)?;
    Ok(name.to_owned())
}

fn check_group_name(name: &str) -> Result<String, Violation> {
    let name = check_app_name(name)?;
    text::at_most(&name, GROUP_NAME_CHARS)?;
    Ok(name)
}

fn check_mailbox(mailbox: &str) -> Result<String, Violation> {
    let mailbox = mailbox.trim();
    text::not_empty(mailbox, field_fixes::SETUP_MAILBOX)?;
    address::check(mailbox).map(str::to_owned)
}

/// Returns the mailboxes that passed, and the violations of the others.
fn check_mailboxes(mailboxes: &[String]) -> (Vec<String>, Violations) {
    let mut violations = Violations::default();
    let mut found: Vec<String> = Vec::new();
    for (i, mailbox) in mailboxes.iter().enumerate() {
        let checked = check_mailbox(mailbox).and_then(|mailbox| {
            if contains(&found, &mailbox) {
                return Err(field_problems::TWICE.violated(&[]));
            }
            Ok(mailbox)
        });
        found.extend(violations.check(&format!("setup.mailboxes[{i}]"), checked));
    }
    (found, violations)
}

fn contains(mailboxes: &[String], mailbox: &str) -> bool {
    mailboxes.iter().any(|other| other.eq_ignore_ascii_case(mailbox))
}

fn check_out_of_scope_mailbox(mailbox: &str, allowed: &[String]) -> Result<String, Violation> {
    let mailbox = check_mailbox(mailbox)?;
    if contains(allowed, &mailbox) {
        return Err(field_problems::MAILBOX_OF_SETUP.violated(&[]));
    }
    Ok(mailbox)
}

fn check_federated_credential(
    credential: Option<&FederatedCredential>,
    sign_in: Option<&&str>,
) -> Result<Option<FederatedCredential>, InvalidInput> {
    let Some(credential) = credential else { return Ok(None) };
    if sign_in.is_some_and(|sign_in| *sign_in != FEDERATED) {
        let other = field_problems::NOT_FOR_SIGN_IN.violated(&[]);
        return Err(other.at("setup.sign-in"));
    }
    let (issuer, subject, audience) = (
        field("setup.federated-credential.issuer", check_issuer(&credential.issuer)),
        field(
            "setup.federated-credential.subject",
            check_claim(&credential.subject, field_fixes::SUBJECT),
        ),
        field(
            "setup.federated-credential.audience",
            check_claim(&credential.audience, field_fixes::AUDIENCE),
        ),
    )
        .all()?;
    Ok(Some(FederatedCredential {
        issuer,
        subject,
        audience,
    }))
}

/// Checks a claim that Entra compares as it is.
fn check_claim(claim: &str, fix: &'static str) -> Result<String, Violation> {
    let claim = claim.trim();
    text::not_empty(claim, fix)?;
    text::one_line(claim)?;
    text::at_most(claim, FEDERATED_CHARS)?;
    Ok(claim.to_owned())
}

fn check_issuer(issuer: &str) -> Result<String, Violation> {
    let issuer = check_claim(issuer, field_fixes::ISSUER)?;
    if !issuer.starts_with("https://") {
        return Err(field_problems::HTTPS_URL.violated(&[]));
    }
    Ok(issuer)
}

fn check_sign_in(kind: Option<&str>) -> Result<&'static str, Violation> {
    let [default, ..] = Credential::KINDS;
    let Some(kind) = text::given(kind) else {
        return Ok(default);
    };
    Credential::KINDS
        .into_iter()
        .find(|known| *known == kind)
        .ok_or_else(|| field_problems::SIGN_IN.violated(&[]))
}
