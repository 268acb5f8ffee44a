//! One line that a person copied out of its output: a row of Test-ServicePrincipalAuthorization without the header, or a name and its
//! value without the colon.

use super::super::object::Object;

/// Reads a line. Returns its object, and that it takes one line.
pub fn take(line: &str) -> Option<(Vec<Object>, usize)> {
    let object = role(line).or_else(|| pair(line))?;
    Some((vec![object], 1))
}

/// `Application Mail.Send  Mail.Send  Contoso Senders  CustomRecipientScope  False`
fn role(line: &str) -> Option<Object> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let (["Application", permission, ..], Some(last)) = (words.as_slice(), words.last()) else {
        return None;
    };
    let result = match words.as_slice() {
        [.., not, run] if not.eq_ignore_ascii_case("not") && run.eq_ignore_ascii_case("run") => "Not Run",
        _ => last,
    };
    let mut object = Object::default();
    object.add("RoleName", &["Application ", permission].concat());
    object.add("InScope", result);
    let is_result = object.truth("inscope").is_some() || result == "Not Run";
    (is_result && permission.contains('.')).then_some(object)
}

/// `InScope False`
fn pair(line: &str) -> Option<Object> {
    let (name, value) = line.trim().split_once(char::is_whitespace)?;
    let is_result = NAMES.iter().any(|known| known.eq_ignore_ascii_case(name));
    let mut object = Object::default();
    object.add(name, value);
    (is_result && !value.trim().contains(char::is_whitespace)).then_some(object)
}

/// Properties whose names are no words of a sentence.
const NAMES: [&str; 5] = [
    "inscope",
    "accesscheckresult",
    "recipienttypedetails",
    "accountenabled",
    "ewsapplicationaccesspolicy",
];
