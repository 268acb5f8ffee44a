//! A node: `obelisk server run` as a process.

use std::{
    ffi::OsString,
    fs::File,
    net::{SocketAddr, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// How long a node may take to start. It compiles the components at its first start.
const START: Duration = Duration::from_secs(120);

/// A process of Obelisk. It is killed with this value.
pub struct Node {
    folder: PathBuf,
    address: SocketAddr,
    variables: Vec<(&'static str, String)>,
    child: Option<Child>,
}

impl Node {
    /// Prepares a node in a folder of its own. Its configuration is `config` with the address of its API in place of that of the file.
    pub fn new(folder: PathBuf, config: &str, deployment: &str, variables: &[(&'static str, String)]) -> Self {
        std::fs::create_dir_all(&folder).expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        assert!(config.contains("127.0.0.1:5005"));
        let config = config.replace("127.0.0.1:5005", &address.to_string());
        std::fs::write(folder.join("server.toml"), config).expect("a file");
        std::fs::write(folder.join("deployment.toml"), deployment).expect("a file");
        Self {
            folder,
            address,
            variables: variables.to_vec(),
            child: None,
        }
    }

    /// Starts it, and waits until its API listens.
    pub fn start(&mut self) {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .expect("a file");
        let mut server = Command::new(program());
        server
            .args(["server", "run", "--server-config", "server.toml"])
            .args(["--deployment", "deployment.toml"])
            .current_dir(&self.folder)
            .envs(self.variables.clone());
        server.stdin(Stdio::null()).stderr(log.try_clone().expect("a file"));
        let mut child = server.stdout(log).spawn().expect("Obelisk starts");
        let started = Instant::now();
        while TcpStream::connect(self.address).is_err() {
            let ended = child.try_wait().expect("a process");
            assert!(
                ended.is_none() && started.elapsed() < START,
                "the node did not start: {}",
                std::fs::read_to_string(self.log()).unwrap_or_default()
            );
            sleep(Duration::from_millis(200));
        }
        self.child = Some(child);
    }

    /// Kills it with SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            child.kill().expect("a process");
            child.wait().expect("a process");
        }
    }

    /// Whether it was started and not killed since.
    pub fn is_running(&self) -> bool {
        self.child.is_some()
    }

    /// The address of its web API.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The program, which `cargo xtask engine obelisk` names.
pub fn program() -> OsString {
    std::env::var_os("OBELISK").expect("OBELISK names the program: run cargo xtask engine obelisk")
}
