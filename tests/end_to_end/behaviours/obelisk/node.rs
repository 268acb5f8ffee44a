//! A node: `obelisk server run` as a process.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// How long a node may take to start. It compiles the components at its first start.
const START: Duration = Duration::from_secs(120);

/// A process of Obelisk. It is killed with this value.
pub struct Node {
    folder: PathBuf,
    port: u16,
    variables: Vec<(&'static str, String)>,
    child: Option<Child>,
}

impl Node {
    /// Prepares a node in a folder of its own. Its configuration is `config` with the address of its API in place of that of the file.
    pub fn new(folder: PathBuf, config: &str, deployment: &str, variables: &[(&'static str, String)]) -> Self {
        std::fs::create_dir_all(&folder).expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        assert!(config.contains("127.0.0.1:5005"));
        let config = config.replace("127.0.0.1:5005", &format!("127.0.0.1:{port}"));
        std::fs::write(folder.join("server.toml"), config).expect("a file");
        std::fs::write(folder.join("deployment.toml"), deployment).expect("a file");
        Self {
            folder,
            port,
            variables: variables.to_vec(),
            child: None,
        }
    }

    /// Starts it, and waits until its API responds.
    pub fn start(&mut self) {
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log())
            .expect("a file");
        let mut server = obelisk();
        server
            .args(["server", "run", "--server-config", "server.toml"])
            .args(["--deployment", "deployment.toml"])
            .current_dir(&self.folder)
            .envs(self.variables.clone());
        server.stdin(Stdio::null()).stderr(log.try_clone().expect("a file"));
        let mut child = server.stdout(log).spawn().expect("Obelisk starts");
        let started = Instant::now();
        while !self.answers() {
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

    /// Runs a command of Obelisk about an execution.
    pub fn execution(&self, command: &str, arguments: &[&str]) -> Output {
        let url = format!("http://127.0.0.1:{}", self.port);
        let mut obelisk = obelisk();
        obelisk.args(["execution", command, "--api-url", &url, "--json"]);
        obelisk.args(arguments).output().expect("Obelisk runs")
    }

    fn answers(&self) -> bool {
        self.execution("list", &["--limit", "1"]).status.success()
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
fn obelisk() -> Command {
    let path = std::env::var_os("OBELISK").expect("OBELISK names the program: run cargo xtask engine obelisk");
    Command::new(Path::new(&path))
}
