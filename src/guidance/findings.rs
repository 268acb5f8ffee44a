//! Findings: what a check printed, pasted back. Reads the lists of PowerShell's `Format-List`, whose names are not translated.
//!
//! It reads what the catalogue's own checks print, and nothing else: text without such lists gives no signal.

use super::{
    Context,
    signals::{Signal, Signals},
};
use crate::guid;

/// One object of a list: names in lower case, with their values.
type Object = Vec<(String, String)>;

/// Signals of all objects in a text.
pub fn read(text: &str, context: &Context) -> Signals {
    // The first check of a refusal lists assignments; a list of none is empty.
    if text.trim().is_empty() {
        return Signal::FoundNoAssignment.into();
    }
    let objects = objects(text);
    let mut found = objects.iter().map(|object| one(object, context)).collect::<Signals>();
    let roles: Vec<&str> = objects.iter().filter_map(|object| value(object, "rolename")).collect();
    let sends = |role: &&str| role.contains("Mail.Send") || role.contains("Full Access");
    if !roles.is_empty() && !roles.iter().any(sends) {
        found |= Signal::FoundNoAssignment;
    }
    found |= missing(text, context) | app(&objects, context);
    // A list of members is a finding about the mailbox only when it was asked for members.
    let members: Vec<&Object> = objects.iter().filter(|object| has(object, "recipienttype")).collect();
    if let (Some(mailbox), false) = (context.mailbox(), members.is_empty()) {
        let is_member = members
            .iter()
            .any(|member| value(member, "primarysmtpaddress").is_some_and(|a| a.eq_ignore_ascii_case(mailbox)));
        found |= if is_member {
            Signal::FoundMember
        } else {
            Signal::FoundNotMember
        };
    }
    // Several checks ask for one name, and one that finds it is enough.
    let there =
        Signal::FoundMailbox | Signal::FoundList | Signal::FoundContact | Signal::FoundGuest | Signal::FoundOnPremises;
    if found.contains_any(there | Signal::FoundInScope | Signal::FoundOutOfScope) {
        found.remove(Signal::FoundNoRecipient);
    }
    // One assignment that covers the mailbox is enough.
    if found.contains(Signal::FoundInScope) {
        found.remove(Signal::FoundOutOfScope);
    }
    found
}

fn one(object: &Object, context: &Context) -> Signals {
    let is = |name: &str, wanted: &str| value(object, name).is_some_and(|v| v.eq_ignore_ascii_case(wanted));
    let mut found = Signals::NONE;
    for (holds, signal) in [
        (is("inscope", "true"), Signal::FoundInScope),
        (is("inscope", "false"), Signal::FoundOutOfScope),
        (is("accesscheckresult", "denied"), Signal::FoundPolicyDenied),
        (is("accesscheckresult", "granted"), Signal::FoundPolicyGranted),
        (is("accountenabled", "false"), Signal::FoundSpDisabled),
    ] {
        if holds {
            found |= signal;
        }
    }
    // EwsEnabled False is no block: it switches EWS alone, which is being retired, and Graph works on.
    if value(object, "ewsapplicationaccesspolicy")
        .is_some_and(|policy| policy.to_ascii_lowercase().starts_with("enforce"))
    {
        found |= Signal::FoundEwsBlocked;
    }
    // A distinguished name begins with CN=; an address never does.
    if let Some((_, group)) = value(object, "recipientfilter").and_then(|filter| filter.split_once("MemberOfGroup"))
        && !group.to_ascii_uppercase().contains("CN=")
    {
        found |= Signal::FoundFilterByAddress;
    }
    if has(object, "consenttype") && value(object, "scope").is_some_and(|scope| scope.contains("Mail.")) {
        found |= Signal::FoundDelegated;
    }
    found | recipient(object, context)
}

/// What was looked for and is not there: Exchange and Microsoft Graph PowerShell name it in quotes. The name of the cmdlet decides
/// only where the value does not: Test-ServicePrincipalAuthorization looks for the mailbox as well.
fn missing(text: &str, context: &Context) -> Signals {
    let lower = text.to_ascii_lowercase().replace('\u{2019}', "'");
    let mut found = Signals::NONE;
    for line in lower.lines() {
        let Some((before, _)) = ["couldn't be found", "could not be found"]
            .iter()
            .find_map(|words| line.split_once(words))
        else {
            continue;
        };
        let is = |name: &str| before.contains(&["'", &name.to_ascii_lowercase(), "'"].concat());
        let of_app = context.client_id().is_some_and(is) || context.object_id().is_some_and(is);
        let of_mailbox = context.mailbox().is_some_and(is);
        found |= if of_app || before.contains("serviceprincipal") && !of_mailbox {
            Signal::FoundNoServicePrincipal
        } else {
            Signal::FoundNoRecipient
        };
    }
    found
}

