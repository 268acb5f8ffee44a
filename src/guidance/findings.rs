//! Findings: what a check printed, pasted back. Reads the lists of PowerShell's `Format-List`, whose names are not translated.
//!
//! It reads what the catalogue's own checks print, and nothing else: text without such lists gives no signal.

use super::{Values, signals as s};
use crate::guid;

/// One object of a list: names in lower case, with their values.
type Object = Vec<(String, String)>;

/// Signals of all objects in a text.
pub fn read(text: &str, values: &Values) -> u64 {
    // The first check of a refusal lists assignments; a list of none is empty.
    if text.trim().is_empty() {
        return s::FOUND_NO_ASSIGNMENT;
    }
    let objects = objects(text);
    let mut found = objects.iter().fold(0, |found, object| found | one(object, values));
    let roles: Vec<&str> = objects.iter().filter_map(|object| value(object, "rolename")).collect();
    let sends = |role: &&str| role.contains("Mail.Send") || role.contains("Full Access");
    if !roles.is_empty() && !roles.iter().any(sends) {
        found |= s::FOUND_NO_ASSIGNMENT;
    }
    found |= missing(text, values) | app(&objects, values);
    // A list of members is a finding about the mailbox only when it was asked for members.
    let members: Vec<&Object> = objects.iter().filter(|object| has(object, "recipienttype")).collect();
    if let (Some(mailbox), false) = (values.mailbox(), members.is_empty()) {
        let is_member = members
            .iter()
            .any(|member| value(member, "primarysmtpaddress").is_some_and(|a| a.eq_ignore_ascii_case(mailbox)));
        found |= if is_member {
            s::FOUND_MEMBER
        } else {
            s::FOUND_NOT_MEMBER
        };
    }
    // Several checks ask for one name, and one that finds it is enough.
    let there = s::FOUND_MAILBOX | s::FOUND_LIST | s::FOUND_CONTACT | s::FOUND_GUEST | s::FOUND_ON_PREMISES;
    if found & (there | s::FOUND_IN_SCOPE | s::FOUND_OUT_OF_SCOPE) != 0 {
        found &= !s::FOUND_NO_RECIPIENT;
    }
    // One assignment that covers the mailbox is enough.
    if found & s::FOUND_IN_SCOPE != 0 {
        found &= !s::FOUND_OUT_OF_SCOPE;
    }
    found
}

fn one(object: &Object, values: &Values) -> u64 {
    let is = |name: &str, wanted: &str| value(object, name).is_some_and(|v| v.eq_ignore_ascii_case(wanted));
    let mut found = 0;
    for (holds, signal) in [
        (is("inscope", "true"), s::FOUND_IN_SCOPE),
        (is("inscope", "false"), s::FOUND_OUT_OF_SCOPE),
        (is("accesscheckresult", "denied"), s::FOUND_POLICY_DENIED),
        (is("accesscheckresult", "granted"), s::FOUND_POLICY_GRANTED),
        (is("accountenabled", "false"), s::FOUND_SP_DISABLED),
    ] {
        if holds {
            found |= signal;
        }
    }
    // EwsEnabled False is no block: it switches EWS alone, which is being retired, and Graph works on.
    if value(object, "ewsapplicationaccesspolicy")
        .is_some_and(|policy| policy.to_ascii_lowercase().starts_with("enforce"))
    {
        found |= s::FOUND_EWS_BLOCKED;
    }
    // A distinguished name begins with CN=; an address never does.
    if let Some((_, group)) = value(object, "recipientfilter").and_then(|filter| filter.split_once("MemberOfGroup"))
        && !group.to_ascii_uppercase().contains("CN=")
    {
        found |= s::FOUND_FILTER_BY_ADDRESS;
    }
    if has(object, "consenttype") && value(object, "scope").is_some_and(|scope| scope.contains("Mail.")) {
        found |= s::FOUND_DELEGATED;
    }
    found | recipient(object, values)
}

