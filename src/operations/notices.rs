//! Notices: the operation works, but a person should know something.

use crate::{
    auth::claims::Claims,
    call::Host,
    connection::CheckedConnection,
    contract::{Credential, Notice},
    limits::{CREDENTIAL_EXPIRY_URGENT_DAYS, CREDENTIAL_EXPIRY_WARN_DAYS},
    notice::notices,
    time::{self, Date},
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
    Some(notices::TENANT_WIDE_GRANT.with(&[("permissions", &held.join(" and "))]))
}

/// Says that a draft of a mail that was sent could not be removed.
pub fn draft_left(message_id: &str) -> Notice {
    notices::DRAFT_LEFT.with(&[("message_id", message_id)])
}

/// Warns in the weeks before the credential expires, and after it has expired. A certificate says itself when it expires. For
/// another credential the connection has the day.
pub fn credential_expiry(host: &dyn Host, connection: &CheckedConnection) -> Option<Notice> {
    let of_certificate = match &connection.credential {
        Credential::Certificate(key) => host
            .certificate(key)
            .ok()
            .map(|certificate| time::date(certificate.not_after)),
        Credential::ClientSecret(_) | Credential::FederatedAssertion(_) => None,
    };
    expiry(of_certificate.or(connection.credential_expires)?, host.unix_seconds())
}

fn expiry(date: Date, now: u64) -> Option<Notice> {
    let days = i64::from(date.to_julian_day().saturating_sub(time::date(now).to_julian_day()));
    if days > CREDENTIAL_EXPIRY_WARN_DAYS {
        return None;
    }
    let notice = match days {
        ..0 => &notices::CREDENTIAL_EXPIRED,
        0 => &notices::CREDENTIAL_EXPIRES_TODAY,
        1..=CREDENTIAL_EXPIRY_URGENT_DAYS => &notices::CREDENTIAL_EXPIRES_THIS_WEEK,
        _ => &notices::CREDENTIAL_EXPIRES_SOON,
    };
    Some(notice.with(&[("days", &days.to_string()), ("date", &date.to_string())]))
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
        let date = time::parse_date("1970-04-11").unwrap();
        for (today, expected) in [
            (69_u64, None),
            (70, Some("credential-expires-soon")),
            (92, Some("credential-expires-soon")),
            (93, Some("credential-expires-this-week")),
            (99, Some("credential-expires-this-week")),
            (100, Some("credential-expires-today")),
            (101, Some("credential-expired")),
        ] {
            let notice = expiry(date, today * 86_400 + 7);
            assert_eq!(notice.map(|n| n.code), expected.map(str::to_owned), "day {today}");
        }
    }
}
