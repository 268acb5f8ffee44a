//! Explanations and set-up instructions as text.

use outlook_host::types::{Explanation, SetupInstructions, SetupStep};

use super::{TextOutput, causes::owner};
use crate::next_step::NextStep;

impl TextOutput {
    /// Writes an explanation: the first cause in full, the titles of the others, next steps, and the request IDs last.
    /// `verbose` shows every cause in full.
    pub fn explanation(&mut self, explanation: &Explanation, next: &[NextStep]) {
        let detail = &explanation.detail;
        let verdict = self.style.bold(&explanation.verdict);
        self.line(&format!("{} Verdict: {verdict} ({})", sender(explanation), detail.code));
        self.line(&format!("  {}", detail.message));
        if let Some((first, others)) = detail.causes.split_first() {
            self.full_cause(0, first, "  ");
            for (index, cause) in others.iter().enumerate() {
                self.other_cause(index + 1, cause, "  ");
            }
        }
        self.response(detail, "  ");
        for (title, parts) in [
            ("Understood", &detail.understood),
            ("Not understood", &detail.not_understood),
        ] {
            if !parts.is_empty() {
                let line = self.style.dim(&format!("{title}: {}", parts.join("; ")));
                self.line(&format!("  {line}"));
            }
        }
        self.next(next);
        for request in &detail.requests {
            let ids = [
                ("request-id", request.request_id.as_deref().unwrap_or_default()),
                ("client-request-id", &request.client_request_id),
            ];
            for (name, id) in ids.into_iter().filter(|(_, id)| !id.is_empty()) {
                let line = self.style.dim(&format!("{name}: {id}"));
                self.line(&format!("  {line}"));
            }
        }
    }

    /// Writes the steps of the set-up guide.
    pub fn instructions(&mut self, instructions: &SetupInstructions) {
        for step in &instructions.steps {
            self.setup_step(step);
        }
    }

    fn setup_step(&mut self, step: &SetupStep) {
        let title = self.style.bold(&format!("{}. {}", step.number, step.title));
        self.line(&title);
        self.labelled("   ", "Who:   ", owner(&step.owner));
        self.labelled("   ", "Where: ", &step.location);
        self.line("");
        self.labelled("   ", "", &step.text);
        for commands in step.commands.chunk_by(|one, next| one.shell == next.shell) {
            self.line("");
            for command in commands {
                self.labelled_commands("       ", "", &command.text);
            }
        }
        self.line("");
    }
}

/// Says who sent what is explained.
fn sender(explanation: &Explanation) -> String {
    let detail = &explanation.detail;
    let is_response = detail.http_status.is_some() || detail.service_code.is_some();
    let name = match explanation.service.as_str() {
        "token" => "Microsoft Entra (token)",
        "graph" => "Microsoft Graph",
        "other" if detail.code == "unusable-response" => {
            return "Something other than Entra and Graph responded.".to_owned();
        }
        "other" => return "The text does not show which service responded.".to_owned(),
        other => other,
    };
    match is_response {
        true => format!("{name} responded."),
        false => format!("A request to {name}; the text shows no response."),
    }
}

/// The flag that sets a field of `setup`. Returns any other field as it is.
pub(super) fn field_name(field: &str) -> String {
    let Some(name) = field.strip_prefix("setup.") else {
        return field.to_owned();
    };
    let (name, place) = name.split_at(name.find('[').unwrap_or(name.len()));
    let flag = match name {
        "tenant-id" => "tenant",
        "enterprise-object-id" => "object-id",
        "group-name" => "group",
        "mailboxes" => "mailbox",
        "federated-credential.issuer" => "federated-issuer",
        "federated-credential.subject" => "federated-subject",
        "federated-credential.audience" => "federated-audience",
        same => same,
    };
    // People count from 1.
    let index = place.trim_matches(['[', ']']).parse::<usize>();
    match index {
        Ok(index) => format!("--{flag} (number {})", index.saturating_add(1)),
        Err(_) => format!("--{flag}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_of_the_set_up_by_their_flags() {
        for (field, name) in [
            ("setup.tenant-id", "--tenant"),
            ("setup.client-id", "--client-id"),
            ("setup.enterprise-object-id", "--object-id"),
            ("setup.app-name", "--app-name"),
            ("setup.group-name", "--group"),
            ("setup.mailboxes", "--mailbox"),
            ("setup.mailboxes[1]", "--mailbox (number 2)"),
            ("setup.out-of-scope-mailbox", "--out-of-scope-mailbox"),
            ("setup.federated-credential.issuer", "--federated-issuer"),
            ("setup.federated-credential.subject", "--federated-subject"),
            ("setup.federated-credential.audience", "--federated-audience"),
            ("connection.tenant-id", "connection.tenant-id"),
            ("message.to[0].address", "message.to[0].address"),
        ] {
            assert_eq!(field_name(field), name);
        }
    }
}
