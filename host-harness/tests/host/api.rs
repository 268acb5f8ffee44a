//! The public API: no types of the crates underneath outside of the module `sandbox`, and features that do what they say.

use std::{fs, path::Path};

/// Crates whose types may not appear in the high-level API: each of their releases would be a breaking release of ours.
const UNDERNEATH: [&str; 9] = [
    "bytes",
    "http",
    "http_body",
    "hyper",
    "hyper_util",
    "rustls",
    "wasmtime",
    "wasmtime_wasi",
    "wasmtime_wasi_http",
];

/// The low level uses wasmtime's types, as it must. `internals` in `lib.rs` is hidden and serves the benches of this repository.
const LOW_LEVEL: [&str; 4] = ["sandbox", "bindings.rs", "lib.rs", "engine/contract.rs"];

#[test]
fn no_type_of_a_crate_underneath_is_in_the_high_level_api() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    let mut items = 0;
    for path in files {
        let name = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
        if LOW_LEVEL.iter().any(|low| name.starts_with(low)) || name.contains("tests") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let foreign = foreign_names(code);
        for item in public_items(code) {
            items += 1;
            let word = words(&item).find(|word| foreign.iter().any(|name| name == word));
            assert_eq!(word, None, "in {name}: {item}");
        }
    }
    assert!(items > 100, "{items} public items: the test no longer finds them");
}

#[test]
fn the_test_of_public_items_finds_them() {
    let code = "use http::{Method, Uri as U};\nuse wasmtime::Store;\npub fn a(\n    x: &U,\n) {\n    body()\n}\npub(crate) fn b(m: Method) {}\n\
                impl From<Store> for X {\n";
    assert_eq!(foreign_names(code), ["http", "Method", "U", "wasmtime", "Store"]);
    let items: Vec<String> = public_items(code).collect();
    assert_eq!(items, ["pub fn a( x: &U, )", "impl From<Store> for X"]);
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Names that a file imports from the crates underneath, and these crates' own names.
fn foreign_names(code: &str) -> Vec<String> {
    let mut names = Vec::new();
    for statement in code.split("use ").skip(1) {
        let statement = statement.split(';').next().unwrap();
        let Some(root) = words(statement).next().filter(|root| UNDERNEATH.contains(root)) else {
            continue;
        };
        names.push(root.to_owned());
        let mut imported = words(statement).skip(1).peekable();
        while let Some(name) = imported.next() {
            if imported.peek() == Some(&"as") {
                imported.next();
            } else if name.starts_with(char::is_uppercase) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// Public items and implementations of `From`, each up to its body, on one line.
fn public_items(code: &str) -> impl Iterator<Item = String> {
    let mut lines = code.lines();
    std::iter::from_fn(move || {
        loop {
            let line = lines.next()?.trim();
            if !(line.starts_with("pub ") || line.starts_with("impl From<")) {
                continue;
            }
            let mut item = line.to_owned();
            // A field ends with a comma. The signature of a function does not, though its parameters may.
            let is_function = line.contains("fn ");
            while !item.contains(['{', ';']) && (is_function || !item.ends_with(',')) {
                item.push(' ');
                item.push_str(lines.next()?.trim());
            }
            return Some(item.split(['{', ';']).next().unwrap().trim().to_owned());
        }
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

#[cfg(feature = "serde")]
#[test]
fn a_connection_goes_through_json_and_back() {
    use outlook_host::types::{Connection, Credential};
    let json = r#"{"tenant_id":"t","client_id":"c","credential":{"ClientSecret":"name"},"mailbox":"m"}"#;
    let connection: Connection = serde_json::from_str(json).unwrap();
    assert_eq!(connection.credential, Credential::ClientSecret("name".to_owned()));
    let again = serde_json::to_string(&connection).unwrap();
    assert_eq!(serde_json::from_str::<Connection>(&again).unwrap(), connection);
}

#[cfg(feature = "bundled-component")]
#[tokio::test]
async fn the_bundled_component_runs() {
    use outlook_host::{ComponentSource, Connector};
    let connector = Connector::builder(ComponentSource::Bundled)
        .build_async()
        .await
        .unwrap();
    assert!(connector.describe().await.unwrap().contains("describe_version"));
}
