//! The ways to sign in, the buttons of a connection, and its test.

use outlook_connector::{limits::TIME_BUDGET_MS, tables::test_steps};
use serde_json::{Value, json};

use super::describe;
use crate::forms::connection;

/// A connection: the form of each way to sign in, what its buttons do, and what its test reports.
pub fn connection() -> Value {
    let profiles: Vec<_> = connection::SignIn::ALL
        .into_iter()
        .map(|sign_in| {
            let head = json!({"id": sign_in.id(), "title": sign_in.title()});
            describe(&connection::form(sign_in), head, true)
        })
        .collect();
    json!({"profiles": profiles, "buttons": buttons(), "test": test()})
}

/// What each button of a connection calls, when a page disables it, and what it tells a person.
fn buttons() -> Value {
    json!([
        {
            "id": "connect",
            "title": "Connect",
            "description": "Signs in, saves the connection and tests it. Sends nothing.",
            "calls": ["connect", "test-connection"],
            "input": {"send_test_mail": false},
            "needs": "form",
            "meaning": "Calls connect. If it succeeds, saves the connection that it returns, and calls test-connection with it. A sign-in \
                        alone does not show that the app can use the mailbox. During the test's wait it leaves out the test.",
        },
        {
            "id": "test",
            "title": "Test the connection",
            "description": "Checks the saved connection. Sends nothing.",
            "calls": ["test-connection"],
            "input": {"send_test_mail": false},
            "needs": "saved-connection",
            "meaning": "Tests the saved connection. Disabled while a call of the connection runs, and during the test's wait.",
        },
        {
            "id": "test-mail",
            "title": "Send a test mail",
            "description": "Sends one real mail from the mailbox to itself. Only this proves that sending works.",
            "calls": ["test-connection"],
            "input": {"send_test_mail": true},
            "needs": "saved-connection",
            "confirm": "Send one real mail from the mailbox of the connection to itself?",
            "meaning": "Tests the saved connection, and sends one real mail from the mailbox to itself. Keep it apart from the test: a test \
                        may run often, and without a person. Disabled when the test is.",
        },
    ])
}

/// When a test must wait. Exchange applies a change of an app's roles after 30 minutes without a call, and after up to 2 hours if the
/// app calls in between (Microsoft's page "Role Based Access Control for Applications in Exchange Online", limitations). The other
/// five minutes are a margin for the time that a person notes.
fn wait() -> Value {
    json!({
        "after": "/granted_at",
        "seconds": 35 * 60,
        "description": "Permissions were changed less than 35 minutes ago. Exchange keeps the old ones until the app has made no call for 30 \
                        minutes. Each call starts that wait again.",
        "meaning": "Until so many seconds after the time in the field, a page disables the buttons that call test-connection alone, leaves out \
                    the test of the others, counts down, and shows the description. A person may test all the same. A day without a time \
                    starts no wait.",
    })
}

fn test() -> Value {
    json!({
        "operation": "test-connection",
        "wait": wait(),
        "steps": test_steps::STEPS,
        "statuses": [
            status("ok", "OK", "positive", "\u{2713}", "The step proved that this works."),
            status("warn", "Warning", "warning", "!", "It works or may work. A person should read the message and the notices."),
            status("fail", "Failed", "negative", "\u{2717}", "The step proved that this does not work. The steps after it are not tried."),
            status("skip", "Not tried", "neutral", "\u{2013}", "The step was not tried, or cannot be."),
        ],
        "show": {
            "each_step": ["title", "status", "message", "does_not_prove", "notices"],
            "failed_step": ["detail", "links"],
            "meaning": "Show the steps in their order, before the test as well. Show does_not_prove beside the status, folded. Show the detail \
                        of a failed step as a failure: its first cause with checks and fix, the other causes folded.",
        },
        // The steps need a token, a look into the Drafts folder and a probe of sending; the last two again for the mailbox out of scope.
        // Entra and Graph usually answer each within a second. Throttled requests are repeated, up to the limit.
        "duration": {
            "requests": 3,
            "more_requests_with_out_of_scope_mailbox": 2,
            "more_requests_with_test_mail": 1,
            "limit_seconds": TIME_BUDGET_MS / 1_000,
            "meaning": "The requests follow each other. Expect some seconds. After limit_seconds, unless the call has another time limit, the \
                        test ends and reports what it has.",
        },
    })
}

/// A status: its words, how it looks, and what it means. The sign is for people who do not see the colour.
fn status(id: &str, title: &str, tone: &str, sign: &str, meaning: &str) -> Value {
    json!({"id": id, "title": title, "tone": tone, "sign": sign, "meaning": meaning})
}
