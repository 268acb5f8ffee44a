//! Files that `openssl` makes, and signatures that it checks.

use std::{
    fs,
    path::PathBuf,
    process::{Command, Output},
    time::{Duration, SystemTime},
};

use super::*;

mod files;
mod keys;

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
