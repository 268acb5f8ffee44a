// One request and its response, as the component sees it.
import type { ClientRequest, IncomingMessage } from "node:http";
import type { Binding } from "../policy/binding.js";
import { knownRequest, type KnownRequest, type RequestHead } from "../policy/endpoint.js";
import { ConnectFault, whileSending, type ErrorCode } from "./fault.js";
import type { Journal, JournalEntry } from "./journal.js";
import { RequestBody } from "./request-body.js";
import { ResponseBody, type Piece } from "./response-body.js";
import type { Transport } from "./transport.js";

/** Waits when the component sets none, in milliseconds. Graph itself gives up on slow requests after 100 s and less. */
const DEFAULT_TIMES = { connect: 15_000, firstByte: 120_000, betweenBytes: 60_000 };

/** Bytes of the response that names an upload URL. Graph's has about 2 KB. */
const UPLOAD_SESSION_BYTES = 64 * 1024;

/** Longest waits of a request, in milliseconds. */
export interface Times {
  readonly connect?: number | undefined;
  readonly firstByte?: number | undefined;
  readonly betweenBytes?: number | undefined;
}

/** A request that has ended: its response has arrived, or none will. It has no value of the URL, no header and no body. */
export interface EndedRequest {
  /** Method. */
  readonly method: string;
  /** Host. */
  readonly host: string;
  /** Shape of the path, such as `/v1.0/users/{owner}/sendMail`. `(upload session)` stands for paths without a shape. */
  readonly path: string;
  /** Status of the response. Absent means that no response arrived. */
  readonly status?: number;
  /** Time from the request to the head of its response, in milliseconds. */
  readonly durationMs: number;
}

/** What an exchange needs of its call. */
export interface Surroundings {
  readonly transport: Transport;
  readonly binding: Binding;
  readonly journal: Journal;
  readonly onRequest: ((request: EndedRequest) => void) | undefined;
  /** Wakes the call up. */
  readonly ring: () => void;
}

/** The head of a response. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: [string, Uint8Array][];
}

/** One request and its response. */
export class Exchange {
  readonly #surroundings: Surroundings;
  readonly #head: RequestHead;
  readonly #known: KnownRequest;
  readonly #times: Times;
  readonly #body: RequestBody;
  readonly #connecting = new AbortController();
  readonly #startedAt = performance.now();
  #entry: JournalEntry | undefined;
  #request: ClientRequest | undefined;
  #timer: NodeJS.Timeout | undefined;
  #response: { head: ResponseHead; body: ResponseBody } | undefined;
  #responded = false;
  #error: ErrorCode | undefined;
  #isAdmitted = true;

  /** Begins an exchange. Returns the code of its refusal if the request must not leave. */
  static start(surroundings: Surroundings, head: RequestHead, times: Times): Exchange | ErrorCode {
    if (!surroundings.journal.admit()) return { tag: "HTTP-request-denied" };
    const known = knownRequest(head);
    if (known === undefined || !surroundings.binding.allows(head, known)) {
      surroundings.journal.release();
      return { tag: "HTTP-request-denied" };
    }
    return new Exchange(surroundings, head, known, times);
  }

