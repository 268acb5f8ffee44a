//! A progress bar for large files: on a terminal only, and only where there is something to wait for.

use std::io::IsTerminal;

use indicatif::{ProgressBar as Bar, ProgressDrawTarget, ProgressStyle};
use outlook_host::{Call, operation::SendMail};

use super::Output;

/// Bytes from which a bar is worth showing.
const BYTES: u64 = 512 * 1024;

/// Bytes before which the bar stands still: sign-in and draft come first, and tell nothing of the line's speed.
const START_BYTES: u64 = 64 * 1024;

/// The bar, or nothing.
pub struct ProgressBar(Option<Bar>);

impl ProgressBar {
    /// For so many bytes to send.
    pub fn new(bytes: u64, output: &Output) -> Self {
        // With `-v` every step is a line, which a bar would run into.
        if bytes < BYTES || output.is_json() || output.is_verbose() || !std::io::stderr().is_terminal() {
            return Self(None);
        }
        let bar = Bar::with_draw_target(Some(bytes), ProgressDrawTarget::stderr());
        let template = "sending {wide_bar} {bytes}/{total_bytes}  {bytes_per_sec}  {eta} left";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_position(0);
        Self(Some(bar))
    }

    /// Lets the bar follow a call. What a message has beside its files never pushes it over its end.
    pub fn follow<'a>(&self, call: Call<'a, SendMail<'a>>) -> Call<'a, SendMail<'a>> {
        let Some(bar) = self.0.clone() else { return call };
        let end = bar.length().unwrap_or(0);
        call.on_progress(move |bytes| {
            if bytes >= START_BYTES {
                bar.set_position(bytes.min(end));
            }
        })
    }

    /// Takes it off the screen.
    pub fn clear(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
