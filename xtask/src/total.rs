//! Counts the tests that programs of Cargo, of Node.js and of Python report.

use std::{
    io::{BufRead, BufReader},
    process::{Command, ExitStatus, Stdio},
};

use anyhow::{Context, Result};

/// How many tests passed and failed.
#[derive(Default)]
pub struct Total {
    /// Tests that passed.
    pub passed: u32,
    /// Tests that failed.
    pub failed: u32,
}

impl Total {
    /// Runs a command, shows what it prints, and counts the tests in it.
    ///
    /// # Errors
    /// If the command cannot be started.
    pub fn count(&mut self, command: &mut Command) -> Result<ExitStatus> {
        println!("  $ {}", crate::run::shown(command));
        let mut child = command
            .stdout(Stdio::piped())
            .spawn()
            .context("the tests cannot be started")?;
        for line in BufReader::new(child.stdout.take().context("the tests have no output")?).lines() {
            let line = line?;
            self.add(&line);
            println!("{line}");
        }
        Ok(child.wait()?)
    }

    fn add(&mut self, line: &str) {
        if let Some(result) = line.strip_prefix("test result: ") {
            // `ok. 43 passed; 0 failed; …`
            let words: Vec<&str> = result.split([' ', ';', '.']).collect();
            let before = |word: &str| {
                let mut pairs = words.windows(2);
                pairs.find(|pair| pair[1] == word).and_then(|pair| pair[0].parse().ok())
            };
            self.passed += before("passed").unwrap_or(0);
            self.failed += before("failed").unwrap_or(0);
        } else if let Some(result) = line.strip_prefix("# ").or_else(|| line.strip_prefix("ℹ ")) {
            // `pass 28`, a line for each count, at the end of Node.js's tests. Its reporter is `tap` or `spec`.
            match result.split_once(' ') {
                Some(("pass", count)) => self.passed += count.parse().unwrap_or(0),
                Some(("fail" | "cancelled", count)) => self.failed += count.parse().unwrap_or(0),
                _ => {}
            }
        } else if let Some(result) = line.strip_prefix("outlook tests of Python: ") {
            // `12 passed, 1 failed`: unittest prints no such line, so that `examples/python/tests/__main__.py` does.
            let words: Vec<u32> = result.split(' ').filter_map(|word| word.parse().ok()).collect();
            if let [passed, failed] = words[..] {
                self.passed += passed;
                self.failed += failed;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_programs_are_summed() {
        let mut total = Total::default();
        for line in [
            "test result: ok. 43 passed; 0 failed; 1 ignored; 0 measured",
            "test a ... ok",
            "test result: FAILED. 2 passed; 1 failed; 0 ignored",
            "ℹ tests 29",
            "ℹ pass 28",
            "ℹ fail 1",
            "ℹ duration_ms 812.5",
            "# pass 3",
            "# fail 0",
            "outlook tests of Python: 7 passed, 2 failed",
        ] {
            total.add(line);
        }
        assert_eq!((total.passed, total.failed), (83, 4));
    }
}
