//! Files that `openssl` makes, and signatures that it checks.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
    time::{Duration, SystemTime},
};

use super::*;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const PASSWORD: &str = "correct horse ключ";

/// A folder in which `openssl` works.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A folder with `key.pem` of that algorithm, and its certificate `cert.pem` and `cert.der`.
    fn with_key(algorithm: &[&str]) -> Self {
        let folder = Self::new();
        folder.openssl(&[&["genpkey", "-out", "key.pem"][..], algorithm].concat());
        folder.certificate("key.pem", "cert.pem");
        folder.openssl(&["x509", "-in", "cert.pem", "-outform", "DER", "-out", "cert.der"]);
        folder
    }

    fn with_rsa() -> Self {
        Self::with_key(&["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"])
    }

    fn certificate(&self, key: &str, certificate: &str) {
        self.openssl(&[
            "req",
            "-new",
            "-x509",
            "-key",
            key,
            "-subj",
            "/CN=outlook test/O=Contoso",
            "-days",
            "30",
            "-out",
            certificate,
        ]);
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new("openssl")
            .args(arguments)
            .current_dir(self.0.path())
            .env("PASSWORD", PASSWORD)
            .output()
            .expect("the tests need openssl: apt-get install openssl")
    }

    fn openssl(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(
            output.status.success(),
            "openssl {arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Opens a file with the certificate `cert.pem`.
    fn open(&self, name: &str, password: Option<&str>) -> Result<SoftwareKey, KeyFileError> {
        SoftwareKey::open(&self.read(name), password, Some(&self.read("cert.pem")))
    }

    /// Checks a signature of the key with the certificate, by `openssl`.
    fn verify(&self, key: &SoftwareKey, certificate: &str) {
        let payload = b"header.claims";
        fs::write(self.path("payload"), payload).unwrap();
        self.openssl(&["x509", "-in", certificate, "-noout", "-pubkey", "-out", "public.pem"]);
        let pss = [
            "-sigopt",
            "rsa_padding_mode:pss",
            "-sigopt",
            "rsa_pss_saltlen:32",
            "-sigopt",
            "rsa_mgf1_md:sha256",
        ];
        for (algorithm, options) in [("PS256", &pss[..]), ("RS256", &[])] {
            fs::write(self.path("signature"), key.sign(algorithm, payload).unwrap()).unwrap();
            let command = ["dgst", "-sha256", "-verify", "public.pem", "-signature", "signature"];
            let verified = self.openssl(&[&command[..], options, &["payload"]].concat());
            assert!(verified.contains("Verified OK"), "{algorithm}: {verified}");
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

#[test]
fn every_form_of_private_key_that_openssl_writes_by_default() {
    let folder = Folder::with_rsa();
    let topk8 = ["pkcs8", "-topk8", "-in", "key.pem"];
    folder.openssl(&["rsa", "-in", "key.pem", "-traditional", "-out", "pkcs1.pem"]);
    folder.openssl(&[
        "rsa",
        "-in",
        "key.pem",
        "-traditional",
        "-outform",
        "DER",
        "-out",
        "pkcs1.der",
    ]);
    folder.openssl(&[&topk8[..], &["-nocrypt", "-outform", "DER", "-out", "pkcs8.der"]].concat());
    for name in ["key.pem", "pkcs1.pem", "pkcs1.der", "pkcs8.der"] {
        let key = folder
            .open(name, None)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(key.bits(), 2048);
        folder.verify(&key, "cert.pem");
    }
    for (name, options) in [
        ("default.pem", &[][..]),
        ("default.der", &["-outform", "DER"]),
        ("aes128.pem", &["-v2", "aes-128-cbc"]),
        ("des3.pem", &["-v2", "des3"]),
        ("sha1.pem", &["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA1"]),
        ("sha512.pem", &["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"]),
        ("scrypt.pem", &["-scrypt"]),
    ] {
        folder.openssl(&[&topk8[..], options, &["-passout", "env:PASSWORD", "-out", name]].concat());
        let key = folder
            .open(name, Some(PASSWORD))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        folder.verify(&key, "cert.pem");
        assert!(
            matches!(folder.open(name, None), Err(KeyFileError::PasswordNeeded)),
            "{name}"
        );
        assert!(
            matches!(folder.open(name, Some("wrong")), Err(KeyFileError::WrongPassword)),
            "{name}"
        );
    }
}

#[test]
fn every_form_of_pkcs_12_that_openssl_and_windows_write() {
    let folder = Folder::with_rsa();
    let export = ["pkcs12", "-export", "-inkey", "key.pem", "-in", "cert.pem"];
    for (name, options) in [
        ("default.p12", &[][..]),
        ("named.p12", &["-name", "outlook"]),
        ("legacy.p12", &["-legacy"]),
        (
            "windows.p12",
            &["-legacy", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"],
        ),
        ("plain-certificate.p12", &["-certpbe", "NONE"]),
        ("no-mac.p12", &["-nomac"]),
    ] {
        folder.openssl(&[&export[..], options, &["-passout", "env:PASSWORD", "-out", name]].concat());
        let bytes = folder.read(name);
        let open = |password| SoftwareKey::open(&bytes, password, None);
        let key = open(Some(PASSWORD)).unwrap_or_else(|error| panic!("{name}: {error}"));
        folder.verify(&key, "cert.pem");
        assert!(matches!(open(None), Err(KeyFileError::PasswordNeeded)), "{name}");
        assert!(
            matches!(open(Some("wrong")), Err(KeyFileError::WrongPassword)),
            "{name}"
        );
    }
    folder.openssl(&[&export[..], &["-passout", "pass:", "-out", "empty.p12"]].concat());
    folder.verify(
        &SoftwareKey::open(&folder.read("empty.p12"), None, None).unwrap(),
        "cert.pem",
    );
    folder.openssl(&[
        "pkcs12",
        "-export",
        "-nocerts",
        "-inkey",
        "key.pem",
        "-passout",
        "env:PASSWORD",
        "-out",
        "key.p12",
    ]);
    let alone = SoftwareKey::open(&folder.read("key.p12"), Some(PASSWORD), None);
    assert!(matches!(alone, Err(KeyFileError::NoCertificate)), "{alone:?}");
    folder.verify(&folder.open("key.p12", Some(PASSWORD)).unwrap(), "cert.pem");
}

#[test]
fn one_file_may_have_all_and_a_chain_may_have_more() {
    let folder = Folder::with_rsa();
    let other = Folder::with_rsa();
    let text = [
        "Bag Attributes\n    localKeyID: 01\n".as_bytes(),
        &folder.read("key.pem"),
    ]
    .concat();
    let chain = [other.read("cert.pem"), folder.read("cert.pem")].concat();
    for (file, certificate) in [
        ([&text[..], &folder.read("cert.pem")].concat(), None),
        ([&chain[..], &text[..]].concat(), None),
        (text.clone(), Some(folder.read("cert.der"))),
        (text.clone(), Some(chain.clone())),
        // A Windows editor.
        (
            String::from_utf8(text.clone())
                .unwrap()
                .replace('\n', "\r\n")
                .into_bytes(),
            Some(chain),
        ),
    ] {
        let key = SoftwareKey::open(&file, None, certificate.as_deref()).unwrap();
        folder.verify(&key, "cert.pem");
        assert_eq!(key.certificate().der(), folder.read("cert.der"));
    }
    let mismatch = SoftwareKey::open(&text, None, Some(&other.read("cert.pem")));
    assert!(matches!(mismatch, Err(KeyFileError::Mismatch)), "{mismatch:?}");
    assert!(matches!(
        SoftwareKey::open(&text, None, None),
        Err(KeyFileError::NoCertificate)
    ));
    let two = [&text[..], &other.read("key.pem"), &folder.read("cert.pem")].concat();
    assert!(matches!(
        SoftwareKey::open(&two, None, None),
        Err(KeyFileError::SeveralKeys(2))
    ));
    let none = SoftwareKey::open(&folder.read("cert.pem"), None, None);
    assert!(matches!(none, Err(KeyFileError::NoKey)), "{none:?}");
}

#[test]
fn what_cannot_be_used_says_why_and_what_to_do() {
    let folder = Folder::with_rsa();
    folder.openssl(&[
        "rsa",
        "-in",
        "key.pem",
        "-traditional",
        "-aes256",
        "-passout",
        "env:PASSWORD",
        "-out",
        "old.pem",
    ]);
    let said = |name: &str| folder.open(name, Some(PASSWORD)).unwrap_err().to_string();
    assert!(said("old.pem").contains("openssl pkcs8 -topk8"), "{}", said("old.pem"));
    // The line that it names does convert.
    folder.openssl(&[
        "pkcs8",
        "-topk8",
        "-in",
        "old.pem",
        "-out",
        "new.pem",
        "-passin",
        "env:PASSWORD",
        "-passout",
        "env:PASSWORD",
    ]);
    folder.verify(&folder.open("new.pem", Some(PASSWORD)).unwrap(), "cert.pem");

    for (name, algorithm, named) in [
        (
            "ec",
            &["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"][..],
            "elliptic curve",
        ),
        (
            "pss",
            &["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
            "RSASSA-PSS",
        ),
        ("ed25519", &["-algorithm", "ED25519"], "of another kind"),
        (
            "small",
            &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
            "1024 bits",
        ),
        (
            "odd",
            &["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2047"],
            "2047 bits",
        ),
    ] {
        let other = Folder::with_key(algorithm);
        let refused = other.open("key.pem", None).unwrap_err().to_string();
        assert!(refused.contains(named), "{name}: {refused}");
    }
    let whole = folder.read("key.pem");
    for (bytes, kind) in [
        (b"".to_vec(), "no private key"),
        (b"<html>".to_vec(), "no private key"),
        (vec![0xFE, 0xED, 0xFE, 0xED, 0, 0, 0, 2], "keytool"),
        (
            b"-----BEGIN OPENSSH PRIVATE KEY-----\nYWJj\n-----END OPENSSH PRIVATE KEY-----\n".to_vec(),
            "ssh-keygen",
        ),
        (whole[..whole.len() / 2].to_vec(), "PEM text is incomplete"),
    ] {
        let refused = SoftwareKey::open(&bytes, Some(PASSWORD), None).unwrap_err().to_string();
        assert!(refused.contains(kind), "{refused}");
    }
    let missing = KeyFile::new(folder.path("gone.pem")).open().unwrap_err().to_string();
    assert!(missing.contains("gone.pem"), "{missing}");
}

#[test]
fn what_is_known_of_a_certificate_is_what_openssl_says() {
    let folder = Folder::with_rsa();
    let key = folder.open("key.pem", None).unwrap();
    let certificate = key.certificate();
    for (option, thumbprint) in [
        ("-sha1", hex(&certificate.sha1_thumbprint())),
        ("-sha256", hex(&certificate.sha256_thumbprint())),
    ] {
        let said = folder.openssl(&["x509", "-in", "cert.pem", "-noout", "-fingerprint", option]);
        let said = said.trim().rsplit('=').next().unwrap().replace(':', "");
        assert_eq!(thumbprint, said);
    }
    assert_eq!(certificate.subject(), "CN=outlook test, O=Contoso");
    let left = certificate.not_after().duration_since(SystemTime::now()).unwrap();
    assert!(left > DAY * 29 && left <= DAY * 30, "{left:?}");
    assert!(!format!("{key:?}").contains(&format!("{:?}", &key.to_pem().unwrap().as_bytes()[40..50])));
}

#[test]
fn a_new_key_is_one_that_openssl_accepts() {
    let folder = Folder::new();
    let key = NewKey::new(" Outlook für Contoso ")
        .days(90)
        .bits(3072)
        .create()
        .unwrap();
    assert_eq!(
        (key.bits(), key.certificate().subject()),
        (3072, "CN=Outlook für Contoso")
    );
    let pem = key.to_pem().unwrap();
    fs::write(folder.path("new.pem"), pem.as_bytes()).unwrap();
    fs::write(folder.path("cert.cer"), key.certificate().to_pem().unwrap()).unwrap();
    folder.verify(&key, "cert.cer");
    folder.openssl(&["rsa", "-in", "new.pem", "-check", "-noout"]);
    folder.openssl(&["verify", "-CAfile", "cert.cer", "cert.cer"]);
    let text = folder.openssl(&["x509", "-in", "cert.cer", "-noout", "-text"]);
    for part in [
        "sha256WithRSAEncryption",
        "Digital Signature",
        "CA:FALSE",
        "Client Authentication",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let left = key.certificate().not_after().duration_since(SystemTime::now()).unwrap();
    assert!(left > DAY * 89 && left <= DAY * 90, "{left:?}");
    let again = SoftwareKey::open(pem.as_bytes(), None, None).unwrap();
    assert_eq!(again.certificate(), key.certificate());
}

#[test]
fn limits_of_a_new_key() {
    let refused = |new: NewKey| new.create().unwrap_err().to_string();
    assert!(refused(NewKey::new("x").bits(1024)).contains("2048"));
    for days in [0, 3651] {
        assert!(refused(NewKey::new("x").days(days)).contains("3650 days"));
    }
    for name in ["", " ", "a\nb", &"x".repeat(65)] {
        assert!(refused(NewKey::new(name)).contains("common name"));
    }
}

#[tokio::test]
async fn a_store_signs_with_keys_in_memory_and_in_files() {
    let folder = Folder::with_rsa();
    folder.openssl(&[
        "pkcs12",
        "-export",
        "-inkey",
        "key.pem",
        "-in",
        "cert.pem",
        "-passout",
        "env:PASSWORD",
        "-out",
        "key.p12",
    ]);
    let file = KeyFile::new(folder.path("key.p12")).password(PASSWORD.to_owned());
    assert!(!format!("{file:?}").contains("horse"));
    let pair = KeyFile::new(folder.path("key.pem")).certificate(folder.path("cert.der"));
    let store = SoftwareKeys::new()
        .with("memory", folder.open("key.pem", None).unwrap())
        .with_file("file", file)
        .with_file("pair", pair)
        .with_file("gone", KeyFile::new(folder.path("gone.pem")));
    for name in ["memory", "file", "pair"] {
        let certificate = store.certificate(name).await.unwrap();
        assert_eq!(certificate.der, folder.read("cert.der"), "{name}");
        assert_eq!(store.sign(name, "PS256", b"payload").await.unwrap().len(), 256);
        let other = store.sign(name, "ES256", b"payload").await;
        assert_eq!(other, Err(KeyError::UnsupportedAlgorithm));
    }
    assert_eq!(store.certificate("nobody").await, Err(KeyError::NotFound));
    assert!(matches!(store.certificate("gone").await, Err(KeyError::Denied(_))));
    // A replaced file counts at once.
    let other = Folder::with_rsa();
    for name in ["key.pem", "cert.der"] {
        fs::copy(other.path(name), folder.path(name)).unwrap();
    }
    assert_eq!(store.certificate("pair").await.unwrap().der, other.read("cert.der"));
}
