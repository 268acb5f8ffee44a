//! Two nodes, their PostgreSQL server, and the emulator.

use std::{
    net::{Ipv4Addr, SocketAddrV4},
    path::Path,
    thread::sleep,
    time::{Duration, Instant},
};

use outlook_emulator::{Emulator, EmulatorOptions, World, demo};
use outlook_end_to_end::component;
use tokio::runtime::Runtime;

use super::{
    job::{self, Job, Sent},
    node::Node,
};
use crate::{
    http_client::{Response, exchange, request},
    postgres::{PASSWORD, Server},
    random::Random,
};

/// Obelisk has no setting for the port of PostgreSQL. So the server has an address of its own.
const DATABASE: SocketAddrV4 = SocketAddrV4::new(Ipv4Addr::new(127, 0, 0, 47), 5432);

/// Between two kills, 20 jobs and up to this many more are submitted. So 1,000 mails see some 20 kills.
const JOBS_OF_A_LIFE: usize = 60;

/// Everything that the workflow needs.
pub struct Cluster {
    /// Entra and Graph.
    pub emulator: Emulator,
    nodes: Vec<Node>,
    // After the nodes: fields are dropped in this order.
    _database: Server,
    _folder: tempfile::TempDir,
    runtime: Runtime,
}

impl Cluster {
    /// Starts the emulator with its mailboxes, the database and both nodes.
    pub fn start() -> Self {
        let runtime = Runtime::new().expect("a runtime");
        let mut world = World::demo();
        for number in 0..super::MAILBOXES {
            world.add_mailbox(&job::mailbox(number));
        }
        let emulator = runtime
            .block_on(Emulator::start(world, EmulatorOptions::on_free_ports()))
            .expect("the emulator starts");
        let database = Server::start_on(DATABASE);
        let folder = tempfile::tempdir().expect("a folder");
        let address = emulator.http_addr().expect("HTTP is served").to_string();
        let variables = [
            ("OUTLOOK_SECRET_CONTOSO", demo::SECRET_VALUE.to_owned()),
            ("POSTGRES_HOST", DATABASE.ip().to_string()),
            ("POSTGRES_USER", "postgres".to_owned()),
            ("POSTGRES_PASSWORD", PASSWORD.to_owned()),
            ("POSTGRES_DATABASE", "obelisk".to_owned()),
        ];
        let config = include_str!("../../../../deploy/obelisk/server-postgres.toml");
        let nodes = ["a", "b"].map(|name| {
            let mut node = Node::new(folder.path().join(name), config, &deployment(&address), &variables);
            node.start();
            node
        });
        Self {
            emulator,
            nodes: nodes.into(),
            _database: database,
            _folder: folder,
            runtime,
        }
    }

    /// Kills a node with -9.
    pub fn kill(&mut self, node: usize) {
        self.nodes[node].kill();
    }

    /// Starts a node that was killed.
    pub fn start_again(&mut self, node: usize) {
        self.nodes[node].start();
    }

    /// Submits a job to a node that runs. A job that was submitted before stays one job.
    pub fn submit(&self, job: &Job) {
        let submitted = self.exchange("PUT", job, &job.submission());
        assert!(matches!(submitted.status, 200 | 201), "{}", submitted.text());
    }

    /// Submits the jobs in groups. After each group one of the nodes is killed; it starts again after the next group. Returns the number of kills.
    pub fn submit_while_nodes_die(&mut self, jobs: &[Job], random: &mut Random) -> u32 {
        let mut kills = 0;
        let mut rest = jobs;
        while !rest.is_empty() {
            let (now, later) = rest.split_at(rest.len().min(20 + random.below(JOBS_OF_A_LIFE)));
            for job in now {
                self.submit(job);
            }
            rest = later;
            if let Some(dead) = self.nodes.iter().position(|node| !node.is_running()) {
                self.start_again(dead);
            }
            sleep(Duration::from_millis(500 + random.below(4_000) as u64));
            self.kill(random.below(2));
            kills += 1;
        }
        for node in 0..2 {
            if !self.nodes[node].is_running() {
                self.start_again(node);
            }
        }
        kills
    }

    /// Waits until so many mails were accepted.
    pub fn wait_for_mails(&self, mails: usize) {
        let started = Instant::now();
        while self.emulator.delivered().len() < mails {
            assert!(started.elapsed() < Duration::from_secs(60), "no mail was sent");
            sleep(Duration::from_millis(20));
        }
    }

    /// Waits until a job has ended, for so long at most.
    pub fn wait_for(&self, job: &Job, patience: Duration) -> Result<Sent, String> {
        let started = Instant::now();
        loop {
            let response = self.exchange("GET", job, "");
            // 425 Too Early: it has not ended.
            if response.status != 425 || started.elapsed() > patience {
                return Sent::from_json(&response.json());
            }
            sleep(Duration::from_millis(100));
        }
    }

    /// Sends a request about a job to a node that runs.
    fn exchange(&self, method: &str, job: &Job, body: &str) -> Response {
        let running = self.nodes.iter().find(|node| node.is_running());
        let address = running.expect("one node is always left").address();
        let path = format!("/v1/executions/{}", job.execution_id());
        let headers = [("Accept", "application/json"), ("Content-Type", "application/json")];
        let request = request(method, &path, &headers, body.as_bytes());
        self.runtime.block_on(exchange(address, &request))
    }
}

/// `deploy/obelisk/deployment.toml` with what leads to the emulator: the composition that goes there, and its address as the only host.
fn deployment(emulator: &str) -> String {
    let built = component();
    let target = built.parent().unwrap_or(Path::new(""));
    let activity = target.join("adapters/outlook-activity-to-emulator.wasm");
    let mut text = include_str!("../../../../deploy/obelisk/deployment.toml").to_owned();
    let mut replace = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    };
    let path = |path: &Path| {
        path.canonicalize()
            .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    replace(
        "${DEPLOYMENT_DIR}/outlook-activity.wasm",
        &path(&activity).to_string_lossy(),
    );
    let workflow = path(&target.join("obelisk/outlook-workflow.wasm"));
    replace("${DEPLOYMENT_DIR}/outlook-workflow.wasm", &workflow.to_string_lossy());
    replace(
        "max_retries = 0",
        &format!("max_retries = 0\nenv_vars = [{{ key = \"OUTLOOK_EMULATOR\", value = \"{emulator}\" }}]"),
    );
    for host in [
        "login.microsoftonline.com",
        "graph.microsoft.com",
        "outlook.office.com",
        "outlook.office365.com",
    ] {
        replace(&format!("\"{host}\""), &format!("\"http://{emulator}\""));
    }
    text
}
