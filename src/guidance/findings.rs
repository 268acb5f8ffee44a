//! Findings: what a check printed, pasted back. Reads the lists of PowerShell's `Format-List`, whose names are not translated.
//!
//! It reads what the catalogue's own checks print, and nothing else: text without such lists gives no signal.

use super::{Values, signals as s};
use crate::ids;

/// One object of a list: names in lower case, with their values.
type Object<'t> = Vec<(String, &'t str)>;

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
    let lower = text.to_ascii_lowercase();
    // Exchange and Microsoft Graph PowerShell say so when there is no such object.
    let missing = lower.contains("couldn't be found")
        || lower.contains("could not be found")
        || lower.contains("couldn’t be found");
    if missing && lower.contains("serviceprincipal") {
        found |= s::FOUND_NO_SERVICE_PRINCIPAL;
    } else if missing {
        found |= s::FOUND_NO_RECIPIENT;
    }
    // A list of members is a finding about the mailbox only when it was asked for members.
    let members: Vec<&Object<'_>> = objects.iter().filter(|object| has(object, "recipienttype")).collect();
    if !members.is_empty() {
        let is_member = members.iter().any(|member| {
            value(member, "primarysmtpaddress").is_some_and(|a| a.eq_ignore_ascii_case(values.mailbox()))
        });
        found |= if is_member {
            s::FOUND_MEMBER
        } else {
            s::FOUND_NOT_MEMBER
        };
    }
    // One assignment that covers the mailbox is enough.
    if found & s::FOUND_IN_SCOPE != 0 {
        found &= !s::FOUND_OUT_OF_SCOPE;
    }
    found
}

fn one(object: &Object<'_>, values: &Values) -> u64 {
    let is = |name: &str, wanted: &str| value(object, name).is_some_and(|v| v.eq_ignore_ascii_case(wanted));
    let mut found = 0;
    for (holds, signal) in [
        (is("inscope", "true"), s::FOUND_IN_SCOPE),
        (is("inscope", "false"), s::FOUND_OUT_OF_SCOPE),
        (is("accesscheckresult", "denied"), s::FOUND_POLICY_DENIED),
        (is("accesscheckresult", "granted"), s::FOUND_POLICY_GRANTED),
        (is("ewsenabled", "false"), s::FOUND_EWS_BLOCKED),
        (is("accountenabled", "false"), s::FOUND_SP_DISABLED),
    ] {
        if holds {
            found |= signal;
        }
    }
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
    // Exchange's record of the app; the token's `oid` is the enterprise application's object id.
    if has(object, "appid")
        && let (Some(theirs), Some(own)) = (value(object, "objectid"), values.object_id())
        && ids::is_guid(theirs)
        && !theirs.eq_ignore_ascii_case(own)
    {
        found |= s::FOUND_OTHER_OBJECT_ID;
    }
    if has(object, "consenttype") && value(object, "scope").is_some_and(|scope| scope.contains("Mail.")) {
        found |= s::FOUND_DELEGATED;
    }
    found | recipient(object, values)
}

/// What kind of recipient an object is: `RecipientTypeDetails` of Get-Recipient, Get-Mailbox and Get-User.
fn recipient(object: &Object<'_>, values: &Values) -> u64 {
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
        "usermailbox" | "sharedmailbox" => {
            let own = |name: &str| value(object, name).is_some_and(|v| v.eq_ignore_ascii_case(values.mailbox()));
            let known = has(object, "primarysmtpaddress")
                && !own("primarysmtpaddress")
                && !own("userprincipalname")
                && !own("externaldirectoryobjectid");
            s::FOUND_MAILBOX | if known { s::FOUND_OTHER_ADDRESS } else { 0 }
        }
        "mailcontact" => s::FOUND_CONTACT,
        "guestmailuser" | "guestuser" => s::FOUND_GUEST,
        "remoteusermailbox" | "remotesharedmailbox" | "mailuser" => s::FOUND_ON_PREMISES,
        "user" | "disableduser" => s::FOUND_UNLICENSED,
        _ if is_list => s::FOUND_LIST,
        _ => 0,
    }
}

fn has(object: &Object<'_>, name: &str) -> bool {
    object.iter().any(|(n, _)| n == name)
}

fn value<'t>(object: &Object<'t>, name: &str) -> Option<&'t str> {
    object.iter().find(|(n, _)| n == name).map(|(_, value)| *value)
}

/// Splits a text into objects: lines of `Name : Value`, apart by blank lines. A value may run on, indented.
fn objects(text: &str) -> Vec<Object<'_>> {
    let mut objects: Vec<Object<'_>> = vec![Vec::new()];
    for line in text.lines() {
        if line.trim().is_empty() {
            objects.push(Vec::new());
            continue;
        }
        let Some((name, value)) = line.split_once(':') else {
            continue;
        };
        let name = name.trim();
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric()) {
            continue;
        }
        if let Some(object) = objects.last_mut() {
            object.push((name.to_ascii_lowercase(), value.trim()));
        }
    }
    objects.retain(|object| !object.is_empty());
    objects
}

#[cfg(test)]
mod tests;
