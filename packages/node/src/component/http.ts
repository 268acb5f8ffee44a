// `wasi:http`: it holds what the component builds, and asks the program to send it. Resources are the parts that the component
// uses (world `connector`).
import type { ResponseHead } from "../http/exchange.js";
import type { AskFor, Poll, Streams } from "./io.js";

/** Bytes of header fields of one request. A token, the largest value, has at most 16 KiB. */
const FIELDS_BYTES = 64 * 1024;

const decoder = new TextDecoder("latin1");

class Fields {
  readonly #entries: readonly (readonly [string, Uint8Array])[];

  constructor(entries: readonly (readonly [string, Uint8Array])[]) {
    this.#entries = entries;
  }

  static fromList(entries: readonly (readonly [string, Uint8Array])[]): Fields {
    const copied = entries.map(([name, value]) => [name, value.slice()] as const);
    const bytes = copied.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
    if (bytes > FIELDS_BYTES) throw new Error(`header fields of ${bytes} bytes`);
    const valid = copied.every(([name, value]) => /^[!#$%&'*+.^_`|~0-9a-z-]+$/i.test(name) && !hasControls(value));
    // The bindings take what is thrown for the error, unless it is an `Error`.
    // eslint-disable-next-line @typescript-eslint/only-throw-error
    if (!valid) throw { tag: "invalid-syntax" };
    return new Fields(copied);
  }

  entries(): readonly (readonly [string, Uint8Array])[] {
    return this.#entries;
  }

  texts(): [string, string][] {
    return this.#entries.map(([name, value]) => [name.toLowerCase(), decoder.decode(value)]);
  }
}

function hasControls(value: Uint8Array): boolean {
  return value.some((byte) => (byte < 0x20 && byte !== 0x09) || byte === 0x7f);
}

interface Tagged {
  readonly tag: string;
  readonly val?: unknown;
}

/** Nanoseconds to milliseconds. */
const milliseconds = (duration: bigint | undefined) =>
  duration === undefined ? undefined : Number(duration / 1_000_000n);

/** `wasi:http`, over the function that asks. */
export function http(
  ask: AskFor,
  { Pollable }: Poll,
  { InputStream, OutputStream }: Streams,
): Readonly<Record<"types" | "outgoingHandler", object>> {
  class OutgoingRequest {
    readonly #fields: Fields;
    #method = "GET";
    #scheme = "https";
    #authority = "";
    #target = "/";
    /** Set when the request is handed over. Its body may be asked for before. */
    exchange: number | undefined;

    constructor(fields: Fields) {
      this.#fields = fields;
    }

    setMethod(method: Tagged): void {
      this.#method = method.tag === "other" ? String(method.val) : method.tag.toUpperCase();
    }

    setScheme(scheme: Tagged | undefined): void {
      this.#scheme = scheme?.tag === "other" ? String(scheme.val) : (scheme?.tag ?? "HTTPS").toLowerCase();
    }

    setAuthority(authority: string | undefined): void {
      this.#authority = authority ?? "";
    }

    setPathWithQuery(target: string | undefined): void {
      this.#target = target ?? "/";
    }

    body(): OutgoingBody {
      return new OutgoingBody(this);
    }

    head() {
      return {
        method: this.#method,
        scheme: this.#scheme,
        authority: this.#authority,
        target: this.#target,
        headers: this.#fields.texts(),
      };
    }
  }

  class OutgoingBody {
    readonly request: OutgoingRequest;

    constructor(request: OutgoingRequest) {
      this.request = request;
    }

    get exchange(): number {
      if (this.request.exchange === undefined) throw new Error("a body was written before its request was handed over");
      return this.request.exchange;
    }

    write() {
      return new OutputStream(this.exchange);
    }

    static finish(body: OutgoingBody, trailers: Fields | undefined): void {
      if (trailers !== undefined) throw new Error("trailers are not supported");
      ask("http.finish", body.exchange);
    }
  }

  class RequestOptions {
    readonly times: {
      connect?: number | undefined;
      firstByte?: number | undefined;
      betweenBytes?: number | undefined;
    } = {};

    setConnectTimeout(duration: bigint | undefined): void {
      this.times.connect = milliseconds(duration);
    }

    setFirstByteTimeout(duration: bigint | undefined): void {
      this.times.firstByte = milliseconds(duration);
    }

    setBetweenBytesTimeout(duration: bigint | undefined): void {
      this.times.betweenBytes = milliseconds(duration);
    }
  }

  class FutureIncomingResponse {
    readonly #exchange: number;

    constructor(exchange: number) {
      this.#exchange = exchange;
    }

    subscribe() {
      return new Pollable({ exchange: this.#exchange, what: "response" });
    }

    get() {
      const response = ask("http.response", this.#exchange) as ResponseHead | Tagged | undefined;
      if (response === undefined) return undefined;
      if ("tag" in response) return { tag: "ok", val: { tag: "err", val: response } };
      return { tag: "ok", val: { tag: "ok", val: new IncomingResponse(this.#exchange, response) } };
    }

    [Symbol.dispose](): void {
      ask("http.drop", this.#exchange);
    }
  }

  class IncomingResponse {
    readonly #exchange: number;
    readonly #head: ResponseHead;

    constructor(exchange: number, head: ResponseHead) {
      this.#exchange = exchange;
      this.#head = head;
    }

    status(): number {
      return this.#head.status;
    }

    headers(): Fields {
      return new Fields(this.#head.headers);
    }

    consume(): IncomingBody {
      return new IncomingBody(this.#exchange);
    }
  }

  class IncomingBody {
    readonly #exchange: number;

    constructor(exchange: number) {
      this.#exchange = exchange;
    }

    stream() {
      return new InputStream(this.#exchange);
    }
  }

  const types = {
    Fields,
    OutgoingRequest,
    OutgoingBody,
    RequestOptions,
    FutureIncomingResponse,
    IncomingResponse,
    IncomingBody,
  };
  const outgoingHandler = {
    handle(request: OutgoingRequest, options: RequestOptions | undefined): FutureIncomingResponse {
      const exchange = ask("http.start", request.head(), options?.times ?? {}) as number;
      request.exchange = exchange;
      return new FutureIncomingResponse(exchange);
    },
  };
  return { types, outgoingHandler };
}
