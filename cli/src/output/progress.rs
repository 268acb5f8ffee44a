//! What a person at a terminal sees while a call is under way: a bar for large files, and a word after a second of waiting.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar as Bar, ProgressDrawTarget, ProgressStyle};
use outlook_host::{Call, operation::SendMail};
use tokio::{task::JoinHandle, time::sleep};

use super::Output;

/// Bytes from which a bar is worth showing.
const BYTES: u64 = 512 * 1024;

/// Bytes before which the bar stands still: sign-in and draft come first, and tell nothing of the line's speed.
const START_BYTES: u64 = 64 * 1024;

/// Time after which a person wonders what the tool does.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the word's spinner turns.
const TURN: Duration = Duration::from_millis(120);

/// A word for what the tool waits for. It shows after a second, and goes when this is dropped.
pub struct Waiting(Option<(Bar, JoinHandle<()>)>);

impl Waiting {
    /// Waits from now on.
    pub fn start(word: &'static str, output: &Output) -> Self {
        if !wanted(output) {
            return Self(None);
        }
        let bar = Bar::with_draw_target(None, ProgressDrawTarget::hidden()).with_message(word);
        let shown = bar.clone();
        let task = tokio::spawn(async move {
            sleep(PATIENCE).await;
            shown.set_draw_target(ProgressDrawTarget::stderr());
            shown.enable_steady_tick(TURN);
        });
        Self(Some((bar, task)))
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((bar, task)) = self.0.take() {
            task.abort();
            bar.finish_and_clear();
        }
    }
}

/// Whether somebody watches. With `-v` every step is a line, which a bar would run into.
fn wanted(output: &Output) -> bool {
    !output.is_json() && !output.is_verbose() && std::io::stderr().is_terminal()
}

/// The bar, or a word.
pub enum ProgressBar {
    /// For files that take a while.
    Bar(Bar),
    /// For all else. Dropping it takes the word off the screen.
    Word {
        /// The word.
        _shown: Waiting,
    },
}

impl ProgressBar {
    /// For so many bytes to send.
    pub fn new(bytes: u64, output: &Output) -> Self {
        if bytes < BYTES || !wanted(output) {
            return Self::Word {
                _shown: Waiting::start("Sending", output),
            };
        }
        let bar = Bar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr()).with_message("starting");
        let template = "{msg} {wide_bar} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_position(0);
        Self::Bar(bar)
    }

    /// Lets the bar follow a call. What a message has beside its files never pushes it over its end.
    pub fn follow<'a>(&self, call: Call<'a, SendMail<'a>>) -> Call<'a, SendMail<'a>> {
        let Self::Bar(bar) = self else { return call };
        let bar = bar.clone();
        let end = bar.length().unwrap_or(0);
        call.on_progress(move |bytes| {
            if bytes < START_BYTES {
                return;
            }
            let words = if bytes < end {
                "sending"
            } else {
                "waiting for Microsoft"
            };
            bar.set_message(words);
            bar.set_position(bytes.min(end));
        })
    }

    /// Takes it off the screen.
    pub fn clear(self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
