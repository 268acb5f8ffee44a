//! What a caller passes: it is refused by the names of its fields before any request, or it arrives as it was passed.

use arbitrary::{Result, Unstructured};
use outlook_connector::contract::{
    Attachment, Connection, Content, Credential, Error, Header, Importance, Mail, Message, Recipient, SendOptions,
    Sensitivity,
};
use serde_json::Value;

use super::{
    operations::connection,
    promises::detail,
    service::{Came, host},
};

fn text(bytes: &mut Unstructured<'_>) -> Result<String> {
    Ok(match bytes.arbitrary::<u8>()? {
        0..40 => "megan@contoso.com".to_owned(),
        40..60 => "x-ticket".to_owned(),
        60..80 => "outlook".to_owned(),
        80..100 => "8d1f4e4c-8f0e-4a34-9a0f-1f4a8a3a2b10".to_owned(),
        _ => bytes.arbitrary::<&str>()?.to_owned(),
    })
}

fn option<T>(bytes: &mut Unstructured<'_>, one: fn(&mut Unstructured<'_>) -> Result<T>) -> Result<Option<T>> {
    match bytes.arbitrary()? {
        true => Ok(Some(one(bytes)?)),
        false => Ok(None),
    }
}

fn list<T>(bytes: &mut Unstructured<'_>, one: fn(&mut Unstructured<'_>) -> Result<T>) -> Result<Vec<T>> {
    (0..bytes.int_in_range(0..=3)?).map(|_| one(bytes)).collect()
}

fn recipient(bytes: &mut Unstructured<'_>) -> Result<Recipient> {
    Ok(Recipient {
        address: text(bytes)?,
        name: option(bytes, text)?,
    })
}

fn header(bytes: &mut Unstructured<'_>) -> Result<Header> {
    Ok(Header {
        name: text(bytes)?,
        value: text(bytes)?,
    })
}

fn attachment(bytes: &mut Unstructured<'_>) -> Result<Attachment> {
    Ok(Attachment {
        name: text(bytes)?,
        content_type: option(bytes, text)?,
        content_id: option(bytes, text)?,
        content: match bytes.int_in_range(0..=2)? {
            0 => Content::Bytes(text(bytes)?.into_bytes()),
            1 => Content::Base64(text(bytes)?),
            _ => Content::Stored(text(bytes)?),
        },
    })
}

/// A message of the fuzzer.
pub fn message(bytes: &mut Unstructured<'_>) -> Result<Message> {
    Ok(Message {
        to: list(bytes, recipient)?,
        cc: list(bytes, recipient)?,
        bcc: list(bytes, recipient)?,
        reply_to: list(bytes, recipient)?,
        from: option(bytes, recipient)?,
        subject: text(bytes)?,
        text: option(bytes, text)?,
        html: option(bytes, text)?,
        attachments: list(bytes, attachment)?,
        importance: option(bytes, |bytes| {
            Ok(if bytes.arbitrary()? {
                Importance::High
            } else {
                Importance::Low
            })
        })?,
        sensitivity: option(bytes, |_| Ok(Sensitivity::Private))?,
        categories: list(bytes, text)?,
        read_receipt: bytes.arbitrary()?,
        delivery_receipt: bytes.arbitrary()?,
        headers: list(bytes, header)?,
        save_to_sent_items: option(bytes, |bytes| bytes.arbitrary())?,
    })
}

fn any_connection(bytes: &mut Unstructured<'_>) -> Result<Connection> {
    let credential = |bytes: &mut Unstructured<'_>| {
        Ok(match bytes.int_in_range(0..=2)? {
            0 => Credential::ClientSecret(text(bytes)?),
            1 => Credential::Certificate(text(bytes)?),
            _ => Credential::FederatedAssertion(text(bytes)?),
        })
    };
    Ok(Connection {
        cloud: option(bytes, text)?,
        tenant_id: text(bytes)?,
        client_id: text(bytes)?,
        credential: credential(bytes)?,
        mailbox: text(bytes)?,
        credential_expires: option(bytes, text)?,
        out_of_scope_mailbox: option(bytes, text)?,
        granted_at: option(bytes, text)?,
        ..Connection::default()
    })
}

