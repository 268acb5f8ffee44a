use super::*;

const DIGEST: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn parse(text: &str, folder: &Path) -> Result<Config, String> {
    Config::parse(text, folder).map_err(|error| error.to_string())
}

fn one(more: &str) -> String {
    format!("[[tenant]]\nname = \"a\"\ntoken_sha256 = \"{DIGEST}\"\ndirectory = \"a\"\n{more}")
}

#[test]
fn tenants_with_their_folders() {
    let dir = tempfile::tempdir().unwrap();
    let token = "0123456789abcdef0123456789abcdef";
    fs::write(dir.path().join("b.token"), format!("{token}\nmore\n")).unwrap();
    let text = one("bytes_under_way = 5\ncalls_under_way = 7\n")
        + "[[tenant]]\nname = \"b\"\ntoken_file = \"b.token\"\ndirectory = \"/srv/b\"\n[limits]\ncalls_per_mailbox = 2\n[gate]\nurl_file = \"gate.url\"\n";
    let path = dir.path().join("serve.toml");
    fs::write(&path, text).unwrap();
    let config = Config::read(&path).unwrap();
    assert_eq!(config.limits.calls_per_mailbox, Some(2));
    assert_eq!(config.gate.as_ref().unwrap().url_file, dir.path().join("gate.url"));
    let [a, b] = &config.tenants[..] else {
        panic!("{config:?}")
    };
    assert_eq!((a.name.as_str(), &a.directory), ("a", &dir.path().join("a")));
    assert_eq!((a.bytes_under_way, b.bytes_under_way), (Some(5), None));
    assert_eq!((a.calls_under_way, b.calls_under_way), (Some(7), None));
    assert!(a.token.unwrap().is_equal(&Sha256Digest::of(b"abc")));
    assert!(b.token.unwrap().is_equal(&Sha256Digest::of(token.as_bytes())));
    assert_eq!(b.directory, Path::new("/srv/b"));
}

#[test]
fn what_is_wrong_is_said_without_a_token() {
    let folder = Path::new("/nowhere");
    let second = |name: &str, digest: &str, directory: &str| {
        one(&format!(
            "[[tenant]]\nname = \"{name}\"\ntoken_sha256 = \"{digest}\"\ndirectory = \"{directory}\"\n"
        ))
    };
    let other = DIGEST.replace('b', "c");
    for (text, said) in [
        (String::new(), "no [[tenant]]"),
        (one("tokens = 1\n"), "line 5: unknown field `tokens`"),
        (one("[limit]\nx = 1\n"), "unknown field `limit`"),
        (one("[gate]\nurl = \"postgres://marker\"\n"), "unknown field `url`"),
        (
            one("bytes_under_way = \"marker\"\n"),
            "line 5: this is not TOML, or a value has the wrong type",
        ),
        ("[[tenant]]\nname = \"a\"\n".to_owned(), "missing field `directory`"),
        (
            "[[tenant]]\nname = \"a\"\ndirectory = \"a\"\n".to_owned(),
            "give token_sha256, token_file or certificate_sha256",
        ),
        (
            "[[tenant]]\nname = \"../a\"\ndirectory = \"a\"\n".to_owned(),
            "a tenant's name",
        ),
        (one("token_file = \"t\"\n"), "either token_sha256 or token_file"),
        (one("").replace(DIGEST, "marker-token"), "tenant a: a digest is"),
        (one("").replace('"', ""), "line 2: this is not TOML"),
        (second("a", &other, "b"), "tenants a and a have the same name"),
        (second("b", DIGEST, "b"), "tenants a and b have the same token"),
        (second("b", &other, "a"), "tenants a and b have the same directory"),
    ] {
        let error = parse(&text, folder).unwrap_err();
        assert!(
            error.contains(said) && !error.contains("marker") && !error.contains(DIGEST),
            "{said}: {error}"
        );
    }
    let error = parse(
        &one("").replace(&format!("token_sha256 = \"{DIGEST}\""), "token_file = \"gone\""),
        folder,
    );
    assert!(error.unwrap_err().contains("/nowhere/gone"));
}
