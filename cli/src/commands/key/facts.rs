//! What people compare with the portal: subject, thumbprints, validity.

use std::time::{Duration, SystemTime};

use outlook_host::stores::software_keys::SoftwareKey;
use serde_json::{Value, json};

use crate::{commands::moment, output::TextOutput};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// A warning from this long before the expiry. The component warns then, too.
const SOON: Duration = DAY.saturating_mul(30);
/// A stronger one from here on.
const VERY_SOON: Duration = DAY.saturating_mul(7);

/// How near the end of a certificate's validity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expiry {
    Far,
    Soon,
    VerySoon,
    Expired,
}

impl Expiry {
    fn of(not_after: SystemTime, now: SystemTime) -> Self {
        match not_after.duration_since(now) {
            Err(_) => Self::Expired,
            Ok(left) if left <= VERY_SOON => Self::VerySoon,
            Ok(left) if left <= SOON => Self::Soon,
            Ok(_) => Self::Far,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::Far => "ok",
            Self::Soon => "soon",
            Self::VerySoon => "very-soon",
            Self::Expired => "expired",
        }
    }
}

/// The facts of a key and its certificate. None of them is secret.
pub struct Facts {
    pub sha1: String,
    pub pem: String,
    sha256: String,
    subject: String,
    bits: usize,
    not_before: SystemTime,
    not_after: SystemTime,
    expiry: Expiry,
    days_left: u64,
}

impl Facts {
    pub fn of(key: &SoftwareKey) -> Self {
        let (certificate, now) = (key.certificate(), SystemTime::now());
        let left = certificate.not_after().duration_since(now).unwrap_or_default();
        Self {
            sha1: hex(&certificate.sha1_thumbprint()),
            sha256: hex(&certificate.sha256_thumbprint()),
            // A certificate that was read can be written.
            pem: certificate.to_pem().unwrap_or_default(),
            subject: certificate.subject().to_owned(),
            bits: key.bits(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            expiry: Expiry::of(certificate.not_after(), now),
            days_left: left.as_secs() / DAY.as_secs(),
        }
    }

    pub fn json(&self, name: &str) -> Value {
        json!({
            "name": name,
            "subject": self.subject,
            "bits": self.bits,
            "sha1_thumbprint": self.sha1,
            "sha256_thumbprint": self.sha256,
            "not_before": moment::rfc_3339(self.not_before),
            "not_after": moment::rfc_3339(self.not_after),
            "days_left": self.days_left,
            "expiry": self.expiry.as_str(),
            "certificate": self.pem,
        })
    }

    /// The facts, a line each, and a warning before the expiry.
    pub fn write(&self, out: &mut TextOutput) {
        for (label, value) in [
            ("subject", &self.subject),
            ("thumbprint", &self.sha1),
            ("SHA-256", &self.sha256),
            ("key", &format!("RSA, {} bits", self.bits)),
            ("valid", &self.validity()),
        ] {
            out.line(&format!("  {label:12}{value}"));
        }
        self.warn(out);
    }

    /// Begin and end of the validity.
    pub fn validity(&self) -> String {
        format!("{} to {}", moment::day(self.not_before), moment::day(self.not_after))
    }

    /// Warns from 30 days before the expiry, more strongly from 7 days before.
    pub fn warn(&self, out: &mut TextOutput) {
        const FIX: &str = "Make a new key, upload its certificate, and name it with `outlook-host connection set NAME --next-certificate KEY`.";
        let days = match self.days_left {
            1 => "1 day".to_owned(),
            days => format!("{days} days"),
        };
        match self.expiry {
            Expiry::Far => {}
            Expiry::Soon => out.warning(&format!("The certificate expires in {days}. {FIX}")),
            Expiry::VerySoon => out.alarm(&format!("The certificate expires in {days}: sign-in fails then. {FIX}")),
            Expiry::Expired => out.alarm(&format!("The certificate has expired: Entra refuses it. {FIX}")),
        }
    }
}

/// Hexadecimal digits in capitals without separators, as the portal shows thumbprints.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_30_and_7_days_before() {
        let now = SystemTime::UNIX_EPOCH + DAY * 20_000;
        let second = Duration::from_secs(1);
        for (not_after, expiry) in [
            (now + DAY * 30 + second, "ok"),
            (now + DAY * 30, "soon"),
            (now + DAY * 7 + second, "soon"),
            (now + DAY * 7, "very-soon"),
            (now, "very-soon"),
            (now - second, "expired"),
        ] {
            assert_eq!(Expiry::of(not_after, now).as_str(), expiry);
        }
    }

    #[test]
    fn thumbprints_as_the_portal_shows_them() {
        assert_eq!(hex(&[0x0a, 0xff, 0x10]), "0AFF10");
    }
}
