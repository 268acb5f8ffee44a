//! Certificates, new keys, and the store.

use super::*;

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
