//! Causes of a failure as text.

use outlook_host::types::Cause;

use super::TextOutput;

impl TextOutput {
    /// Writes the first cause with its check and fix, and the titles of the others. `verbose` shows all of them in full.
    pub(super) fn causes(&mut self, causes: &[Cause], indent: &str) {
        for (index, cause) in causes.iter().enumerate() {
            if index == 0 && !self.verbose {
                self.title(index, cause, indent);
                self.check_and_fix(cause, &format!("{indent}   "));
            } else {
                self.other_cause(index, cause, indent);
            }
        }
        if causes.len() > 1 && !self.verbose {
            let hint = self
                .style
                .dim("-v shows the evidence, checks and fixes of every cause.");
            self.line(&format!("{indent}{hint}"));
        }
    }

    /// Writes a cause that is not the first one: its title, or all of it if `verbose` is set.
    pub(super) fn other_cause(&mut self, index: usize, cause: &Cause, indent: &str) {
        if self.verbose {
            self.full_cause(index, cause, indent);
        } else {
            self.title(index, cause, indent);
        }
    }

    /// Writes a cause with all that is known of it.
    pub(super) fn full_cause(&mut self, index: usize, cause: &Cause, indent: &str) {
        self.title(index, cause, indent);
        let inner = format!("{indent}   ");
        for evidence in &cause.evidence {
            self.labelled(&inner, "For:     ", evidence);
        }
        for evidence in &cause.counter_evidence {
            self.labelled(&inner, "Against: ", evidence);
        }
        self.check_and_fix(cause, &inner);
        self.labelled(&inner, "Repeat:  ", repeat(&cause.retry));
    }

    fn check_and_fix(&mut self, cause: &Cause, indent: &str) {
        for (label, text, commands) in [
            ("Check:   ", &cause.check, &cause.check_commands),
            ("Fix:     ", &cause.fix, &cause.fix_commands),
        ] {
            // A command is copied from the terminal: it stays on one line.
            match commands.is_empty() {
                true => self.labelled(indent, label, text),
                false => self.labelled_commands(indent, label, text),
            }
        }
    }

    fn title(&mut self, index: usize, cause: &Cause, indent: &str) {
        let title = self.style.bold(&cause.title);
        let step = match &cause.guide_step {
            Some(step) => format!("; step {step} of the set-up guide"),
            None => String::new(),
        };
        let (number, confidence, owner) = (index + 1, &cause.confidence, owner(&cause.owner));
        self.line(&format!("{indent}{number}. {title} ({confidence}; for: {owner}{step})"));
    }
}

/// When to repeat, in words. A value of a later component stays as it is.
fn repeat(retry: &str) -> &str {
    match retry {
        "after-the-fix" => "after the fix",
        "after-the-wait" => "after 35 minutes without a call",
        "later" => "later; the fault passes",
        "with-the-same-key" => "only with the same idempotency key",
        "after-a-look" => "after a look into the mailbox",
        other => other,
    }
}

/// Who can fix it, in words. A value of a later component stays as it is.
pub(super) fn owner(owner: &str) -> &str {
    match owner {
        "recipe-builder" => "recipe builder",
        "tenant-admin" => "tenant administrator",
        "exchange-admin" => "Exchange administrator",
        "microsoft" => "Microsoft",
        "platform" => "whoever runs this program",
        other => other,
    }
}