/// What was looked for and is not there: Exchange and Microsoft Graph PowerShell name it in quotes. The name of the cmdlet decides
/// only where the value does not: Test-ServicePrincipalAuthorization looks for the mailbox as well.
fn missing(text: &str, values: &Values) -> u64 {
    let lower = text.to_ascii_lowercase().replace('\u{2019}', "'");
    let mut found = 0;
    for line in lower.lines() {
        let Some((before, _)) = ["couldn't be found", "could not be found"]
            .iter()
            .find_map(|words| line.split_once(words))
        else {
            continue;
        };
        let is = |name: &str| before.contains(&["'", &name.to_ascii_lowercase(), "'"].concat());
        let of_app = values.client_id().is_some_and(is) || values.object_id().is_some_and(is);
        let of_mailbox = values.mailbox().is_some_and(is);
        found |= if of_app || before.contains("serviceprincipal") && !of_mailbox {
            s::FOUND_NO_SERVICE_PRINCIPAL
        } else {
            s::FOUND_NO_RECIPIENT
        };
    }
    found
}

/// Exchange's record of the app (AppId, ObjectId) beside the enterprise application's object id: of the token, or as Entra shows
/// it (AppId, Id). Get-ServicePrincipal may list every app when it does not find the one (its reference says so).
fn app(objects: &[Object], values: &Values) -> u64 {
    let Some(client_id) = values.client_id() else {
        return 0;
    };
    let records = || {
        objects
            .iter()
            .filter(|object| has(object, "appid") && has(object, "objectid"))
    };
    let ours = |object: &&Object| value(object, "appid").is_some_and(|id| id.eq_ignore_ascii_case(client_id));
    let Some(record) = records().find(ours) else {
        return match records().next() {
            Some(_) => s::FOUND_NO_SERVICE_PRINCIPAL,
            None => 0,
        };
    };
    let shown = objects.iter().filter(ours).find_map(|object| value(object, "id"));
    match (value(record, "objectid"), values.object_id().or(shown)) {
        (Some(theirs), Some(own)) if guid::is_guid(theirs) && !theirs.eq_ignore_ascii_case(own) => {
            s::FOUND_OTHER_OBJECT_ID
        }
        _ => 0,
    }
}

/// What kind of recipient an object is: `RecipientTypeDetails` of Get-Recipient, Get-Mailbox and Get-User.
fn recipient(object: &Object, values: &Values) -> u64 {
    let Some(kind) = value(object, "recipienttypedetails") else {
        return 0;
    };
    let kind = kind.to_ascii_lowercase();
    let is_list = kind.ends_with("group") || kind.ends_with("distributionlist") || kind == "groupmailbox";
    // Among the members of a group a group is a finding of its own.
    if has(object, "recipienttype") {
        return if is_list { s::FOUND_NESTED_GROUP } else { 0 };
    }
    let deleted = value(object, "issoftdeletedbyremove").or_else(|| value(object, "whensoftdeleted"));
    if deleted.is_some_and(|value| !value.is_empty() && !value.eq_ignore_ascii_case("false")) {
        return s::FOUND_SOFT_DELETED;
    }
    match kind.as_str() {
        "usermailbox" | "sharedmailbox" => s::FOUND_MAILBOX | values.mailbox().map_or(0, |own| address(object, own)),
        "mailcontact" => s::FOUND_CONTACT,
        "guestmailuser" | "guestuser" => s::FOUND_GUEST,
        "remoteusermailbox" | "remotesharedmailbox" | "mailuser" => s::FOUND_ON_PREMISES,
        "user" | "disableduser" => s::FOUND_UNLICENSED,
        _ if is_list => s::FOUND_LIST,
        _ => 0,
    }
}

/// Whether a mailbox that was found is called as the connection calls it.
fn address(object: &Object, own: &str) -> u64 {
    let is = |name: &str| value(object, name).is_some_and(|v| v.eq_ignore_ascii_case(own));
    let alias = ["smtp:", own].concat();
    let addresses = value(object, "emailaddresses").unwrap_or_default();
    let mut addresses = addresses.trim_matches(['{', '}']).split(',').map(str::trim);
    // The primary address has SMTP: in capitals.
    if addresses.any(|one| one.starts_with("smtp:") && one.eq_ignore_ascii_case(&alias)) {
        return s::FOUND_ALIAS | s::FOUND_OTHER_ADDRESS;
    }
    let names = ["primarysmtpaddress", "userprincipalname", "externaldirectoryobjectid"];
    match has(object, "primarysmtpaddress") && !names.into_iter().any(is) {
        true => s::FOUND_OTHER_ADDRESS,
        false => 0,
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
