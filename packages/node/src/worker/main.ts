// A thread that makes calls, one at a time, each in a fresh instance of the component.
import { randomBytes } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { asker } from "../sandbox/bridge.js";
import type { Ended, Module, Task, ThreadData } from "../sandbox/messages.js";
import { http } from "./http.js";
import { IoError, poll, streams } from "./io.js";

/** Random bytes that one call of the function returns at most. The component asks for 16 at a time. */
const RANDOM_BYTES = 4096n;

interface Instance {
  readonly mail: Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;
}

// The bindings call this eight times for each instance, and catch the error where there is no such function, as in Node.js 20 and 22. Each error cost
// 8 ms: V8 parses the whole of the bindings to write its message. The result is used by asynchronous exports only.
const wasm = (globalThis as unknown as { WebAssembly: { promising?: (callee: unknown) => unknown } }).WebAssembly;
wasm.promising ??= (callee) => callee;

// jco writes it without types.
const { instantiate } = (await import(new URL("../../wasm/connector.js", import.meta.url).href)) as {
  instantiate: (module: (name: string) => Module, imports: Readonly<Record<string, unknown>>) => Instance;
};
const { port, word, modules } = workerData as ThreadData;
const ask = asker(port, new Int32Array(word));
const polling = poll(ask);
const streaming = streams(ask, polling);
const { types, outgoingHandler } = http(ask, polling, streaming);
const forward = (store: string, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => ask(`${store}.${name}`, ...args)]));

// jco looks imports up without their version.
const imports = {
  "outlook:connector/secret-store": forward("secrets", ["get", "put", "delete"]),
  "outlook:connector/signing-keys": forward("keys", ["sign", "getCertificate"]),
  "outlook:connector/attachment-store": forward("attachments", ["size", "digest", "read"]),
  "wasi:clocks/monotonic-clock": {
    now: () => process.hrtime.bigint(),
    resolution: () => 1n,
    subscribeDuration: (duration: bigint) => new polling.Pollable({ at: process.hrtime.bigint() + duration }),
    subscribeInstant: (at: bigint) => new polling.Pollable({ at }),
  },
  "wasi:clocks/wall-clock": {
    now: () => {
      const now = Date.now();
      return { seconds: BigInt(Math.floor(now / 1000)), nanoseconds: (now % 1000) * 1_000_000 };
    },
  },
  "wasi:http/types": types,
  "wasi:http/outgoing-handler": outgoingHandler,
  "wasi:io/error": { Error: IoError },
  "wasi:io/poll": polling,
  "wasi:io/streams": streaming,
  "wasi:random/random": {
    getRandomBytes: (length: bigint) => {
      if (length > RANDOM_BYTES) throw new Error(`${length.toString()} random bytes at once`);
      return new Uint8Array(randomBytes(Number(length)));
    },
    getRandomU64: () => randomBytes(8).readBigUInt64LE(),
  },
};

function module(name: string): Module {
  const compiled = modules.get(name);
  if (compiled === undefined) throw new Error(`the component has no module ${name}`);
  return compiled;
}

function run({ operation, args }: Task): Ended {
  try {
    const { mail } = instantiate(module, imports);
    const call = mail[operation];
    if (call === undefined) throw new Error(`the component has no function ${operation}`);
    return { value: call(...args) };
  } catch (error) {
    // The bindings throw the error of a `result` as it is, and a trap as an `Error`.
    return error instanceof Error ? { trap: error.message } : { error };
  }
}

parentPort?.on("message", (task: Task) => {
  parentPort?.postMessage(run(task));
});
