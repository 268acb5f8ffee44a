//! Limits and waiting times, each with its source. Limits of the input are checked before the first byte is sent, and `describe`
//! lists them.

/// Maximum number of recipients in To, Cc and Bcc together: a mailbox's default `RecipientLimits`.
/// Source: Graph `message` resource; Exchange `Set-Mailbox -RecipientLimits` (a mailbox may be set from 1 to 1,000).
pub const RECIPIENTS: usize = 500;

/// Maximum number of entries in `internetMessageHeaders`. Graph answers `InvalidInternetMessageHeaderCollection` for more
/// entries, and for an empty list.
pub const HEADERS: usize = 5;

/// Maximum bytes of all header names and values together. Exchange Online limits the header of a message to 256 KB.
pub const HEADER_BYTES: usize = 256_000;

/// Maximum characters of a subject. Graph documents no limit; Exchange stores 255 (PidTagSubject).
pub const SUBJECT_CHARS: usize = 255;

/// Maximum bytes of one request to Graph, including attachments in base64. Graph documents "4 MB"; the decimal reading is the
/// safe one. Source: Graph `message: post attachments`, and 413 responses seen above this size.
pub const REQUEST_BYTES: u64 = 4_000_000;

/// Bytes from which Graph requires an upload session for an attachment. Below this size Graph refuses a session
/// (`ErrorAttachmentSizeShouldNotBeLessThanMinimumSize`), and the attachment is part of a request.
/// Source: Graph "Attach large files to Outlook messages": less than 3 MB in a request, 3 to 150 MB by session.
pub const ATTACHMENT_BYTES: u64 = 3_000_000;

/// Maximum bytes of all attachments of a message: the largest size that a mailbox can be set to (`Set-Mailbox -MaxSendSize`),
/// and the maximum of an upload session. The default of a mailbox is 35 MB, which holds about 25 MB of files.
pub const ATTACHMENTS_BYTES: u64 = 150_000_000;

/// Maximum bytes of a MIME message in one request. Above about 2,240 KB Graph has been seen to answer 200 and to send nothing
/// (microsoft-graph-docs-contrib#3079), although 4 MB of base64 would hold 3 MB.
pub const MIME_BYTES: u64 = 2_200_000;

/// Bytes of a chunk in an upload session. Graph allows 4 MB ("Attach large files to Outlook messages"). The value is twelve times
/// 320 KiB, the unit that OneDrive requires and Outlook does not, and a multiple of three, for base64.
pub const UPLOAD_CHUNK_BYTES: u64 = 3_932_160;

/// How often an upload is restarted after its session was lost.
pub const UPLOAD_RESTARTS: u32 = 2;

/// Maximum characters of an idempotency key.
pub const KEY_CHARS: usize = 128;

/// Maximum characters of a Message-ID with its angle brackets by which a mail is found. MAPI's tables, by which Exchange searches,
/// may cut longer strings to 255 characters (MS-OXCTABL, "QueryRows").
pub const MESSAGE_ID_CHARS: usize = 255;

/// Maximum characters of a file name: the limit of Windows and of most mail programs.
pub const FILE_NAME_CHARS: usize = 255;

/// Maximum characters of an SMTP address: RFC 5321 §4.5.3.1.3 (a path of 256 octets with its angle brackets).
pub const ADDRESS_CHARS: usize = 254;

/// Maximum characters of the part before the `@`: RFC 5321 §4.5.3.1.1.
pub const LOCAL_PART_CHARS: usize = 64;

/// Maximum characters of a display name: Exchange shows 256 (PidTagDisplayName).
pub const DISPLAY_NAME_CHARS: usize = 256;

/// Maximum characters of a DNS name: RFC 1035 §2.3.4.
pub const DOMAIN_CHARS: usize = 253;

/// Maximum characters of a date with time: RFC 3339 with nanoseconds and offset.
pub const DATE_TIME_CHARS: usize = 35;

/// Maximum characters of a group's name. A management scope gets the same name, which has at most 64 (PowerShell reference,
/// `New-ManagementScope`, -Name).
pub const GROUP_NAME_CHARS: usize = 64;

