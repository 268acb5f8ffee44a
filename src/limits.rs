//! Limits and waiting times, each with its source. Limits of the input are checked before the first byte is sent, and `describe`
//! lists them.
//!
//! A limit of the input is never below the service's: what Microsoft might accept goes to Microsoft, and its refusal is explained.
//! A size is refused here only if Microsoft documents that no mailbox, however it is set, takes it. Exchange and Graph count in
//! binary units: a KB is 1,024 bytes, an MB is 1,048,576. Exchange prints "35 MB (36,700,160 bytes)", and Graph's "4 MB" was
//! measured (see [`REQUEST_BYTES`]). `docs/src/send/limits.md` lists all limits, also those that Microsoft alone enforces.

/// Maximum number of recipients in To, Cc and Bcc together: the highest `RecipientLimits` of a mailbox. A mailbox has 500 unless
/// it was changed, and Exchange refuses what exceeds its own limit.
/// Source: Exchange `Set-Mailbox -RecipientLimits` (from 1 to 1,000); Graph `message` resource.
pub const RECIPIENTS: usize = 1_000;

/// Maximum number of entries in To, Cc and Bcc together, and of Reply-To: ten times [`RECIPIENTS`]. Of an address that stands in a
/// list several times, Exchange counts one, but so many entries are no list of recipients, and finding the different ones takes
/// memory. This limit is the connector's own.
pub const RECIPIENT_ENTRIES: usize = 10_000;

/// Maximum number of entries in `internetMessageHeaders`. Graph returns `InvalidInternetMessageHeaderCollection` for more
/// entries, and for an empty list. MIME has no such limit.
pub const HEADERS: usize = 5;

/// Maximum bytes of all header names and values together. Exchange Online limits the header of a message to 256 KB
/// (Exchange Online limits, "Message header size limit").
pub const HEADER_BYTES: usize = 262_144;

/// Maximum characters of a subject (Exchange Online limits, "Subject length limit"; EWS reference, `Subject`).
pub const SUBJECT_CHARS: usize = 255;

/// Maximum bytes of one request to Graph, including attachments in base64. Graph documents "4 MB". Two people measured it: a body
/// of 4,194,304 characters is the largest that is not answered with 413 (pnp/cli-microsoft365#3832), and so is a file of 3,145,611
/// bytes, which makes a body of that size (msgraph-sdk-java#52, comment of 2020-08-20).
pub const REQUEST_BYTES: u64 = 4_194_304;

/// Bytes from which an attachment is added to a draft by an upload session. Graph documents "3 MB" for both ways and does not say
/// which. A session was measured to take 2,097,152 bytes and more, a request up to 3,145,611 (msgraph-sdk-java#52). If a service
/// means 3,145,728 and refuses a session (`ErrorAttachmentSizeShouldNotBeLessThanMinimumSize`), the file goes in a request.
/// A message without a draft has its attachments in its one request, whatever their size, if they fit [`REQUEST_BYTES`].
pub const SESSION_BYTES: u64 = 3_000_000;

/// Maximum bytes of all attachments of a message: 150 MB, the largest size that a mailbox can be set to (`Set-Mailbox
/// -MaxSendSize`), and the maximum of an upload session. The default of a mailbox is 35 MB, which holds about 25 MB of files.
/// Exchange counts the encoded message and refuses what exceeds the mailbox's own limit.
pub const ATTACHMENTS_BYTES: u64 = 157_286_400;

/// Maximum bytes of a MIME message: in base64 it fills one request of [`REQUEST_BYTES`].
/// Source: Graph "Create message" ("limited to 4 MB", 413 beyond it).
pub const MIME_BYTES: u64 = 3_145_728;

/// Bytes up to which a composed MIME message contains its attachments. Above it they are added to a draft. In 2021 Graph was seen
/// to answer 200 to MIME messages above about 2,240 KB, and to send nothing (microsoft-graph-docs-contrib#3079).
pub const MIME_WITH_ATTACHMENTS_BYTES: u64 = 2_200_000;

/// Bytes of a chunk in an upload session. Graph allows 4 MB ("Attach large files to Outlook messages"). The value is twelve times
/// 320 KiB, the unit that OneDrive requires and Outlook does not, and a multiple of three, for base64.
pub const UPLOAD_CHUNK_BYTES: u64 = 3_932_160;

/// How many chunks a session gets for each chunk of the attachment: one, and one that the session did not keep or whose repeat it
/// refuses. Repeats of a request, of which there are at most [`REQUEST_TRIES`] with a wait before each, are not counted. This limit is
/// the connector's own.
pub const UPLOAD_REQUESTS_PER_CHUNK: u64 = 2;

/// How often an upload is restarted after its session was lost.
pub const UPLOAD_RESTARTS: u32 = 2;

/// Maximum characters of an idempotency key. This limit is the connector's own: no mail has such a key.
pub const KEY_CHARS: usize = 128;

