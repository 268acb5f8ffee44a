//! The forms in which consoles print objects: `Format-List`, tables, `ConvertTo-Json`, `Export-Csv`, and tables of Markdown.

mod csv;
mod json;
mod list;
mod row;
mod table;

use super::object::Object;

/// Names of the properties that the checks print. They tell a list from prose, and one property from the next in a line that lost
/// its breaks.
const NAMES: [&str; 58] = [
    "rolename",
    "role",
    "grantedpermissions",
    "allowedresourcescope",
    "scopetype",
    "inscope",
    "roleassignee",
    "roleassigneename",
    "roleassigneetype",
    "customresourcescope",
    "customrecipientwritescope",
    "assignmentmethod",
    "effectiveusername",
    "name",
    "recipientfilter",
    "recipientrestrictionfilter",
    "recipientroot",
    "scoperestrictiontype",
    "exclusive",
    "recipienttype",
    "recipienttypedetails",
    "primarysmtpaddress",
    "windowsemailaddress",
    "emailaddresses",
    "userprincipalname",
    "externaldirectoryobjectid",
    "issoftdeletedbyremove",
    "whensoftdeleted",
    "whenmailboxcreated",
    "appid",
    "objectid",
    "serviceprincipalid",
    "sid",
    "id",
    "displayname",
    "accountenabled",
    "signinaudience",
    "serviceprincipaltype",
    "consenttype",
    "clientid",
    "scope",
    "accesscheckresult",
    "accessright",
    "scopename",
    "scopeidentity",
    "mailbox",
    "mailboxid",
    "mailboxsid",
    "ewsapplicationaccesspolicy",
    "ewsenabled",
    "ewsallowlist",
    "ewsblocklist",
    "trustee",
    "accessrights",
    "maxsendsize",
    "resourcedisplayname",
    "approleid",
    "identity",
];

/// The objects of a text, and how many of its lines belong to none.
#[derive(Debug, Default)]
pub struct Parsed {
    /// The objects, in the order of the text.
    pub objects: Vec<Object>,
    /// Lines that are no part of an object.
    pub other_lines: usize,
}

/// Reads all objects of a text.
pub fn parse(text: &str) -> Parsed {
    let text = text.trim_start_matches(['\u{feff}', '\u{200b}']);
    let in_json = json::objects(text);
    if !in_json.is_empty() {
        return Parsed {
            objects: in_json,
            other_lines: 0,
        };
    }
    let mut parsed = Parsed::default();
    let lines: Vec<&str> = text.lines().map(|line| line.trim_end_matches('\r')).collect();
    let mut rest = lines.as_slice();
    while let [line, after @ ..] = rest {
        let block = table::take(rest)
            .or_else(|| csv::take(rest))
            .or_else(|| list::take(rest))
            .or_else(|| row::take(line));
        match block {
            Some((objects, used)) => {
                parsed.objects.extend(objects);
                rest = rest.get(used.max(1)..).unwrap_or_default();
            }
            None => {
                parsed.other_lines = parsed.other_lines.saturating_add(usize::from(!line.trim().is_empty()));
                rest = after;
            }
        }
    }
    parsed
}

/// Returns a name that a narrow console cut off, if only one begins so.
fn whole_name(name: &str) -> &str {
    let Some(start) = name.strip_suffix('\u{2026}').or_else(|| name.strip_suffix("...")) else {
        return name;
    };
    let start = start.to_ascii_lowercase();
    let mut whole = NAMES.iter().filter(|name| name.starts_with(&start));
    match (whole.next(), whole.next()) {
        (Some(one), None) => one,
        _ => name,
    }
}

fn is_known(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.contains(&name.as_str())
}
