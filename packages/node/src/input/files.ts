// The files of one call: those that are read by path, streams, and bytes that are too many to copy into the sandbox.
import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { MOST_ATTACHMENT_BYTES } from "../calls/deadline.js";
import type { Content } from "../contract/types.js";
import { StoreError } from "../stores/errors.js";
import type { AttachmentStore } from "../stores/index.js";
import type { FileContent } from "./types.js";

/** Bytes that are copied into the sandbox. More are read by it piece by piece. */
const COPIED_BYTES = 1024 * 1024;

interface OpenFile {
  readonly handle: FileHandle;
  readonly size: bigint;
  readonly modifiedAt: bigint;
}

/** The files of one call. It is a store of attachments over the caller's. */
export class CallFiles implements AttachmentStore {
  readonly #store: AttachmentStore | undefined;
  readonly #bytes = new Map<string, Uint8Array>();
  readonly #paths = new Map<string, string>();
  readonly #open = new Map<string, Promise<OpenFile>>();
  #folder: string | undefined;
  #last = 0;

  constructor(store: AttachmentStore | undefined) {
    this.#store = store;
  }

  /** Makes the contract's form of a file. */
  async content(file: FileContent): Promise<Content> {
    if ("base64" in file) return { tag: "base64", val: file.base64 };
    if ("stored" in file) return { tag: "stored", val: file.stored };
    if ("bytes" in file) {
      if (file.bytes.length <= COPIED_BYTES) return { tag: "bytes", val: file.bytes };
      const name = this.#name();
      this.#bytes.set(name, file.bytes);
      return { tag: "stored", val: name };
    }
    const path = "path" in file ? file.path : await this.#spool(file.stream);
    const name = this.#name();
    this.#paths.set(name, path);
    return { tag: "stored", val: name };
  }

  async size(name: string): Promise<number> {
    const bytes = this.#bytes.get(name);
    if (bytes !== undefined) return bytes.length;
    const path = this.#paths.get(name);
    return path === undefined ? this.#others().size(name) : Number((await this.#file(name, path)).size);
  }

  async read(name: string, offset: number, length: number): Promise<Uint8Array> {
    const bytes = this.#bytes.get(name);
    if (bytes !== undefined) return bytes.subarray(offset, offset + length);
    const path = this.#paths.get(name);
    if (path === undefined) return this.#others().read(name, offset, length);
    const { handle, size, modifiedAt } = await this.#file(name, path);
    const now = await handle.stat({ bigint: true });
    // A mail must see one state of its files.
    if (now.size !== size || now.mtimeNs !== modifiedAt) throw new StoreError("unavailable", "the file has changed");
    const buffer = new Uint8Array(length);
    const { bytesRead } = await handle.read(buffer, 0, length, offset);
    return buffer.subarray(0, bytesRead);
  }

  /** Closes the files, and removes those of streams. */
  async close(): Promise<void> {
    for (const file of this.#open.values()) {
      await file.then(({ handle }) => handle.close()).catch(() => undefined);
    }
    if (this.#folder !== undefined) await rm(this.#folder, { recursive: true, force: true });
  }

  #name(): string {
    // Random, so that it is no name in the caller's store.
    return `file-${randomUUID()}`;
  }

  #others(): AttachmentStore {
    if (this.#store === undefined) throw new StoreError("not-found");
    return this.#store;
  }

  #file(name: string, path: string): Promise<OpenFile> {
    const file = this.#open.get(name) ?? openFile(path);
    this.#open.set(name, file);
    return file;
  }

  async #spool(stream: Readable): Promise<string> {
    // Only this user may read the folder (mkdtemp(3): mode 0700).
    this.#folder ??= await mkdtemp(join(tmpdir(), "outlook-connector-"));
    this.#last += 1;
    const path = join(this.#folder, String(this.#last));
    let bytes = 0;
    const limit = new Transform({
      transform(chunk: Buffer, _encoding, callback) {
        bytes += chunk.length;
        // The connector refuses such a file by its field. It needs not be whole for that.
        callback(bytes > MOST_ATTACHMENT_BYTES + 1024 * 1024 ? new TooLong() : null, chunk);
      },
    });
    try {
      await pipeline(stream, limit, createWriteStream(path, { mode: 0o600 }));
    } catch (error) {
      if (!(error instanceof TooLong)) throw error;
    }
    return path;
  }
}

class TooLong extends Error {}

async function openFile(path: string): Promise<OpenFile> {
  let handle: FileHandle;
  try {
    handle = await open(path);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR") throw new StoreError("not-found");
    throw new StoreError("denied", "the file cannot be opened");
  }
  const stat = await handle.stat({ bigint: true });
  if (!stat.isFile()) {
    await handle.close();
    throw new StoreError("denied", "it is no regular file");
  }
  return { handle, size: stat.size, modifiedAt: stat.mtimeNs };
}
