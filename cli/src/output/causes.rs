//! Causes of a failure, in words.

use outlook_host::types::Cause;

use super::Human;

impl Human {
    /// All causes, each in full.
    pub(super) fn causes(&mut self, causes: &[Cause], indent: &str) {
        for (index, cause) in causes.iter().enumerate() {
            self.cause(index, cause, indent);
        }
    }

    /// A cause with all that is known of it.
    pub(super) fn cause(&mut self, index: usize, cause: &Cause, indent: &str) {
        self.title(index, cause, indent);
        let inner = format!("{indent}   ");
        for evidence in &cause.evidence {
            self.labelled(&inner, "For:     ", evidence);
        }
        for evidence in &cause.counter_evidence {
            self.labelled(&inner, "Against: ", evidence);
        }
        self.labelled(&inner, "Check:   ", &cause.check);
        self.labelled(&inner, "Fix:     ", &cause.fix);
        self.labelled(&inner, "Repeat:  ", repeat(&cause.retry));
    }

    /// A cause that is not the first one: what it is, how to tell, and what to do.
    pub(super) fn short_cause(&mut self, index: usize, cause: &Cause, indent: &str) {
        self.title(index, cause, indent);
        let inner = format!("{indent}   ");
        self.labelled(&inner, "Check: ", &cause.check);
        self.labelled(&inner, "Fix:   ", &cause.fix);
    }

    fn title(&mut self, index: usize, cause: &Cause, indent: &str) {
        let title = self.style.bold(&cause.title);
        let step = match &cause.guide_step {
            Some(step) => format!("; step {step} of the set-up guide"),
            None => String::new(),
        };
        let (number, confidence, who) = (index + 1, &cause.confidence, &cause.owner);
        self.line(&format!("{indent}{number}. {title} ({confidence}; for: {who}{step})"));
    }

    /// A label and its text; further lines of the text stand under the first. Nothing for an empty text.
    pub(super) fn labelled(&mut self, indent: &str, label: &str, text: &str) {
        let spaces = " ".repeat(label.len());
        for (index, line) in text.lines().enumerate() {
            let before = if index == 0 { label } else { &spaces };
            self.line(format!("{indent}{before}{line}").trim_end());
        }
    }
}

/// The contract's word for whether and when to repeat, in words; one of a later component as it is.
fn repeat(retry: &str) -> &str {
    match retry {
        "after-the-fix" => "after the fix",
        "after-the-wait" => "after 35 minutes without a call",
        "later" => "later: a passing fault",
        "with-the-same-key" => "with the same idempotency key, and only so",
        "after-a-look" => "after a look into the mailbox",
        other => other,
    }
}