/// Maximum characters of a Message-ID with its angle brackets by which a mail is found. MAPI's tables, by which Exchange searches,
/// may cut longer strings to 255 characters (MS-OXCTABL, "QueryRows").
pub const MESSAGE_ID_CHARS: usize = 255;

/// Maximum characters of a file name, with its extension (MAPI reference, `PidTagAttachLongFilename`).
pub const FILE_NAME_CHARS: usize = 256;

/// Maximum characters of an address in Exchange: 315, the `@`, and 255. RFC 5321 §4.5.3.1 asks for 64 and 255 at least, and
/// Exchange has longer ones, such as the encapsulated address of a recipient without SMTP address (IMCEAEX-…).
/// Source: nitingupta.in, "Exchange 2010 – Maximum length of SMTP Address"; Microsoft documents no number.
pub const ADDRESS_CHARS: usize = 571;

/// Maximum characters of the part before the `@`. Source: as [`ADDRESS_CHARS`].
pub const LOCAL_PART_CHARS: usize = 315;

/// Maximum characters of a DNS name: RFC 1035 §2.3.4.
pub const DOMAIN_CHARS: usize = 253;

/// Maximum characters of a date with time: RFC 3339 with nanoseconds and offset. This limit is the connector's own.
pub const DATE_TIME_CHARS: usize = 35;

/// Maximum characters of a group's name. A management scope gets the same name, which has at most 64 (PowerShell reference,
/// `New-ManagementScope`, -Name).
pub const GROUP_NAME_CHARS: usize = 64;

/// Maximum characters of a name in a host's store. This limit is the connector's own.
pub const STORE_NAME_CHARS: usize = 128;

/// Maximum characters of one category ([MS-OXCMSG] 2.2.1.17, `PidNameKeywords`).
pub const CATEGORY_CHARS: usize = 255;

/// Time budget of a call if the caller sets none, in milliseconds: the default of .NET's `HttpClient`, which Microsoft's Graph
/// SDK for .NET uses.
pub const TIME_BUDGET_MS: u32 = 100_000;

/// Bytes of files from which a call without a time budget gets more time. A request up to this size is done within [`TIME_BUDGET_MS`].
pub const MORE_TIME_FROM_BYTES: u64 = SESSION_BYTES;

/// Bytes of files that each further second is for: 0.8 Mbit/s, a slow line's way up. Microsoft itself takes 150 MB in five minutes.
pub const BYTES_PER_SECOND: u64 = 100_000;

/// Minimum time budget, in milliseconds. Less time would not cover a token request and a send on a slow line.
pub const TIME_BUDGET_MIN_MS: u32 = 1_000;

/// Maximum time budget, in milliseconds: one hour. By default an access token lives at least that long.
pub const TIME_BUDGET_MAX_MS: u32 = 3_600_000;

/// Maximum bytes that are read of a response. Tokens, errors and lists of messages are below 16 KiB; the rest is reserve.
pub const RESPONSE_BYTES: usize = 262_144;

/// Maximum bytes of an access token. Entra's are of 1 to 4 KB. A header of a request holds it whole, and hosts limit headers:
/// the reference host takes 64 KiB of fields, and a longer token ended a call as a trap. Web servers take 8 to 16 KB of a header
/// field, so a longer token could be used nowhere.
pub const TOKEN_BYTES: usize = 16_384;

/// Maximum bytes of one read from the host's attachment store.
pub const READ_BYTES: u32 = 262_144;

/// How often one request is sent in a call: once, and three repeats, as in Microsoft's SDKs (Microsoft.Graph.Core,
/// `RetryHandlerOption.DEFAULT_MAX_RETRY`).
pub const REQUEST_TRIES: u32 = 4;

/// First wait before a repeat without `Retry-After`, in milliseconds. It doubles each time: Graph's throttling page asks for
/// exponential back-off.
pub const PAUSE_FIRST_MS: u64 = 1_000;

/// Longest wait for throttling that a send makes inside the component before it has done anything, in milliseconds. Longer ones are
/// the engine's, which needs no instance for them. A shorter one is not worth a second call: with a key that call looks into the
/// throttled mailbox first.
pub const WAIT_INSIDE_MS: u64 = 3_000;

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

/// Times that a draft of a key is sent again after an unclear failure, if it is unchanged.
pub const SEND_POLLS: u32 = 2;

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

/// Lifetime of a client assertion, in seconds. Entra's documentation asks for 5 to 10 minutes; MSAL takes 10
/// (microsoft-authentication-library-for-dotnet, `JsonWebToken.cs`).
pub const ASSERTION_LIFETIME_S: u64 = 600;

/// Maximum characters of each claim of a federated identity credential (Graph reference, `federatedIdentityCredential`: 600).
pub const FEDERATED_CHARS: usize = 600;