/// A connection, a mail and options.
pub fn input(data: &[u8]) {
    let mut bytes = Unstructured::new(data);
    let _ = try_input(&mut bytes);
}

fn try_input(bytes: &mut Unstructured<'_>) -> Result<()> {
    let connection = match bytes.arbitrary()? {
        true => any_connection(bytes)?,
        false => connection(),
    };
    let options = SendOptions {
        idempotency_key: option(bytes, text)?,
        reference: option(bytes, text)?,
        time_budget_ms: option(bytes, |bytes| bytes.arbitrary())?,
    };
    let message = message(bytes)?;
    let host = host(Unstructured::new(&[]), true);
    let result = outlook_connector::send_mail(&host, &connection, Mail::Message(message.clone()), &options);
    let came = host.network.came();
    match result {
        Ok(_) => came.iter().for_each(check_request),
        Err(error) => {
            let is_input = matches!(error, Error::PermanentInvalidInput(_));
            let detail = detail(&error);
            if is_input {
                assert!(came.is_empty(), "{error:?}");
                assert!(!detail.fields.is_empty() || detail.code != "invalid-input", "{error:?}");
            }
            for field in &detail.fields {
                assert!(!field.message.is_empty() && !field.fix.is_empty());
                // Texts of the mail are never repeated.
                for typed in [
                    message.text.as_deref(),
                    message.html.as_deref(),
                    Some(&*message.subject),
                ] {
                    let typed =
                        typed.filter(|typed| typed.len() >= 24 && typed.bytes().all(|b| b.is_ascii_alphanumeric()));
                    assert!(typed.is_none_or(|typed| !field.message.contains(typed) && !field.fix.contains(typed)));
                }
            }
        }
    }
    Ok(())
}

/// What goes into a request line cannot end it, and a body is one document.
fn check_request(came: &Came) {
    assert!(came.path.bytes().all(|b| b.is_ascii_graphic()), "{:?}", came.path);
    assert!(
        came.path.starts_with('/') && !came.path.contains("//") && !came.path.contains("/../"),
        "{:?}",
        came.path
    );
    if came.path.contains("/v1.0/users/") && came.body.first() == Some(&b'{') {
        serde_json::from_slice::<Value>(&came.body).expect("JSON");
    }
}

/// An address and a name. What is accepted arrives as it was typed, as one recipient.
pub fn address(data: &[u8]) {
    let Ok(typed) = std::str::from_utf8(data) else { return };
    let (address, name) = match typed.split_once('\u{0}') {
        Some((address, name)) => (address, Some(name.to_owned())),
        None => (typed, None),
    };
    let recipient = Recipient {
        address: address.to_owned(),
        name: name.clone(),
    };
    let message = Message {
        to: vec![recipient],
        subject: "Hello".to_owned(),
        text: Some("Text".to_owned()),
        ..Message::default()
    };
    let host = host(Unstructured::new(&[]), true);
    let result = outlook_connector::send_mail(&host, &connection(), Mail::Message(message), &SendOptions::default());
    let came = host.network.came();
    let Some(sent) = came.last() else {
        assert!(result.is_err());
        return;
    };
    result.expect("what passes is sent");
    let json: Value = serde_json::from_slice(&sent.body).expect("JSON");
    let to = json["message"]["toRecipients"].as_array().expect("a list");
    assert_eq!(to.len(), 1);
    let sent = to[0]["emailAddress"]["address"].as_str().expect("an address");
    assert_eq!(sent, address.trim());
    assert_eq!(sent.matches('@').count(), 1);
    assert!(
        !sent.contains(|c: char| c.is_whitespace() || c.is_control() || "<>,;".contains(c)),
        "{sent:?}"
    );
    let name = name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    assert_eq!(to[0]["emailAddress"]["name"].as_str(), name);
}
