// The body of a response, as the component reads it: in pieces, and with a limit to the pauses.
import type { IncomingMessage } from "node:http";
import type { ErrorCode } from "./fault.js";

/** Bytes that may wait for the component. Beyond them, the network waits. */
const WAITING_BYTES = 256 * 1024;

/** What reading a piece came to: bytes, nothing yet, the end, or a failure. */
export type Piece = Uint8Array | "not-yet" | "end" | ErrorCode;

/** The body of a response. */
export class ResponseBody {
  readonly #response: IncomingMessage;
  readonly #pauseMs: number;
  readonly #ring: () => void;
  readonly #chunks: Buffer[] = [];
  #waiting = 0;
  #end: "end" | ErrorCode | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `ring` is called whenever there is more to know. */
  constructor(response: IncomingMessage, pauseMs: number, ring: () => void) {
    this.#response = response;
    this.#pauseMs = pauseMs;
    this.#ring = ring;
    this.#wait();
    response.on("data", (chunk: Buffer) => {
      this.#wait();
      this.#chunks.push(chunk);
      this.#waiting += chunk.length;
      if (this.#waiting >= WAITING_BYTES) {
        response.pause();
        clearTimeout(this.#timer);
      }
      this.#ring();
    });
    response.on("end", () => this.#ended("end"));
    response.on("error", () => this.#ended({ tag: "HTTP-response-incomplete" }));
    response.on("close", () => this.#ended({ tag: "HTTP-response-incomplete" }));
  }

  get isReady(): boolean {
    return this.#chunks.length > 0 || this.#end !== undefined;
  }

  /** Whether nothing more will come. */
  get hasEnded(): boolean {
    return this.#end !== undefined;
  }

  /** Takes at most `length` bytes. */
  read(length: number): Piece {
    const chunk = this.#chunks.shift();
    if (chunk === undefined) return this.#end ?? "not-yet";
    if (chunk.length > length) this.#chunks.unshift(chunk.subarray(length));
    const piece = chunk.subarray(0, length);
    this.#waiting -= piece.length;
    if (this.#response.isPaused() && this.#waiting < WAITING_BYTES / 2) {
      this.#wait();
      this.#response.resume();
    }
    return piece;
  }

  /** Returns all bytes that have arrived, and leaves them. */
  peek(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  /** Ends the wait for the rest, with this failure. */
  fail(code: ErrorCode): void {
    this.#ended(code);
    this.#response.destroy();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.fail({ tag: "connection-read-timeout" }), this.#pauseMs);
  }

  #ended(end: "end" | ErrorCode): void {
    clearTimeout(this.#timer);
    if (this.#end !== undefined) return;
    this.#end = end;
    this.#ring();
  }
}
