//! The app: its service principal in Exchange and in Entra, its consents, and the policies that restrict it.

use super::{Findings, object::Object};
use crate::{
    guid,
    guidance::{
        Context,
        signals::{Signal, Signals},
    },
};

/// Reads what is said of the app.
pub fn read(objects: &[Object], context: &Context, findings: &mut Findings) {
    let app = app(objects, context);
    for object in objects {
        let (found, note) = match object.has("accessright") && !is_of(object, app) {
            true => (
                Signals::NONE,
                Some("an application access policy, not shown to be of this app".to_owned()),
            ),
            false => one(object),
        };
        findings.signals |= found;
        findings.understood.extend(note);
    }
    findings.signals |= principal(objects, context, &mut findings.understood);
    findings.signals |= permissions(objects, context, &mut findings.understood);
}

/// Returns the client ID: that of the connection, or without it the one app in all of the output.
fn app<'a>(objects: &'a [Object], context: &'a Context) -> Option<&'a str> {
    let mut shown = objects.iter().filter_map(|object| object.value("appid"));
    let alone = shown
        .next()
        .filter(|first| guid::is_guid(first) && shown.all(|other| other.eq_ignore_ascii_case(first)));
    context.client_id().or(alone)
}

/// Returns whether an object belongs to the app, or names none.
fn is_of(object: &Object, app: Option<&str>) -> bool {
    !object.has("appid") || app.is_some_and(|app| object.is("appid", app))
}

/// Permissions for mail by their IDs (Microsoft Graph permissions reference): those of an app, and those of a signed-in user.
const APP_SEND: &str = "b633e1c5-b582-4048-a93e-9f11b44c7e96";
const APP_READ_WRITE: &str = "e2a3a72e-5f79-4c64-b1b1-878b674786c9";
const USER_SEND: &str = "e383f46e-2787-4529-855e-0e479a3ffac0";
const USER_READ_WRITE: &str = "024d486e-b451-40bb-833d-3e66d98c5c73";

/// What Entra has granted (`AppRoleId`), and what the app registration asks for (`resourceAccess`, with `id` and `type`).
fn permissions(objects: &[Object], context: &Context, notes: &mut Vec<String>) -> Signals {
    let needs_drafts = context.signals().contains(Signal::ForDrafts);
    let mut found = Signals::NONE;
    for object in objects {
        if let Some(id) = object.value("approleid") {
            let grant = match id.to_ascii_lowercase().as_str() {
                APP_SEND => Some(("Mail.Send", Signal::HasMailSend)),
                APP_READ_WRITE => Some(("Mail.ReadWrite", Signal::HasMailReadWrite)),
                _ => None,
            };
            notes.push(match grant {
                Some((name, _)) => format!("Entra has granted {name} for the whole tenant"),
                None => "Entra has granted another permission".to_owned(),
            });
            found |= grant.map_or(Signals::NONE, |(_, signal)| signal.into());
        }
        if object.has("type") && object.has("id") {
            let wanted = match needs_drafts {
                true => [APP_READ_WRITE, USER_READ_WRITE],
                false => [APP_SEND, USER_SEND],
            };
            let [app, user] = wanted.map(|id| object.is("id", id));
            found |=
                Signals::when(app, Signal::FoundApplicationPermission) | Signals::when(user, Signal::FoundDelegated);
            if app || user {
                let kind = if app {
                    "an application permission"
                } else {
                    "a delegated permission"
                };
                notes.push(format!("{kind} for mail, in the app registration"));
            }
        }
    }
    found
}

fn one(object: &Object) -> (Signals, Option<String>) {
    if let Some(result) = object.value("accesscheckresult") {
        return match result.to_ascii_lowercase().as_str() {
            "denied" => (
                Signal::FoundPolicyDenied.into(),
                Some("an application access policy: Denied".to_owned()),
            ),
            "granted" => (
                Signal::FoundPolicyGranted.into(),
                Some("an application access policy: Granted".to_owned()),
            ),
            _ => (
                Signals::NONE,
                Some("an application access policy without a result".to_owned()),
            ),
        };
    }
    if object.is("accessright", "denyaccess") {
        return (
            Signal::FoundPolicyDenies.into(),
            Some("an application access policy: DenyAccess".to_owned()),
        );
    }
    if object.is("accessright", "restrictaccess") {
        return (
            Signals::NONE,
            Some("an application access policy: RestrictAccess".to_owned()),
        );
    }
    if object.has("consenttype") {
        let is_mail = object.value("scope").is_some_and(|scope| scope.contains("Mail."));
        return (
            Signals::when(is_mail, Signal::FoundDelegated),
            Some("a delegated permission".to_owned()),
        );
    }
    if let Some(enabled) = object.truth("accountenabled") {
        let note = if enabled {
            "the enterprise application is enabled"
        } else {
            "the enterprise application is disabled"
        };
        return (Signals::when(!enabled, Signal::FoundSpDisabled), Some(note.to_owned()));
    }
    // EwsEnabled False is no block: it switches EWS alone, which is being retired, and Graph works on.
    if let Some(policy) = object.value("ewsapplicationaccesspolicy") {
        let is_block = policy.to_ascii_lowercase().starts_with("enforce");
        return (
            Signals::when(is_block, Signal::FoundEwsBlocked),
            Some("the rules for applications (Ews)".to_owned()),
        );
    }
    (Signals::NONE, None)
}

/// Exchange's record of the app (AppId, ObjectId) beside the enterprise application's object id: of the token, or as Entra shows
/// it (AppId, Id). Get-ServicePrincipal may list every app when it does not find the one (its reference says so).
fn principal(objects: &[Object], context: &Context, notes: &mut Vec<String>) -> Signals {
    let records = || {
        objects
            .iter()
            .filter(|object| object.has("appid") && object.has("objectid"))
    };
    let count = records().count();
    let Some(client_id) = app(objects, context) else {
        if count > 0 {
            notes.push("service principals; without the connection it is not known which one is the app's".to_owned());
        }
        return Signals::NONE;
    };
    let ours = |object: &&Object| object.is("appid", client_id);
    let Some(record) = records().find(ours) else {
        // IDs that were cut off could be the app's.
        let are_whole = records().all(|object| object.value("appid").is_some_and(guid::is_guid));
        if count > 0 {
            notes.push("service principals of other apps".to_owned());
        }
        return Signals::when(count > 0 && are_whole, Signal::FoundNoServicePrincipal);
    };
    notes.push("the service principal of the app".to_owned());
    let shown = objects.iter().filter(ours).find_map(|object| object.value("id"));
    match (record.value("objectid"), context.object_id().or(shown)) {
        (Some(theirs), Some(own)) if guid::is_guid(theirs) && guid::is_guid(own) => {
            Signals::when(!theirs.eq_ignore_ascii_case(own), Signal::FoundOtherObjectId)
        }
        _ => Signals::NONE,
    }
}
