//! A real PostgreSQL server for a test: Debian's, in a temporary folder, on loopback.

use std::{
    fs,
    net::{Ipv4Addr, SocketAddrV4, TcpListener},
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::Duration,
};

/// Password of the only user, `postgres`.
pub const PASSWORD: &str = "marker-password-of-the-database";

/// A running server. It ends with this value.
pub struct Server {
    programs: PathBuf,
    dir: tempfile::TempDir,
    address: SocketAddrV4,
    child: Child,
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1.
    pub fn start() -> Self {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .unwrap()
            .local_addr()
            .unwrap();
        Self::start_on(SocketAddrV4::new(Ipv4Addr::LOCALHOST, free.port()))
    }

    /// Starts a server on an address of loopback.
    pub fn start_on(address: SocketAddrV4) -> Self {
        let programs = programs().expect("this test needs PostgreSQL: apt-get install postgresql");
        let dir = tempfile::tempdir().unwrap();
        if let Some((user, group)) = other_user() {
            chown(dir.path(), Some(user), Some(group)).unwrap();
        }
        fs::write(dir.path().join("password"), PASSWORD).unwrap();
        if let Some((user, group)) = other_user() {
            chown(dir.path().join("password"), Some(user), Some(group)).unwrap();
        }
        let made = command(&programs, "initdb", dir.path())
            .args([
                "-D",
                "data",
                "-U",
                "postgres",
                "--auth=scram-sha-256",
                "--pwfile=password",
            ])
            .args(["--no-sync", "--encoding=UTF8", "--locale=C"])
            .output()
            .unwrap();
        assert!(
            made.status.success(),
            "initdb: {}",
            String::from_utf8_lossy(&made.stderr)
        );
        let child = run(&programs, dir.path(), address);
        let mut server = Self {
            programs,
            dir,
            address,
            child,
        };
        server.wait_until_ready();
        server
    }

    /// The address with the password.
    pub fn url(&self) -> String {
        format!(
            "postgres://postgres:{PASSWORD}@localhost:{}/postgres",
            self.address.port()
        )
    }

    /// Its folder.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Runs a statement. Returns what psql prints, without decoration.
    pub fn psql(&self, statement: &str) -> String {
        let output = self.try_psql(statement);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Waits until a statement returns that.
    pub fn wait_for(&self, statement: &str, expected: &str) {
        while self.psql(statement) != expected {
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn try_psql(&self, statement: &str) -> Output {
        let mut psql = command(&self.programs, "psql", self.dir.path());
        psql.env("PGPASSWORD", PASSWORD)
            .args(["-h", &self.address.ip().to_string()])
            .args(["-p", &self.address.port().to_string()]);
        psql.args(["-U", "postgres", "-X", "-q", "-A", "-t", "-c", statement])
            .output()
            .unwrap()
    }

    /// Ends the server at once, as a crash does.
    pub fn stop(&mut self) {
        // SIGQUIT also ends the sessions, which SIGKILL would leave to find out.
        let signalled = Command::new("kill")
            .args(["-QUIT", &self.child.id().to_string()])
            .status();
        assert!(signalled.unwrap().success());
        self.child.wait().unwrap();
    }

    /// Starts it again after [`stop`](Self::stop), on the same port.
    pub fn start_again(&mut self) {
        self.child = run(&self.programs, self.dir.path(), self.address);
        self.wait_until_ready();
    }

    fn wait_until_ready(&mut self) {
        while !self.try_psql("SELECT 1").status.success() {
            if let Some(status) = self.child.try_wait().unwrap() {
                let log = fs::read_to_string(self.dir.path().join("log")).unwrap_or_default();
                panic!("the server ended with {status}: {log}");
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.try_wait().is_ok_and(|ended| ended.is_none()) {
            self.stop();
        }
    }
}

fn run(programs: &Path, dir: &Path, address: SocketAddrV4) -> Child {
    let log = fs::File::options()
        .create(true)
        .append(true)
        .open(dir.join("log"))
        .unwrap();
    let mut postgres = command(programs, "postgres", dir);
    // Its time zones and languages are not needed, and no data has to survive the machine.
    postgres.args(["-D", "data", "-p", &address.port().to_string(), "-c", "fsync=off"]);
    postgres.args(["-c", &format!("listen_addresses={}", address.ip())]);
    postgres.args(["-c", "unix_socket_directories="]);
    postgres
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap()
}

fn command(programs: &Path, name: &str, dir: &Path) -> Command {
    let mut command = Command::new(programs.join(name));
    command.current_dir(dir).env("LC_ALL", "C");
    if let Some((user, group)) = other_user() {
        command.uid(user).gid(group);
    }
    command
}

/// The user to run as, for root: PostgreSQL refuses root.
fn other_user() -> Option<(u32, u32)> {
    let own = fs::metadata("/proc/self").ok()?;
    if std::os::unix::fs::MetadataExt::uid(&own) != 0 {
        return None;
    }
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let ids = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    ids("postgres").or_else(|| ids("nobody"))
}

/// The folder of the newest version's programs: Debian keeps them out of the path.
fn programs() -> Option<PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let version = |dir: &fs::DirEntry| dir.file_name().to_str().and_then(|name| name.parse::<u32>().ok());
    let mut versions: Vec<_> = versions
        .filter_map(|dir| Some((version(&dir)?, dir.path().join("bin"))))
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path);
    let candidates = versions.into_iter().rev().map(|(_, dir)| dir).chain(in_path);
    candidates
        .into_iter()
        .find(|dir| dir.join("initdb").is_file() && dir.join("psql").is_file())
}
