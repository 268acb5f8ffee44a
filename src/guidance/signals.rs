//! Signals: what can speak for a cause or against it. The catalogue names them, the code raises them.
//!
//! The build script reads this file as well, so that a rule cannot name a signal that nobody raises.

macro_rules! signals {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $place:literal;)*) => {
        $($(#[$doc])* #[allow(dead_code, reason = "the build script needs the names alone")] pub const $name: u64 = 1 << $place;)*
        /// Every signal as the catalogue names it, with its bit.
        #[allow(dead_code, reason = "for the build script and for tests")]
        pub const ALL: &[(&str, u64)] = &[$(($text, $name)),*];
    };
}

signals! {
    // ---- The access token's claims, read for diagnosis only ----
    /// None of the mail permissions stands in `roles`.
    NO_ROLES = "no-roles", 0;
    /// The token cannot be read.
    ROLES_UNKNOWN = "roles-unknown", 1;
    HAS_MAIL_SEND = "has-mail-send", 2;
    HAS_MAIL_READ_WRITE = "has-mail-read-write", 3;
    /// Roles, and none for mail.
    HAS_OTHER_ROLES = "has-other-roles", 4;
    /// `scp`, or an `idtyp` that is not `app`.
    DELEGATED_TOKEN = "delegated-token", 5;
    WRONG_AUDIENCE = "wrong-audience", 6;
    OTHER_TENANT = "other-tenant", 7;
    OTHER_APP = "other-app", 8;

    // ---- The request ----
    FOR_SENDING = "for-sending", 9;
    FOR_DRAFTS = "for-drafts", 10;
    FOR_UPLOAD = "for-upload", 11;
    FOR_DIRECTORY = "for-directory", 12;

    // ---- Earlier steps of a connection test ----
    DRAFTS_WORK = "drafts-work", 13;
    DRAFTS_DENIED = "drafts-denied", 14;
    SEND_ALLOWED = "send-allowed", 15;
    SEND_DENIED = "send-denied", 16;

    // ---- The set-up, where the connection tells when it was done ----
    /// Less than 2 hours ago: Exchange may not have applied it (RBAC for Applications, "Limitations").
    GRANTED_RECENTLY = "granted-recently", 17;
    GRANTED_LONG_AGO = "granted-long-ago", 18;

    // ---- The answer ----
    /// `WWW-Authenticate` with `insufficient_claims`.
    CLAIMS_CHALLENGE = "claims-challenge", 19;
    /// Its `Date` is more than 5 minutes off the engine's clock.
    CLOCK_DIFFERS = "clock-differs", 20;
    NOT_JSON = "not-json", 21;
    EMPTY_BODY = "empty-body", 22;

    // ---- The connection ----
    MAILBOX_IS_ID = "mailbox-is-id", 23;
    MAILBOX_IS_GUEST = "mailbox-is-guest", 24;
    SECRET_IS_GUID = "secret-is-guid", 25;
    SECRET_PADDED = "secret-padded", 26;
    CREDENTIAL_DATE_PASSED = "credential-date-passed", 27;

    // ---- Findings: what a check printed ----
    FOUND_IN_SCOPE = "found-in-scope", 28;
    FOUND_OUT_OF_SCOPE = "found-out-of-scope", 29;
    FOUND_NO_ASSIGNMENT = "found-no-assignment", 30;
    FOUND_NO_SERVICE_PRINCIPAL = "found-no-service-principal", 31;
    FOUND_OTHER_OBJECT_ID = "found-other-object-id", 32;
    FOUND_FILTER_BY_ADDRESS = "found-filter-by-address", 33;
    FOUND_NESTED_GROUP = "found-nested-group", 34;
    FOUND_MEMBER = "found-member", 35;
    FOUND_NOT_MEMBER = "found-not-member", 36;
    FOUND_POLICY_DENIED = "found-policy-denied", 37;
    FOUND_POLICY_GRANTED = "found-policy-granted", 38;
    FOUND_EWS_BLOCKED = "found-ews-blocked", 39;
    FOUND_NO_RECIPIENT = "found-no-recipient", 40;
    FOUND_MAILBOX = "found-mailbox", 41;
    FOUND_CONTACT = "found-contact", 42;
    FOUND_LIST = "found-list", 43;
    FOUND_GUEST = "found-guest", 44;
    FOUND_UNLICENSED = "found-unlicensed", 45;
    FOUND_ON_PREMISES = "found-on-premises", 46;
    FOUND_SOFT_DELETED = "found-soft-deleted", 47;
    FOUND_OTHER_ADDRESS = "found-other-address", 48;
    FOUND_DELEGATED = "found-delegated", 49;
    FOUND_SP_DISABLED = "found-sp-disabled", 50;
    /// The connection's mailbox is one of the further addresses of another name.
    FOUND_ALIAS = "found-alias", 51;
}