/// Maximum characters of a name in a host's store.
pub const STORE_NAME_CHARS: usize = 128;

/// Maximum characters of one category: Outlook's limit.
pub const CATEGORY_CHARS: usize = 255;

/// Time budget of a call if the caller sets none, in milliseconds: the default of .NET's `HttpClient`, which Microsoft's Graph
/// SDK for .NET uses.
pub const TIME_BUDGET_MS: u32 = 100_000;

/// Minimum time budget, in milliseconds. Less time would not cover a token request and a send on a slow line.
pub const TIME_BUDGET_MIN_MS: u32 = 1_000;

/// Maximum time budget, in milliseconds: one hour. By default an access token lives at least that long.
pub const TIME_BUDGET_MAX_MS: u32 = 3_600_000;

/// Maximum bytes that are read of a response. Tokens, errors and lists of messages are below 16 KiB; the rest is reserve.
pub const RESPONSE_BYTES: usize = 262_144;

/// Maximum bytes of one read from the host's attachment store.
pub const READ_BYTES: u32 = 262_144;

/// How often one request is sent in a call: once, and three repeats, as in Microsoft's SDKs (Microsoft.Graph.Core,
/// `RetryHandlerOption.DEFAULT_MAX_RETRY`).
pub const REQUEST_TRIES: u32 = 4;

/// First wait before a repeat without `Retry-After`, in milliseconds. It doubles each time: Graph's throttling page asks for
/// exponential back-off.
pub const PAUSE_FIRST_MS: u64 = 1_000;

/// Minimum timeout of one request, in milliseconds. The call's own deadline still wins. Above this minimum a request may take
/// half of the time that is left.
pub const REQUEST_TIMEOUT_MIN_MS: u64 = 10_000;

/// Time for removing a draft and an upload session after a send failed at the end of its time budget, in milliseconds. The
/// reference host stops a call five seconds after its time budget.
pub const CLEAN_UP_MS: u64 = 3_000;

/// Waits before each look at the outcome of a send, in milliseconds. Exchange puts the copy into Sent Items when its transport
/// has the message, usually within seconds.
pub const OUTCOME_POLL_DELAYS_MS: [u64; 3] = [1_000, 2_000, 4_000];

/// Largest difference that is assumed between the clocks of two servers of the service, in milliseconds. They are synchronized;
/// nothing is documented.
pub const CLOCK_SKEW_MS: u64 = 2_000;

/// How often a send by draft starts over because another run with the same key interfered.
pub const DRAFT_ROUNDS: usize = 6;

/// Proposed wait before a repeat with the same key after an unknown outcome, in milliseconds.
pub const REPEAT_WITH_KEY_MS: u64 = 30_000;

/// Proposed wait for a run whose draft was removed by another run with the same key, in milliseconds. Most uploads end within
/// this time.
pub const CONCURRENT_RUN_RETRY_MS: u64 = 300_000;

/// How many seconds before its expiry an access token is no longer used, as in MSAL
/// (microsoft-authentication-library-for-dotnet, `AccessTokenExpirationBuffer`).
pub const TOKEN_EXPIRY_BUFFER_S: u64 = 300;

/// Wait after HTTP 429 from Entra without `Retry-After`, in seconds. Where the header is present, it says 60 too.
/// Source: MSAL "Client and server throttling".
pub const ENTRA_RETRY_AFTER_S: u64 = 60;

/// Wait after HTTP 429 from Graph without `Retry-After`, in seconds. Graph asks for exponential back-off then. This is only the
/// first step; an engine knows how often it has tried.
pub const GRAPH_RETRY_AFTER_S: u64 = 10;

/// Maximum `Retry-After` that is passed on, in seconds: one day, the longest window of any documented limit.
pub const RETRY_AFTER_MAX_S: u64 = 86_400;

/// Maximum characters of a service's message that are kept.
pub const SERVICE_MESSAGE_CHARS: usize = 400;

/// Days before the expiry of a credential on which warnings begin.
pub const CREDENTIAL_EXPIRY_WARN_DAYS: i64 = 30;

/// Days before the expiry of a credential on which urgent warnings begin.
pub const CREDENTIAL_EXPIRY_URGENT_DAYS: i64 = 7;
