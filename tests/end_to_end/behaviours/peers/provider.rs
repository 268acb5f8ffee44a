//! Installs and runs the server.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::{
        OnceLock,
        mpsc::{Receiver, channel},
    },
    time::Duration,
};

use serde_json::Value;

pub const TENANT: &str = "11111111-2222-4333-8444-555555555555";

const FILES: [(&str, &str); 3] = [
    ("package.json", include_str!("package.json")),
    ("package-lock.json", include_str!("package-lock.json")),
    ("provider.mjs", include_str!("provider.mjs")),
];

const NEEDED: &str =
    "the tests against oidc-provider need Node.js 18 or later, npm, and, the first time, its package registry";

/// A running server. It ends with this value.
pub struct Provider {
    child: Child,
    /// The server ends when it is closed, also if this process dies.
    _input: ChildStdin,
    lines: Receiver<Value>,
    port: u64,
    folder: tempfile::TempDir,
}

impl Provider {
    /// Starts a server that knows the key of that certificate.
    pub fn start(certificate: &str) -> Self {
        let script = installed().join("provider.mjs");
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("certificate.pem"), certificate).unwrap();
        let mut child = Command::new("node")
            .arg(script)
            .arg(TENANT)
            .arg(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect(NEEDED);
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            // The server also prints notices for people.
            for line in output
                .lines()
                .map_while(Result::ok)
                .filter(|line| line.starts_with('{'))
            {
                if sender.send(serde_json::from_str(&line).unwrap()).is_err() {
                    return;
                }
            }
        });
        let mut provider = Self {
            child,
            _input: input,
            lines,
            port: 0,
            folder,
        };
        provider.port = provider.next()["port"].as_u64().unwrap();
        provider
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A file that it wrote.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What it says of the next request.
    pub fn next(&self) -> Value {
        self.lines
            .recv_timeout(Duration::from_secs(60))
            .expect("the server says what it did with each request; its errors are above")
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder with the server, installed by npm as `package-lock.json` says. Later runs use what is there.
fn installed() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers");
        let is_current = || {
            let same =
                |(name, text): &(&str, &str)| fs::read_to_string(folder.join(name)).is_ok_and(|own| own == *text);
            FILES.iter().all(same) && folder.join("node_modules/.package-lock.json").is_file()
        };
        if is_current() {
            return folder;
        }
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in FILES {
            fs::write(folder.join(name), text).unwrap();
        }
        let installed = Command::new("npm")
            .args([
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--no-update-notifier",
            ])
            .current_dir(&folder)
            .output()
            .expect(NEEDED);
        assert!(
            installed.status.success(),
            "npm could not install the server: {NEEDED}.\n{}",
            String::from_utf8_lossy(&installed.stderr)
        );
        folder
    })
}
