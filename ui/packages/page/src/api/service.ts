import type {
  Connection,
  ConnectionReport,
  ConnectResult,
  Descriptor,
  Explanation,
  Receipt,
  SendOutcome,
  ServiceResponse,
  SetupInstructions,
} from "@outlook-connector/forms";
import type { ServerEvent } from "./events.ts";
import { call, callWithEvents, type Body } from "./http.ts";
import { logged } from "./request_log.ts";

/** A saved connection. */
export interface SavedConnection {
  name: string;
  connection: Connection;
}

/** A saved connection in a list. There is no connection if its file is broken. */
export interface ListedConnection {
  name: string;
  connection: Connection | null;
}

/** A stored secret: its name and dates, never its value. */
export interface StoredSecret {
  name: string;
  expires_at?: string | null;
}

/** One line of the history. */
export interface HistoryEntry {
  at: string;
  mailbox: string;
  reference: string | null;
  outcome: string;
}

/** What the page should know of the program. */
export interface About {
  /** Where the emulator is that plays Microsoft 365. `null` means that the page uses the real one. */
  emulator: string | null;
  /** Whether the program can open a page over an emulator. */
  can_demo: boolean;
}

const named = (kind: string, name: string) => `/v1/${kind}/${encodeURIComponent(name)}`;

export const service = {
  describe: () => call<Descriptor>("GET", "/v1/describe"),
  connections: async () => (await call<{ connections: ListedConnection[] }>("GET", "/v1/connections")).connections,
  saveConnection: (name: string, connection: object) => call<unknown>("PUT", named("connections", name), connection),
  removeConnection: (name: string) => call<unknown>("DELETE", named("connections", name)),
  secrets: async () => (await call<{ secrets: StoredSecret[] }>("GET", "/v1/secrets")).secrets,
  storeSecret: (name: string, value: string) => call<unknown>("PUT", named("secrets", name), { value }),
  removeSecret: (name: string) => call<unknown>("DELETE", named("secrets", name)),
  connect: (connection: string) =>
    logged("connect", connection, call<ConnectResult>("POST", "/v1/connect", { connection })),
  test: (connection: string, options: object, onEvent: (event: ServerEvent) => void, signal: AbortSignal) =>
    logged(
      "test-connection",
      connection,
      callWithEvents<ConnectionReport>("/v1/test-connection", { connection, options }, onEvent, { signal }),
    ),
  send: (connection: string, body: Body, onEvent: (event: ServerEvent) => void) =>
    logged("send-mail", connection, callWithEvents<Receipt>("/v1/send-mail", body, onEvent)),
  checkOutcome: (connection: string, reference: string) =>
    logged("check-outcome", connection, call<SendOutcome>("POST", "/v1/check-outcome", { connection, reference })),
  explain: (response: ServiceResponse) => call<Explanation>("POST", "/v1/explain", response),
  setupGuide: (setup: object) => call<SetupInstructions>("POST", "/v1/setup-guide", setup),
  history: async () => (await call<{ entries: HistoryEntry[] }>("GET", "/ui/history")).entries,
  about: () => call<About>("GET", "/ui/about"),
  openDemo: async () => (await call<{ url: string }>("POST", "/ui/demo")).url,
  drafts: async () => (await call<{ drafts: Record<string, object> }>("GET", "/ui/drafts")).drafts,
  // `keepalive`: the window may be closing.
  keepDraft: (name: string, draft: object) =>
    call<unknown>("PUT", `/ui/drafts/${encodeURIComponent(name)}`, draft, { keepalive: true }),
  removeDraft: (name: string) => call<unknown>("DELETE", `/ui/drafts/${encodeURIComponent(name)}`),
  emptyHistory: () => call<unknown>("DELETE", "/ui/history"),
};
