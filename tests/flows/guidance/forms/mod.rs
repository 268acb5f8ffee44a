//! One error in the forms in which people have it. The first cause and the verdict must be those of the plain body in each; `score`
//! compares them. Text that breaks off may say less, and nothing else.

mod libraries;
mod wrappings;

use outlook_connector::{
    contract::{Explanation, ServiceResponse},
    explain,
};
use serde_json::{Value, json};

use super::{NOW, corpus, first};

/// An error of which body, status and service are known.
pub struct Known {
    place: String,
    is_token: bool,
    status: u16,
    body: String,
    /// The code, or OAuth's error.
    code: String,
    message: String,
}

/// What a form shows of an error.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// Status and body.
    All,
    /// The body.
    Body,
    /// Status, code and message: what SDKs print.
    Parts,
    /// Code and message.
    PartsWithoutStatus,
}

/// A way to write an error down.
struct Way {
    name: &'static str,
    shows: Shows,
    /// Returns nothing for errors that the library never meets.
    write: fn(&Known) -> Option<String>,
}

/// An error in a form.
pub struct Form {
    pub place: String,
    pub name: &'static str,
    pub text: String,
    /// What is said of the plain body.
    pub plain: Explanation,
}

impl Form {
    /// What is handed to `explain`.
    pub fn response(&self) -> ServiceResponse {
        pasted(self.text.clone())
    }
}

impl Known {
    fn reason(&self) -> &'static str {
        let status = http::StatusCode::from_u16(self.status).unwrap();
        status
            .canonical_reason()
            .unwrap_or_else(|| panic!("{}: {status}", self.place))
    }

    /// What is said of the plain parts that a form shows.
    fn plain(&self, shows: Shows) -> Explanation {
        let body = match shows {
            Shows::All | Shows::Body => self.body.clone(),
            _ if self.is_token => json!({ "error": self.code, "error_description": self.message }).to_string(),
            _ => json!({ "error": { "code": self.code, "message": self.message } }).to_string(),
        };
        let status = matches!(shows, Shows::All | Shows::Parts).then_some(self.status);
        let plain = ServiceResponse {
            http_status: status,
            ..pasted(body)
        };
        explain(&plain, NOW)
    }
}

fn pasted(body: String) -> ServiceResponse {
    ServiceResponse {
        body,
        ..ServiceResponse::default()
    }
}

fn known() -> Vec<Known> {
    let of = |(place, case): (String, Value)| {
        let body = &case["body"];
        let (is_token, parts) = match &body["error"] {
            error @ Value::Object(_) => (false, (&error["code"], &error["message"])),
            error => (true, (error, &body["error_description"])),
        };
        Some(Known {
            is_token,
            status: u16::try_from(case["http_status"].as_u64()?).unwrap(),
            body: body.is_object().then(|| body.to_string())?,
            code: parts.0.as_str()?.to_owned(),
            message: parts.1.as_str()?.to_owned(),
            place: place.starts_with("recorded").then_some(place)?,
        })
    };
    corpus().into_iter().filter_map(of).collect()
}

/// Every known error in every form.
pub fn all() -> Vec<Form> {
    let known = known();
    let mut forms = Vec::new();
    for way in wrappings::ALL.iter().chain(&libraries::ALL) {
        for error in &known {
            let Some(text) = (way.write)(error) else { continue };
            // An SDK that shows no code shows nothing to go by.
            if error.code.is_empty() && !matches!(way.shows, Shows::All | Shows::Body) {
                continue;
            }
            forms.push(Form {
                place: error.place.clone(),
                name: way.name,
                text,
                plain: error.plain(way.shows),
            });
        }
    }
    assert!(forms.len() > 800, "{} forms", forms.len());
    forms
}

#[test]
fn text_that_breaks_off_is_never_sure_of_something_else() {
    let mut wrong = Vec::new();
    for form in all() {
        let step = |step: Option<&str>, text: &str| {
            let response = ServiceResponse {
                step: step.map(str::to_owned),
                ..pasted(text.to_owned())
            };
            explain(&response, NOW)
        };
        // Some 30 places of each.
        let places = (0..form.text.len()).step_by(1 + form.text.len() / 30);
        for request in [None, Some("send-mail")] {
            let full = step(request, &form.text);
            for end in places.clone().filter(|end| form.text.is_char_boundary(*end)) {
                let cut = step(request, &form.text[..end]);
                let is_certain = cut.detail.causes[0].confidence == "certain";
                let says_not_sent = cut.verdict != full.verdict && full.verdict == "permanent-outcome-unknown";
                let is_other = first(&cut) != first(&full) && first(&cut) != "look-before-sending-again";
                if is_certain && is_other || says_not_sent {
                    wrong.push(format!(
                        "{} as {}, {request:?}, cut at {end} of {}: {} ({}) and {}, not {} and {}",
                        form.place,
                        form.name,
                        form.text.len(),
                        first(&cut),
                        cut.detail.causes[0].confidence,
                        cut.verdict,
                        first(&full),
                        full.verdict,
                    ));
                    break;
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}
