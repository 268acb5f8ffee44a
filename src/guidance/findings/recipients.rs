//! Recipients: Get-Recipient, Get-Mailbox, Get-User, and the members of a group.

use super::{
    Findings,
    object::{Object, is_cut},
};
use crate::guidance::{
    Context,
    signals::{Signal, Signals},
};

/// Reads the recipients.
pub fn read(objects: &[Object], context: &Context, findings: &mut Findings) {
    for object in objects {
        findings.signals |= kind(object, objects.len() == 1, context);
        if object.is("usertype", "guest") {
            findings.signals |= Signal::FoundGuest;
            findings.understood.push("a guest".to_owned());
        }
        if let Some(kind) = object.value("recipienttypedetails") {
            findings
                .understood
                .push(match kind.bytes().all(|b| b.is_ascii_alphanumeric()) {
                    true => format!("a recipient: {kind}"),
                    false => "a recipient".to_owned(),
                });
        }
    }
    // A list of members is a finding about the mailbox only when it was asked for members.
    let members: Vec<&Object> = objects.iter().filter(|object| object.has("recipienttype")).collect();
    if let (Some(mailbox), false) = (context.mailbox(), members.is_empty()) {
        let addresses: Vec<&str> = members
            .iter()
            .filter_map(|member| member.value("primarysmtpaddress"))
            .collect();
        if addresses.iter().any(|address| address.eq_ignore_ascii_case(mailbox)) {
            findings.signals |= Signal::FoundMember;
        } else if addresses.len() == members.len() && !addresses.iter().any(|address| is_cut(address)) {
            // A member without its whole address could be the mailbox.
            findings.signals |= Signal::FoundNotMember;
        }
    }
}

/// What kind of recipient an object is: its `RecipientTypeDetails`. An object alone may be the recipient or the only member of a group.
fn kind(object: &Object, is_alone: bool, context: &Context) -> Signals {
    // Get-DistributionGroupMember prints the type alone by default.
    let Some(kind) = object
        .value("recipienttypedetails")
        .or_else(|| object.value("recipienttype"))
    else {
        return Signals::NONE;
    };
    let kind = kind.to_ascii_lowercase();
    let is_list = kind.ends_with("group") || kind.ends_with("distributionlist") || kind == "groupmailbox";
    // Among the members of a group a group is a finding of its own.
    let may_be_member = is_list || !is_alone || matches!(kind.as_str(), "usermailbox" | "sharedmailbox");
    if object.has("recipienttype") && may_be_member {
        return Signals::when(is_list, Signal::FoundNestedGroup);
    }
    let deleted = object
        .value("issoftdeletedbyremove")
        .or_else(|| object.value("whensoftdeleted"));
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
    let alias = ["smtp:", own].concat();
    let addresses = object.value("emailaddresses").unwrap_or_default();
    let mut addresses = addresses.trim_matches(['{', '}']).split([',', ';', ' ']).map(str::trim);
    // The primary address has SMTP: in capitals.
    if addresses.any(|one| one.starts_with("smtp:") && one.eq_ignore_ascii_case(&alias)) {
        return Signal::FoundAlias | Signal::FoundOtherAddress;
    }
    let names = ["primarysmtpaddress", "userprincipalname", "externaldirectoryobjectid"];
    let is_own = names.into_iter().any(|name| object.is(name, own));
    let primary = object
        .value("primarysmtpaddress")
        .filter(|address| address.contains('@') && !is_cut(address));
    Signals::when(primary.is_some() && !is_own, Signal::FoundOtherAddress)
}
