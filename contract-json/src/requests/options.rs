//! Options of calls.

use crate::record::requests;

requests! {
    /// Options of `send-mail`.
    #[derive(Default)]
    SendOptions {
        /// Key that makes the call safe to repeat: 1 to 128 printable ASCII characters without spaces. Use one key for one mail.
        idempotency_key: Option<String>,
        /// Maximum duration of the call in milliseconds: 1,000 to 3,600,000. Absent means 100,000.
        time_budget_ms: Option<u32>,
        /// Reference of this send for `check-outcome`: a new GUID. Refused beside a key.
        reference: Option<String>,
    }
}

/// Options of `test-connection`.
#[derive(Default, Clone, serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestOptions {
    /// True sends one mail from the mailbox to itself. False sends nothing.
    #[serde(default)]
    pub send_test_mail: bool,
    /// Maximum duration of the test in milliseconds: 1,000 to 3,600,000. Absent means 100,000.
    pub time_budget_ms: Option<u32>,
}

impl From<TestOptions> for crate::contract::TestOptions {
    fn from(options: TestOptions) -> Self {
        let TestOptions {
            send_test_mail,
            time_budget_ms,
        } = options;
        Self {
            send_test_mail,
            time_budget_ms,
        }
    }
}
