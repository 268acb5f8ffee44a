//! Every form of file, and what cannot be opened.

use super::*;

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
