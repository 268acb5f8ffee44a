//! Which request a text is about: by the URL in it, by the names that SDKs have for it, and by the words of programs that send mail.

use crate::{cloud::Cloud, guidance::catalogue::Service, http::Effect, step::Step};

/// What a text says about the request.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Request {
    /// The request of this connector that does the same.
    pub step: Option<Step>,
    /// The service that it went to.
    pub service: Option<Service>,
    /// What it may have done, if the text shows that without naming the step.
    pub effect: Option<Effect>,
    /// The host of Microsoft that the text names.
    pub host: Option<&'static str>,
}

impl Request {
    fn of_step(step: Step, host: Option<&'static str>) -> Self {
        let service = match step {
            Step::Token => Service::Token,
            _ => Service::Graph,
        };
        Self {
            step: Some(step),
            service: Some(service),
            effect: Some(step.effect()),
            host,
        }
    }
}

/// Reads which request a text is about.
pub fn find(text: &str) -> Request {
    let lower = text.to_ascii_lowercase();
    let host = |hosts: &[&'static str]| hosts.iter().copied().find(|host| lower.contains(host));
    let graph = host(&Cloud::ALL.map(Cloud::graph_host));
    let login = host(&Cloud::ALL.map(Cloud::login_host)).or_else(|| host(&OTHER_LOGIN_HOSTS));
    let upload = has_any(
        &lower,
        &["attachmentsessions(", "/uploadsession", "upload url", "uploadurl"],
    ) || lower.contains("outlook.office") && lower.contains("attachment");
    // A path is the surest sign, and of two the one that sends.
    if has_any(&lower, &SEND_CALLS) {
        return Request::of_step(Step::SendMail, graph);
    }
    if lower.contains("/messages/") && sends_draft(&lower) {
        return Request::of_step(Step::SendDraft, graph);
    }
    if lower.contains("createuploadsession") {
        return Request::of_step(Step::CreateUploadSession, graph);
    }
    if upload {
        return Request::of_step(Step::UploadChunk, graph);
    }
    if login.is_some() || has_any(&lower, &TOKEN_WORDS) {
        return Request::of_step(Step::Token, login);
    }
    if let Some(request) = by_path(&lower, graph) {
        return request;
    }
    if has_any(&lower, &SEND_WORDS) {
        return Request::of_step(Step::SendMail, graph);
    }
    Request {
        service: (graph.is_some() || has_any(&lower, &GRAPH_WORDS)).then_some(Service::Graph),
        host: graph,
        ..Request::default()
    }
}

/// Reads a path of Graph that does not send.
fn by_path(lower: &str, graph: Option<&'static str>) -> Option<Request> {
    let is_get = lower.contains("get http")
        || lower.contains("\"get\"")
        || lower.contains("get /")
        || lower.contains("get \"http");
    if has_any(lower, &["mailfolders/drafts", "mailfolders('drafts')"]) && !lower.contains("/messages") {
        return Some(Request::of_step(Step::DraftsFolder, graph));
    }
    if lower.contains("/messages") {
        let is_attachment = lower.contains("/attachments");
        return Some(Request::of_step(
            match (is_get, is_attachment) {
                (true, true) => Step::ListAttachments,
                (true, false) => Step::GetMessage,
                (false, true) => Step::AddAttachment,
                (false, false) => Step::CreateDraft,
            },
            graph,
        ));
    }
    (graph.is_some() && is_get).then_some(Request {
        step: None,
        service: Some(Service::Graph),
        effect: Some(Effect::Idempotent),
        host: graph,
    })
}

/// Whether a path ends in `/send`, below a message.
fn sends_draft(lower: &str) -> bool {
    lower.match_indices("/send").any(|(at, found)| {
        let after = lower.get(at.saturating_add(found.len())..).unwrap_or_default();
        !after.starts_with(|c: char| c.is_ascii_alphanumeric())
    })
}

/// Finds the mailbox in the address of a send, in lower case: `/users/{mailbox}/sendMail`.
pub fn sender(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let (before, _) = lower.split_once("/sendmail")?;
    let (_, mailbox) = before.rsplit_once("/users/")?;
    (mailbox.contains('@') && !mailbox.contains(char::is_whitespace)).then(|| mailbox.to_owned())
}

fn has_any(lower: &str, words: &[&str]) -> bool {
    words.iter().any(|words| lower.contains(words))
}

/// Entra's other hosts: older names, and aliases of a cloud.
const OTHER_LOGIN_HOSTS: [&str; 5] = [
    "login.windows.net",
    "sts.windows.net",
    "login.chinacloudapi.cn",
    "login-us.microsoftonline.com",
    "login.microsoft.com",
];

/// Names of the send in URLs, SDKs and PowerShell.
const SEND_CALLS: [&str; 4] = [
    "sendmail",
    "send-mgusermail",
    "send-graphmailmessage",
    "send-mgusermessage",
];

/// Words of programs that were sending a mail. They count if nothing else shows the request.
const SEND_WORDS: [&str; 33] = [
    "send_an_email",
    "the send to",
    "send_mail",
    "send-mail",
    "send mail",
    "send a mail",
    "send email",
    "send_email",
    "sendemail",
    "send an email",
    "send e-mail",
    "send an e-mail",
    "send message",
    "send the message",
    "send the mail",
    "send the email",
    "sendmessage",
    "send_message",
    "send this mail",
    "sending mail",
    "sending email",
    "sending e-mail",
    "sending an email",
    "sending message",
    "failed to send",
    "could not send",
    "couldn't send",
    "unable to send",
    "was not sent",
    "not been sent",
    "mail send",
    "mailqueue",
    "send draft",
];

/// Names of the sign-in in libraries and logs.
const TOKEN_WORDS: [&str; 20] = [
    "/oauth2/",
    "clientautherror",
    "msal",
    "acquiretoken",
    "acquire_token",
    "acquire token",
    "acquiring token",
    "token endpoint",
    "tokenendpoint",
    "token request",
    "requesting token",
    "get token",
    "gettoken",
    "get_token",
    "fetch token",
    "access token from",
    "clientsecretcredential",
    "client_credentials",
    "adalerror",
    "refresh token",
];

/// Names of Graph and Exchange that stand in no other service's text.
const GRAPH_WORDS: [&str; 7] = [
    "microsoft graph",
    "msgraph",
    "microsoft.graph",
    "graphserviceclient",
    "graph api",
    "edm.",
    "exchange online",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_read_from_urls_names_and_words() {
        for (text, step) in [
            (
                "url: https://graph.microsoft.com/v1.0/users/a@b.c/sendMail",
                Some(Step::SendMail),
            ),
            ("Send-MgUserMail : x", Some(Step::SendMail)),
            (
                "POST https://graph.microsoft.com/v1.0/users/x/messages/AAMk/send",
                Some(Step::SendDraft),
            ),
            (
                "POST /users/x/messages/AAMk/attachments/createUploadSession",
                Some(Step::CreateUploadSession),
            ),
            (
                "POST https://graph.microsoft.com/v1.0/users/x/messages/A/attachments",
                Some(Step::AddAttachment),
            ),
            (
                "POST https://graph.microsoft.com/v1.0/users/x/messages",
                Some(Step::CreateDraft),
            ),
            (
                "GET https://graph.microsoft.com/v1.0/users/x/messages/A",
                Some(Step::GetMessage),
            ),
            (
                "GET https://graph.microsoft.com/v1.0/users/x/mailFolders/drafts",
                Some(Step::DraftsFolder),
            ),
            (
                "PUT https://outlook.office365.com/api/v2.0/Users('x')/Messages('y')/AttachmentSessions('z')",
                Some(Step::UploadChunk),
            ),
            (
                "https://login.microsoftonline.com/t/oauth2/v2.0/token",
                Some(Step::Token),
            ),
            (
                "ClientAuthError: network_error: Failed to send message",
                Some(Step::Token),
            ),
            ("[MailQueue] Failed to send message", Some(Step::SendMail)),
            ("mail 0001.eml was not sent", Some(Step::SendMail)),
            ("graph.microsoft.com timed out", None),
            ("all is well", None),
        ] {
            assert_eq!(find(text).step, step, "{text}");
        }
        assert_eq!(
            find("host='graph.microsoft.com', port=443").service,
            Some(Service::Graph)
        );
        assert_eq!(
            find("GET https://graph.microsoft.com/v1.0/me").effect,
            Some(Effect::Idempotent)
        );
        assert_eq!(find("nothing"), Request::default());
    }
}
