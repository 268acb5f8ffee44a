//! A running `serve`.

#[cfg(unix)]
use std::process::Command;
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, ChildStderr},
};

use serde_json::Value;

use crate::tool::{Tool, component};

/// A running service. It is ended with the test.
pub struct Serving {
    pub child: Child,
    pub address: String,
    pub token: Value,
    log: BufReader<ChildStderr>,
}

impl Serving {
    pub fn start(tool: &Tool, arguments: &[&str]) -> Self {
        let component = component();
        let flags = ["--json", "--component", component.to_str().unwrap()];
        let all = [&flags[..], &["serve", "--listen", "127.0.0.1:0"], arguments].concat();
        let mut child = tool.spawn(&all);
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let told: Value = serde_json::from_str(&line).unwrap();
        let url = told["result"]["url"].as_str().unwrap();
        Self {
            log: BufReader::new(child.stderr.take().unwrap()),
            child,
            address: url.strip_prefix("http://").unwrap().to_owned(),
            token: told["result"]["token"].clone(),
        }
    }

    /// The status and the body of a response.
    pub fn get(&self, path: &str, token: &str) -> (u16, String) {
        exchange(&self.address, &format!("GET {path}"), token, "")
    }

    /// What posts a document in JSON, from any thread.
    #[cfg(unix)]
    pub fn poster(&self, path: &str, token: &str, body: &Value) -> impl FnOnce() -> (u16, String) + Send + use<> {
        let (address, line) = (self.address.clone(), format!("POST {path}"));
        let (token, body) = (token.to_owned(), body.to_string());
        move || exchange(&address, &line, &token, &body)
    }

    pub fn names(&self, token: &str) -> Vec<String> {
        let (status, body) = self.get("/v1/connections", token);
        assert_eq!(status, 200, "{body}");
        let listed: Value = serde_json::from_str(&body).unwrap();
        let names = listed["connections"].as_array().unwrap().iter();
        names.map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Reads the log up to a line with this text.
    #[cfg(unix)]
    pub fn wait_for(&mut self, text: &str) {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            assert_ne!(
                self.log.read_line(&mut line).unwrap(),
                0,
                "the log ended without {text}"
            );
        }
    }

    /// Ends the service as a supervisor does. Returns its exit code and its log.
    #[cfg(unix)]
    pub fn end(mut self) -> (i32, String) {
        let killed = Command::new("kill")
            .args(["-TERM", &self.child.id().to_string()])
            .status();
        assert!(killed.unwrap().success());
        let code = self.child.wait().unwrap().code().unwrap();
        let mut log = String::new();
        self.log.read_to_string(&mut log).unwrap();
        (code, log)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn exchange(address: &str, line: &str, token: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).unwrap();
    let (head, body) = response.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}