  private constructor(surroundings: Surroundings, head: RequestHead, known: KnownRequest, times: Times) {
    this.#surroundings = surroundings;
    this.#head = head;
    this.#known = known;
    this.#times = times;
    const announced = head.headers.find(([name]) => name.toLowerCase() === "content-length")?.[1];
    this.#body = new RequestBody(
      announced === undefined ? undefined : Number(announced),
      (length) => this.#send(length),
      (bytes) => {
        this.#entry?.addBodyBytes(bytes);
        this.#surroundings.ring();
      },
    );
  }

  // ---- The request ----

  /** Whether something is known: the response, or that there will be none. */
  get hasResponse(): boolean {
    return this.#error !== undefined || this.#responded;
  }

  /** Whether the component may write, or will be told that it may not. */
  get isWritable(): boolean {
    return this.#error !== undefined || this.#body.permit > 0;
  }

  /** Returns how many bytes may be written, or `undefined` if the request has failed. */
  permit(): number | undefined {
    return this.#error === undefined ? this.#body.permit : undefined;
  }

  /** Writes a piece of the body. Returns false if the request has failed. */
  write(piece: Uint8Array): boolean {
    return this.#error === undefined && this.#body.write(piece);
  }

  flush(): void {
    this.#body.flush();
  }

  /** Ends the body. Returns the code of a failure. */
  finish(): ErrorCode | undefined {
    if (this.#error !== undefined || this.#body.finish()) return undefined;
    this.abort();
    return { tag: "HTTP-request-body-size", val: undefined };
  }

  /** Stops what is still under way. */
  abort(): void {
    this.#fail({ tag: "connection-terminated" }, "broken");
    this.#connecting.abort();
    // A response may have arrived before its request was complete: then the connection serves no other request.
    const isComplete = this.#response?.body.hasEnded === true && this.#request?.writableEnded === true;
    if (!isComplete) this.#request?.destroy();
    this.#release();
  }

  #send(length: number | undefined): ClientRequest {
    const { journal, transport } = this.#surroundings;
    const entry = journal.begin(this.#known.effect);
    this.#entry = entry;
    const request = transport.begin(this.#head, this.#headers(length), this.#connecting.signal);
    this.#request = request;
    this.#timer = setTimeout(() => {
      const late = new ConnectFault({ tag: "connection-timeout" }, "no connection in time");
      this.#connecting.abort(late);
      request.destroy(late);
    }, this.#times.connect ?? DEFAULT_TIMES.connect);
    request.on("socket", () => {
      // The agent hands over sockets that are connected, TLS included.
      entry.connected();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#fail({ tag: "HTTP-response-timeout" }, "broken");
        request.destroy();
      }, this.#times.firstByte ?? DEFAULT_TIMES.firstByte);
    });
    request.on("response", (response) => this.#onResponse(entry, response));
    request.on("error", (error) => {
      const isBefore = error instanceof ConnectFault;
      this.#fail(isBefore ? error.wasi : whileSending(error), isBefore ? "not-sent" : "broken");
    });
    // Node.js closes a connection without an error if the server changes the protocol (101).
    request.on("close", () => this.#fail({ tag: "connection-terminated" }, "broken"));
    return request;
  }

  #headers(length: number | undefined): (readonly [string, string])[] {
    const headers = this.#head.headers.filter(([name]) => name.toLowerCase() !== "content-length");
    const hasBody = length !== 0 || !["GET", "DELETE"].includes(this.#head.method);
    if (length === undefined) return [...headers, ["transfer-encoding", "chunked"]];
    // Servers respond with 411 to a POST without a length.
    return hasBody ? [...headers, ["content-length", String(length)]] : headers;
  }

  // ---- The response ----

  /** Returns the head of the response, or why there is none. */
  response(): ResponseHead | ErrorCode | undefined {
    return this.#responded ? this.#response?.head : this.#error;
  }

  /** Whether `read` has something to say. */
  get isReadable(): boolean {
    return this.#response?.body.isReady ?? true;
  }

  /** Takes at most `length` bytes of the response's body. */
  read(length: number): Piece {
    const piece = this.#response?.body.read(length) ?? "end";
    if (typeof piece === "string" ? piece === "end" : !(piece instanceof Uint8Array)) this.#release();
    return piece;
  }

  #onResponse(entry: JournalEntry, response: IncomingMessage): void {
    clearTimeout(this.#timer);
    if (this.#error !== undefined) {
      response.destroy();
      return;
    }
    const status = response.statusCode ?? 0;
    entry.ended(status);
    const headers: [string, Uint8Array][] = [];
    for (let index = 0; index + 1 < response.rawHeaders.length; index += 2) {
      headers.push([response.rawHeaders[index] ?? "", Buffer.from(response.rawHeaders[index + 1] ?? "", "latin1")]);
    }
    const namesUploadUrl = this.#known.endpoint === "upload-session" && status >= 200 && status < 300;
    const pause = this.#times.betweenBytes ?? DEFAULT_TIMES.betweenBytes;
    const body: ResponseBody = new ResponseBody(response, pause, () => {
      if (namesUploadUrl) this.#noteUploadUrl(body);
      this.#surroundings.ring();
    });
    this.#response = { head: { status, headers }, body };
    this.#report(status);
    // The URL is noted before the component sees it.
    this.#responded = !namesUploadUrl;
    this.#surroundings.ring();
  }

  #noteUploadUrl(body: ResponseBody): void {
    if (this.#responded) return;
    const bytes = body.peek();
    if (bytes.length > UPLOAD_SESSION_BYTES) {
      this.#error = { tag: "HTTP-response-body-size", val: undefined };
      return;
    }
    if (!body.hasEnded) return;
    try {
      const session = JSON.parse(bytes.toString()) as { uploadUrl?: unknown } | null;
      if (typeof session?.uploadUrl === "string") this.#surroundings.binding.handOut(session.uploadUrl);
    } catch {
      // The component says what is wrong with the response.
    }
    this.#responded = true;
  }

  #fail(code: ErrorCode, outcome: "not-sent" | "broken"): void {
    clearTimeout(this.#timer);
    // After the head of a response, its body tells what went wrong.
    if (this.#response !== undefined || this.#error !== undefined) return;
    this.#error = code;
    this.#entry?.ended(outcome);
    if (this.#entry !== undefined) this.#report(undefined);
    this.#release();
    this.#surroundings.ring();
  }

  #report(status: number | undefined): void {
    this.#surroundings.onRequest?.({
      method: this.#head.method,
      host: this.#head.authority,
      path: this.#known.shape,
      ...(status === undefined ? {} : { status }),
      durationMs: Math.round(performance.now() - this.#startedAt),
    });
  }

  #release(): void {
    if (this.#isAdmitted) this.#surroundings.journal.release();
    this.#isAdmitted = false;
  }
}
