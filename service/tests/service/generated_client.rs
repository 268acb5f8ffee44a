//! A client that is generated from the OpenAPI document, against the service: `openapi-typescript` makes the types, `tsc` compiles the
//! program `service/tests/client` with them, strictly, and Node.js runs it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use crate::lab::{Lab, TOKEN, connection};

const FILES: [(&str, &str); 4] = [
    ("package.json", include_str!("../client/package.json")),
    ("package-lock.json", include_str!("../client/package-lock.json")),
    ("tsconfig.json", include_str!("../client/tsconfig.json")),
    ("client.ts", include_str!("../client/client.ts")),
];

const NEEDED: &str = "this test needs Node.js 18 or later, npm, and, the first time, its package registry";

/// The test's name has `peers::`, so that `cargo xtask test` leaves it out where Node.js or npm is missing.
mod peers {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_generated_client_compiles_and_works() {
        let folder = installed();
        run(
            &folder,
            "npx",
            &["openapi-typescript", "openapi.json", "--output", "schema.ts"],
        );
        run(&folder, "npx", &["tsc", "-p", "."]);
        let lab = Lab::new().await;
        let (url, connection) = (format!("http://{}", lab.address), connection().to_string());
        let node =
            tokio::task::spawn_blocking(move || run(&folder, "node", &["out/client.js", &url, TOKEN, &connection]));
        let told = node.await.unwrap();
        assert!(String::from_utf8_lossy(&told.stdout).contains("has done its work"));
        let delivered = lab.emulator.delivered();
        assert_eq!(delivered.len(), 1);
    }
}

fn run(folder: &Path, program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("NO_UPDATE_NOTIFIER", "1")
        .stdin(Stdio::null())
        .output()
        .expect(NEEDED);
    assert!(
        output.status.success(),
        "{program} {}: {NEEDED}\n{}\n{}",
        arguments[0],
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output
}

/// The folder with the program and what npm installs as `package-lock.json` says. Later runs use what is there.
fn installed() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generated-client");
    let lock = folder.join("package-lock.json");
    let is_current = fs::read_to_string(&lock).is_ok_and(|own| own == FILES[1].1)
        && folder.join("node_modules/.package-lock.json").is_file();
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in FILES {
        fs::write(folder.join(name), text).unwrap();
    }
    fs::write(folder.join("openapi.json"), outlook_service::openapi()).unwrap();
    if !is_current {
        let npm = [
            "ci",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
        ];
        run(&folder, "npm", &npm);
    }
    folder
}
