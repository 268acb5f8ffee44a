// The body of a request: it is collected while it is short, and else written as fast as the network takes it.
import type { ClientRequest } from "node:http";

/**
 * Bytes of a body that are collected before it is sent. A body of unannounced length gets a length this way: it is not documented that Entra
 * takes chunked bodies. A token request with a certificate has about 2 KB.
 */
const COLLECT_BYTES = 64 * 1024;

/** Longest piece that the component may write at once: the length that it reads from the attachment store at once. */
const PIECE_BYTES = 256 * 1024;

/** The body of one request. `send` begins the request, with the length of its body if that is known. */
export class RequestBody {
  readonly #announced: number | undefined;
  readonly #send: (length: number | undefined) => ClientRequest;
  readonly #onTaken: (bytes: number) => void;
  #collected: Uint8Array[] = [];
  #written = 0;
  /** Bytes that the network has not taken yet. */
  #outstanding = 0;
  #flushing = false;
  #request: ClientRequest | undefined;

  constructor(
    announced: number | undefined,
    send: (length: number | undefined) => ClientRequest,
    onTaken: (bytes: number) => void,
  ) {
    this.#announced = announced;
    this.#send = send;
    this.#onTaken = onTaken;
    if (announced !== undefined && announced > COLLECT_BYTES) this.#begin(announced);
  }

  /** How many bytes may be written now. At most two pieces wait for the network. */
  get permit(): number {
    if (this.#flushing && this.#outstanding > 0) return 0;
    return this.#outstanding > PIECE_BYTES ? 0 : PIECE_BYTES;
  }

  /** Whether the request has begun. */
  get hasBegun(): boolean {
    return this.#request !== undefined;
  }

  /** Writes a piece. Returns false if the body is longer than was announced. */
  write(piece: Uint8Array): boolean {
    this.#flushing = false;
    this.#written += piece.length;
    if (this.#announced !== undefined && this.#written > this.#announced) return false;
    if (this.#request !== undefined) {
      this.#pass(this.#request, piece);
      return true;
    }
    this.#collected.push(piece);
    if (this.#written > COLLECT_BYTES) this.#begin(undefined);
    return true;
  }

  /** Lets `permit` be 0 until the network has taken everything. A body that is still collected is taken already. */
  flush(): void {
    this.#flushing = true;
  }

  /** Ends the body. Returns false if it is not as long as was announced: then the service never has the whole request. */
  finish(): boolean {
    if (this.#announced !== undefined && this.#written !== this.#announced) return false;
    const request = this.#request ?? this.#begin(this.#written);
    request.end();
    return true;
  }

  #begin(length: number | undefined): ClientRequest {
    const request = this.#send(length);
    this.#request = request;
    for (const piece of this.#collected) this.#pass(request, piece);
    this.#collected = [];
    return request;
  }

  #pass(request: ClientRequest, piece: Uint8Array): void {
    this.#outstanding += piece.length;
    request.write(piece, () => {
      this.#outstanding -= piece.length;
      this.#onTaken(piece.length);
    });
  }
}
