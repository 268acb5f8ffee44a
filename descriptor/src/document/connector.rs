//! The connector itself, as a catalogue of a platform shows it.

use serde_json::{Value, json};

/// An envelope that leaves: a drawing of this project, under its licence. It is no logo of Microsoft's, whose use needs a permission.
const ICON_LIGHT: &str = include_str!("icon/light.svg");
const ICON_DARK: &str = include_str!("icon/dark.svg");

/// Name, category, icon and colours. What only the platform knows is named in `set_by_platform`.
pub fn connector() -> Value {
    json!({
        "id": "outlook-m365-app-only",
        "title": "Outlook (Microsoft 365)",
        "summary": "Send mail from an approved mailbox without a signed-in user.",
        "category": "email",
        "category_title": "Email",
        "tags": ["Outlook", "Microsoft 365", "Exchange Online", "Microsoft Graph"],
        "version": env!("CARGO_PKG_VERSION"),
        "icon": {"format": "image/svg+xml", "light": ICON_LIGHT.trim_end(), "dark": ICON_DARK.trim_end()},
        // Each pair has a contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
        "colors": {
            "light": {"background": "#ffffff", "accent": "#0b6e69", "on_accent": "#ffffff"},
            "dark": {"background": "#101c1b", "accent": "#5fd0c5", "on_accent": "#101c1b"},
        },
        "documentation": ["docs-application-rbac", "docs-register-app", "docs-federated-credential", "docs-exchange-limits"],
        "set_by_platform": ["support address", "address of the connector's documentation"],
    })
}
