//! Makes a key with a self-signed certificate.

use std::time::{Duration, SystemTime};

use getrandom::SysRng;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_RSA_SHA256,
};
use rsa_keys::{pkcs1::EncodeRsaPrivateKey, pkcs8::EncodePrivateKey};
use rustls::pki_types::PrivatePkcs8KeyDer;
use zeroize::Zeroizing;

use super::{
    SoftwareKey,
    error::{MAX_DAYS, NewKeyError},
};

/// The certificate is valid from this long before now: clocks differ.
const EARLIER: Duration = Duration::from_secs(10 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Longest common name: `ub-common-name` of RFC 5280, appendix A.
const COMMON_NAME_CHARS: usize = 64;

/// A key to be made: RSA, with a certificate that it signs itself.
///
/// By default it has 2048 bits, as Microsoft's own examples have, and the certificate is valid for 365 days.
#[derive(Debug, Clone)]
#[must_use]
pub struct NewKey {
    common_name: String,
    days: u32,
    bits: usize,
}

impl NewKey {
    /// A key whose certificate has this common name. Entra shows it and does not check it.
    pub fn new(common_name: impl Into<String>) -> Self {
        Self {
            common_name: common_name.into(),
            days: 365,
            bits: 2048,
        }
    }

    /// Sets how many days the certificate is valid: 1 to 3650.
    pub fn days(mut self, days: u32) -> Self {
        self.days = days;
        self
    }

    /// Sets the size of the key: 2048, 3072 or 4096 bits.
    pub fn bits(mut self, bits: usize) -> Self {
        self.bits = bits;
        self
    }

    /// Makes the key. It blocks meanwhile: two primes are searched for, which takes from a tenth of a second to some seconds.
    ///
    /// # Errors
    /// [`NewKeyError`] when a value is out of its limits.
    pub fn create(&self) -> Result<SoftwareKey, NewKeyError> {
        if !matches!(self.bits, 2048 | 3072 | 4096) {
            return Err(NewKeyError::Bits(self.bits));
        }
        if !(1..=MAX_DAYS).contains(&self.days) {
            return Err(NewKeyError::Days(self.days));
        }
        let name = self.common_name.trim();
        if name.is_empty() || name.chars().count() > COMMON_NAME_CHARS || name.chars().any(char::is_control) {
            return Err(NewKeyError::CommonName);
        }
        let failed = |error: &dyn std::fmt::Display| NewKeyError::Failed(error.to_string());
        let key = rsa_keys::PrivateKey::new(&mut SysRng, self.bits).map_err(|error| failed(&error))?;
        let pkcs1 = key.to_pkcs1_der().map_err(|error| failed(&error))?;
        let pkcs8 = key.to_pkcs8_der().map_err(|error| failed(&error))?;
        let certificate = self.certificate(pkcs8.as_bytes()).map_err(|error| failed(&error))?;
        SoftwareKey::new(Zeroizing::new(pkcs1.as_bytes().to_vec()), &[certificate]).map_err(|error| failed(&error))
    }

    fn certificate(&self, pkcs8: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let pair = KeyPair::from_pkcs8_der_and_sign_algo(&PrivatePkcs8KeyDer::from(pkcs8), &PKCS_RSA_SHA256)?;
        let now = SystemTime::now();
        let mut name = DistinguishedName::new();
        name.push(DnType::CommonName, self.common_name.trim());
        let mut params = CertificateParams::default();
        params.distinguished_name = name;
        params.not_before = (now - EARLIER).into();
        params.not_after = (now + DAY * self.days).into();
        params.is_ca = IsCa::ExplicitNoCa;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        Ok(params.self_signed(&pair)?.der().to_vec())
    }
}
