//! What a person should know of a mail that is sent as it was given: parts that nothing shows, and header fields or line ends that
//! may not arrive. Such a mail is sent all the same.

use super::{Payload, PreparedMail, Way};
use crate::{
    contract::Notice,
    graph::attachment::CheckedAttachment,
    header_fields,
    mime::{self, Images},
    notice::notices,
};

/// How many entries a notice lists.
const LISTED: usize = 5;

/// Characters of a content ID that a notice shows.
const ID_CHARS: usize = 100;

impl PreparedMail {
    /// Returns the notices of this mail.
    pub fn remarks(&self) -> Vec<Notice> {
        let mut remarks = Vec::new();
        if let Some(message) = self.message() {
            let images = message.html.as_deref().map(mime::find_images);
            remarks.extend(inline_parts(images.as_ref(), &self.attachments));
            if images.is_some_and(|images| images.has_data_url) {
                remarks.push(notices::IMAGE_IN_DATA_URL.with(&[]));
            }
        }
        let headers = self.headers_at_risk();
        if !headers.is_empty() {
            remarks.push(notices::HEADERS_IN_MIME.with(&[("headers", &list(headers))]));
        }
        if let Payload::Mime {
            message: None, bytes, ..
        } = &self.payload
            && !mime::fields(bytes, header_fields::is_removed).is_empty()
        {
            remarks.push(notices::HEADER_REMOVED.with(&[]));
        }
        if self.has_bare_line_ends {
            remarks.push(notices::BARE_LINE_ENDS.with(&[]));
        }
        remarks
    }

    /// Returns the names of custom header fields that stand in MIME alone. Those of a draft are properties of it as well.
    fn headers_at_risk(&self) -> Vec<String> {
        let names = match &self.payload {
            Payload::Json(_) => Vec::new(),
            Payload::Mime {
                message: Some(message), ..
            } if self.way == Way::OneRequest => message.headers.iter().map(|header| header.name.clone()).collect(),
            Payload::Mime { message: Some(_), .. } => Vec::new(),
            Payload::Mime {
                message: None, bytes, ..
            } => {
                let fields = mime::fields(bytes, header_fields::may_be_dropped);
                let is_set = |name: &str| {
                    let set = super::properties::of_header_name(name);
                    self.way != Way::OneRequest
                        && self
                            .properties
                            .iter()
                            .any(|property| property.id.eq_ignore_ascii_case(&set))
                };
                fields
                    .into_iter()
                    .map(|field| field.name)
                    .filter(|name| !is_set(name))
                    .collect()
            }
        };
        names
            .into_iter()
            .filter(|name| header_fields::may_be_dropped(name))
            .collect()
    }
}

/// Compares the content IDs that the HTML refers to, if there is HTML, with those of the attachments.
fn inline_parts(images: Option<&Images>, attachments: &[CheckedAttachment]) -> Vec<Notice> {
    let shown = images.map_or(&[] as &[String], |images| images.content_ids.as_slice());
    let has_id = |attachment: &CheckedAttachment, id: &str| {
        let own = attachment.content_id.as_deref();
        own.is_some_and(|own| mime::is_same_content_id(own, id))
    };
    let missing: Vec<String> = shown
        .iter()
        .filter(|id| !attachments.iter().any(|attachment| has_id(attachment, id)))
        .map(|id| id.chars().filter(|c| !c.is_control()).take(ID_CHARS).collect())
        .collect();
    let unseen: Vec<String> = attachments
        .iter()
        .enumerate()
        .filter(|(_, attachment)| attachment.content_id.is_some() && !shown.iter().any(|id| has_id(attachment, id)))
        .map(|(i, _)| format!("message.attachments[{i}]"))
        .collect();
    let mut found = Vec::new();
    if !missing.is_empty() {
        found.push(notices::INLINE_PART_MISSING.with(&[("content_ids", &list(missing))]));
    }
    if !unseen.is_empty() {
        let notice = match images {
            Some(_) => &notices::INLINE_PART_NOT_SHOWN,
            None => &notices::INLINE_PART_WITHOUT_HTML,
        };
        found.push(notice.with(&[("parts", &list(unseen))]));
    }
    found
}

/// Lists the first entries, and says how many more there are.
fn list(entries: Vec<String>) -> String {
    let more = entries.len().saturating_sub(LISTED);
    let shown: Vec<String> = entries.into_iter().take(LISTED).collect();
    match more {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
