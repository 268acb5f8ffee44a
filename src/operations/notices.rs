//! Notices: the operation works, but a person should know something.

use crate::{
    auth::claims::Claims,
    connection::CheckedConnection,
    contract::Notice,
    guidance::catalogue::causes,
    limits::{CREDENTIAL_EXPIRY_URGENT_DAYS, CREDENTIAL_EXPIRY_WARN_DAYS},
    time,
};

/// Permissions that make a scope in Exchange void if they are consented in Entra: the effective rights are the union of both.
/// Source: learn.microsoft.com "Role Based Access Control for Applications in Exchange Online", FAQ.
const DEFEATS_SCOPE: [&str; 2] = ["Mail.Send", "Mail.ReadWrite"];

/// Warns if the token holds tenant-wide mail permissions.
pub fn tenant_wide_grant(claims: &Claims) -> Option<Notice> {
    let held: Vec<&str> = DEFEATS_SCOPE.into_iter().filter(|role| claims.has(role)).collect();
    if held.is_empty() {
        return None;
    }
    Some(Notice {
        code: "tenant-wide-grant".to_owned(),
        message: format!(
            "{} is consented in Entra, which covers every mailbox of the tenant. A scope set in Exchange does not limit it.",
            held.join(" and ")
        ),
        fix: causes::TENANT_WIDE_GRANT.fix.to_owned(),
        ..Notice::default()
    })
}

/// Says that a draft of a mail that was sent could not be removed.
pub fn draft_left(message_id: &str) -> Notice {
    Notice {
        code: "draft-left".to_owned(),
        message: format!("The mail was sent. Another draft of it could not be removed (message {message_id})."),
        fix: "Delete the draft in the mailbox's Drafts folder.".to_owned(),
        ..Notice::default()
    }
}

/// Warns in the weeks before the credential expires, and after it has expired.
pub fn credential_expiry(connection: &CheckedConnection, now: u64) -> Option<Notice> {
    let date = connection.credential_expires?;
    let days = i64::from(date.to_julian_day().saturating_sub(time::date(now).to_julian_day()));
    if days > CREDENTIAL_EXPIRY_WARN_DAYS {
        return None;
    }
    let (code, message) = match days {
        ..0 => (
            "credential-expired",
            format!("The credential expired on {date}, by the date in the connection."),
        ),
        0 => ("credential-expires-today", "The credential expires today.".to_owned()),
        1..=CREDENTIAL_EXPIRY_URGENT_DAYS => (
            "credential-expires-this-week",
            format!("The credential expires in {days} days, on {date}."),
        ),
        _ => (
            "credential-expires-soon",
            format!("The credential expires in {days} days, on {date}."),
        ),
    };
    Some(Notice {
        code: code.to_owned(),
        message,
        fix: "Create a new client secret (guide step 3), store it, and change the date. Until then both secrets work."
            .to_owned(),
        ..Notice::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenant_wide_grants_give_a_notice() {
        let claims = |roles: &[&str]| Claims {
            roles: roles.iter().map(|r| (*r).to_owned()).collect(),
            ..Claims::default()
        };
        assert!(tenant_wide_grant(&claims(&[])).is_none());
        assert!(tenant_wide_grant(&claims(&["User.Read.All"])).is_none());
        assert!(
            tenant_wide_grant(&claims(&["Mail.ReadWrite", "Mail.Send"]))
                .unwrap()
                .message
                .starts_with("Mail.Send and Mail.ReadWrite")
        );
    }

    #[test]
    fn expiry_gives_a_notice_from_thirty_days_before() {
        let connection = CheckedConnection {
            credential_expires: time::parse_date("1970-04-11"),
            ..CheckedConnection::example()
        };
        for (today, expected) in [
            (69_u64, None),
            (70, Some("credential-expires-soon")),
            (92, Some("credential-expires-soon")),
            (93, Some("credential-expires-this-week")),
            (99, Some("credential-expires-this-week")),
            (100, Some("credential-expires-today")),
            (101, Some("credential-expired")),
        ] {
            let notice = credential_expiry(&connection, today * 86_400 + 7);
            assert_eq!(notice.map(|n| n.code), expected.map(str::to_owned), "day {today}");
        }
    }
}
