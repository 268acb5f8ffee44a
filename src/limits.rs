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

/// Bytes of an attachment that can travel inside a request; from here on Graph demands an upload session, and below it refuses
/// one (`ErrorAttachmentSizeShouldNotBeLessThanMinimumSize`).
/// Source: Graph "Attach large files to Outlook messages": under 3 MB inside, 3 to 150 MB by session.
pub const ATTACHMENT_BYTES: u64 = 3_000_000;

/// Bytes of all attachments of a message: what a mailbox may be raised to (`Set-Mailbox -MaxSendSize`), and what an upload
/// session takes. Unless raised, a mailbox sends 35 MB, which is about 25 MB of files.
pub const ATTACHMENTS_BYTES: u64 = 150_000_000;

/// Bytes of raw MIME in one request. Above about 2,240 KB Graph has been seen to answer 200 and to send nothing
/// (microsoft-graph-docs-contrib#3079), although 4 MB of base64 would hold 3 MB.
pub const MIME_BYTES: u64 = 2_200_000;

/// Bytes of a chunk in an upload session: at most 4 MB (Graph, "Attach large files to Outlook messages"). Twelve times
/// 320 KiB, the multiple that OneDrive demands and Outlook does not; and a multiple of three, for base64.
pub const UPLOAD_CHUNK_BYTES: u64 = 3_932_160;

/// Times that an upload is begun anew when its session is lost.
pub const UPLOAD_RESTARTS: u32 = 2;

/// Characters of an idempotency key.
pub const KEY_CHARS: usize = 128;

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

/// Longest date with time, in characters: RFC 3339 with nanoseconds and offset.
pub const DATE_TIME_CHARS: usize = 35;

/// Longest name of a group, in characters: a management scope takes the same name, and at most 64 (PowerShell reference,
/// `New-ManagementScope`, -Name).
pub const GROUP_NAME_CHARS: usize = 64;

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

/// Times that one request is tried in a call, waits included. Microsoft's SDKs repeat three times
/// (Microsoft.Graph.Core, `RetryHandlerOption.DEFAULT_MAX_RETRY`).
pub const REQUEST_TRIES: u32 = 4;

/// First wait before a repeat that the service gave no time for, in milliseconds; doubled each time.
/// Graph's throttling page asks for exponential back-off there.
pub const PAUSE_FIRST_MS: u64 = 1_000;

/// Least time that one exchange may take, in milliseconds, of which a call's end takes precedence. Otherwise an exchange may
/// take half of what is left of the call.
pub const EXCHANGE_MIN_MS: u64 = 10_000;

/// Time for removing a draft and an upload session after a send failed at the end of its time, in milliseconds. The
/// reference host stops a call five seconds after its time.
pub const CLEAN_UP_MS: u64 = 3_000;

/// Waits before each look at what became of a send, in milliseconds. Exchange files the copy in Sent Items once its transport
/// has the message, usually within seconds.
pub const LOOK_PAUSES_MS: [u64; 3] = [1_000, 2_000, 4_000];

/// Times that a send by draft starts over because another run with the same key came between.
pub const DRAFT_ROUNDS: usize = 6;

/// Wait that is proposed before a run with the same key is repeated after an unknown outcome, in milliseconds.
pub const REPEAT_WITH_KEY_MS: u64 = 30_000;

/// Wait that is proposed to a run whose draft another run with the same key has taken away, in milliseconds: long enough for
/// most uploads to end.
pub const TAKEN_OVER_MS: u64 = 300_000;

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