/// Exchange's record of the app (AppId, ObjectId) beside the enterprise application's object id: of the token, or as Entra shows
/// it (AppId, Id). Get-ServicePrincipal may list every app when it does not find the one (its reference says so).
fn app(objects: &[Object], context: &Context) -> Signals {
    let Some(client_id) = context.client_id() else {
        return Signals::NONE;
    };
    let records = || {
        objects
            .iter()
            .filter(|object| has(object, "appid") && has(object, "objectid"))
    };
    let ours = |object: &&Object| value(object, "appid").is_some_and(|id| id.eq_ignore_ascii_case(client_id));
    let Some(record) = records().find(ours) else {
        return match records().next() {
            Some(_) => Signal::FoundNoServicePrincipal.into(),
            None => Signals::NONE,
        };
    };
    let shown = objects.iter().filter(ours).find_map(|object| value(object, "id"));
    match (value(record, "objectid"), context.object_id().or(shown)) {
        (Some(theirs), Some(own)) if guid::is_guid(theirs) && !theirs.eq_ignore_ascii_case(own) => {
            Signal::FoundOtherObjectId.into()
        }
        _ => Signals::NONE,
    }
}

/// What kind of recipient an object is: `RecipientTypeDetails` of Get-Recipient, Get-Mailbox and Get-User.
fn recipient(object: &Object, context: &Context) -> Signals {
    let Some(kind) = value(object, "recipienttypedetails") else {
        return Signals::NONE;
    };
    let kind = kind.to_ascii_lowercase();
    let is_list = kind.ends_with("group") || kind.ends_with("distributionlist") || kind == "groupmailbox";
    // Among the members of a group a group is a finding of its own.
    if has(object, "recipienttype") {
        return Signals::when(is_list, Signal::FoundNestedGroup);
    }
    let deleted = value(object, "issoftdeletedbyremove").or_else(|| value(object, "whensoftdeleted"));
    if deleted.is_some_and(|value| !value.is_empty() && !value.eq_ignore_ascii_case("false")) {
        return Signal::FoundSoftDeleted.into();
    }
    match kind.as_str() {
        "usermailbox" | "sharedmailbox" => {
            Signal::FoundMailbox | context.mailbox().map_or(Signals::NONE, |own| address(object, own))
        }
        "mailcontact" => Signal::FoundContact.into(),
        "guestmailuser" | "guestuser" => Signal::FoundGuest.into(),
        "remoteusermailbox" | "remotesharedmailbox" | "mailuser" => Signal::FoundOnPremises.into(),
        "user" | "disableduser" => Signal::FoundUnlicensed.into(),
        _ if is_list => Signal::FoundList.into(),
        _ => Signals::NONE,
    }
}

/// Whether a mailbox that was found is called as the connection calls it.
fn address(object: &Object, own: &str) -> Signals {
    let is = |name: &str| value(object, name).is_some_and(|v| v.eq_ignore_ascii_case(own));
    let alias = ["smtp:", own].concat();
    let addresses = value(object, "emailaddresses").unwrap_or_default();
    let mut addresses = addresses.trim_matches(['{', '}']).split(',').map(str::trim);
    // The primary address has SMTP: in capitals.
    if addresses.any(|one| one.starts_with("smtp:") && one.eq_ignore_ascii_case(&alias)) {
        return Signal::FoundAlias | Signal::FoundOtherAddress;
    }
    let names = ["primarysmtpaddress", "userprincipalname", "externaldirectoryobjectid"];
    match has(object, "primarysmtpaddress") && !names.into_iter().any(is) {
        true => Signal::FoundOtherAddress.into(),
        false => Signals::NONE,
    }
}

fn has(object: &Object, name: &str) -> bool {
    object.iter().any(|(n, _)| n == name)
}

fn value<'o>(object: &'o Object, name: &str) -> Option<&'o str> {
    object.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
}

/// Splits a text into objects: lines of `Name : Value`, apart by blank lines. A value that is longer than the console is wide
/// goes on below itself, indented.
fn objects(text: &str) -> Vec<Object> {
    let mut objects: Vec<Object> = vec![Vec::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            objects.push(Vec::new());
            continue;
        }
        let Some(object) = objects.last_mut() else { continue };
        if line.starts_with("        ")
            && let Some((_, value)) = object.last_mut()
        {
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let name = name.trim();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            continue;
        }
        object.push((name.to_ascii_lowercase(), value.trim().to_owned()));
    }
    objects.retain(|object| !object.is_empty());
    objects
}

#[cfg(test)]
mod tests;
