//! Words of the catalogue that a program shows to people: each value with its title.

use serde_json::json;

/// Who can fix a cause, or does a step of the set-up.
pub const OWNERS: [(&str, &str); 5] = [
    ("recipe-builder", "Recipe builder"),
    ("tenant-admin", "Administrator of Entra ID"),
    ("exchange-admin", "Administrator of Exchange Online"),
    ("microsoft", "Microsoft"),
    ("platform", "Operator of the platform"),
];

/// When to repeat a call.
pub const RETRIES: [(&str, &str); 5] = [
    ("after-the-fix", "Try again after the fix"),
    ("after-the-wait", "Try again after 35 minutes without a call"),
    ("later", "Try again later: the fault is temporary"),
    ("with-the-same-key", "Repeat only with the same idempotency key"),
    ("after-a-look", "Look for the mail with check-outcome before you repeat"),
];

/// How likely a cause is, as `guidance::Confidence` has it.
const CONFIDENCES: [(&str, &str); 4] = [
    ("certain", "Certain"),
    ("likely", "Likely"),
    ("possible", "Possible"),
    ("unlikely", "Unlikely"),
];

/// Returns the words as `describe` shows them.
pub fn described() -> serde_json::Value {
    let list = |words: &[(&str, &str)]| -> serde_json::Value {
        words
            .iter()
            .map(|(id, title)| json!({ "id": id, "title": title }))
            .collect()
    };
    json!({ "owners": list(&OWNERS), "confidences": list(&CONFIDENCES), "retries": list(&RETRIES) })
}
