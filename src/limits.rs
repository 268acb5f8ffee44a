//! Limits, each with its source. Everything here is checked before the first byte is sent, and told by `describe`.

/// Recipients in To, Cc and Bcc together: the mailbox's default `RecipientLimits`.
/// Source: Graph `message` resource; Exchange `Set-Mailbox -RecipientLimits` (a mailbox may be set from 1 to 1,000).
pub const RECIPIENTS: usize = 500;

/// Entries of `internetMessageHeaders`. Graph answers `InvalidInternetMessageHeaderCollection` for more, and for none.
pub const HEADERS: usize = 5;

/// Bytes of all header names and values together. Exchange Online's limit on a message's header is 256 KB.
pub const HEADER_BYTES: usize = 256_000;

/// Characters of a subject. Graph documents no limit; 255 is what Exchange keeps (PidTagSubject).
pub const SUBJECT_CHARS: usize = 255;

/// Bytes of one request to Graph, attachments in base64 included. Documented as "4 MB"; the decimal reading is the safe one.
/// Source: Graph `message: post attachments`, and 413 answers seen from there on.
pub const REQUEST_BYTES: u64 = 4_000_000;

/// Bytes of an attachment that can travel inside a request; from here on Graph demands an upload session.
/// Source: Graph "Attach large files to Outlook messages": under 3 MB inside, 3 to 150 MB by session.
pub const ATTACHMENT_BYTES: u64 = 3_000_000;

/// Characters of a file name: what Windows and most mail programs can store.
pub const FILE_NAME_CHARS: usize = 255;

/// Characters of an SMTP address: RFC 5321 §4.5.3.1.3 (path of 256 octets with its angle brackets).
pub const ADDRESS_CHARS: usize = 254;

/// Characters of the part before the `@`: RFC 5321 §4.5.3.1.1.
pub const LOCAL_PART_CHARS: usize = 64;

/// Characters of a display name: PidTagDisplayName is shown to 256.
pub const DISPLAY_NAME_CHARS: usize = 256;

/// Characters of a DNS name: RFC 1035 §2.3.4.
pub const DOMAIN_CHARS: usize = 253;

/// Characters of a name in a host's store.
pub const STORE_NAME_CHARS: usize = 128;

/// Characters of one category: Outlook's own limit.
pub const CATEGORY_CHARS: usize = 255;

/// Time budget of a call when the caller gives none, in milliseconds: .NET's `HttpClient` default, which Microsoft's own
/// Graph SDK for .NET uses.
pub const TIME_BUDGET_MS: u32 = 100_000;

/// Shortest time budget, in milliseconds. Less would not cover a token request and a send on a slow line.
pub const TIME_BUDGET_MIN_MS: u32 = 1_000;

/// Longest time budget, in milliseconds: one hour, less than which an access token lives by default.
pub const TIME_BUDGET_MAX_MS: u32 = 3_600_000;

/// Bytes read of an answer. Everything that we read (tokens, errors, a folder's id) is under 16 KiB; the rest is room.
pub const ANSWER_BYTES: usize = 262_144;

/// Bytes read at once from the host's attachment store.
pub const READ_BYTES: u32 = 262_144;

/// Seconds before its expiry at which an access token is no longer used: what MSAL does
/// (microsoft-authentication-library-for-dotnet, `AccessTokenExpirationBuffer`).
pub const TOKEN_EXPIRY_BUFFER_S: u64 = 300;

/// Seconds to wait after HTTP 429 from Entra without `Retry-After`; with the header it says 60 as well.
/// Source: MSAL "Client and server throttling".
pub const ENTRA_RETRY_AFTER_S: u64 = 60;

/// Seconds to wait after HTTP 429 from Graph without `Retry-After`. Graph asks for exponential back-off then; an engine that
/// knows how often it tried does better than this first step.
pub const GRAPH_RETRY_AFTER_S: u64 = 10;

/// Longest `Retry-After` that is passed on, in seconds: one day, the longest window of any documented limit.
pub const RETRY_AFTER_MAX_S: u64 = 86_400;

/// Characters kept of a service's message.
pub const SERVICE_MESSAGE_CHARS: usize = 400;

/// Days before a credential's expiry from which a test warns, and warns urgently.
pub const CREDENTIAL_EXPIRY_WARN_DAYS: i64 = 30;

/// See [`CREDENTIAL_EXPIRY_WARN_DAYS`].
pub const CREDENTIAL_EXPIRY_URGENT_DAYS: i64 = 7;
