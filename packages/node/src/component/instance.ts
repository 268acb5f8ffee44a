// One call in a fresh instance of the component: the same in a thread and without one. `Ask` leads to the program.
import { randomBytes } from "node:crypto";
import type { Ended, Module, Task } from "./types.js";
import { http } from "./http.js";
import { IoError, poll, streams, type AskFor } from "./io.js";

/** Random bytes that one call of the function returns at most. The component asks for 16 at a time. */
const RANDOM_BYTES = 4096n;

type Export = (...args: readonly unknown[]) => unknown;

/** Makes an instance of the component: what jco writes. */
export type Instantiate = (
  module: (name: string) => Module,
  imports: Readonly<Record<string, unknown>>,
) => { readonly mail: Readonly<Record<string, Export>> };

/** Runs a call. The export returns a promise if `ask` may do so. */
export async function call(
  instantiate: Instantiate,
  modules: ReadonlyMap<string, Module>,
  ask: AskFor,
  { operation, args }: Task,
): Promise<Ended> {
  try {
    const { mail } = instantiate((name) => moduleOf(modules, name), importsOf(ask));
    const exported = mail[operation];
    if (exported === undefined) throw new Error(`the component has no function ${operation}`);
    return { value: await exported(...args) };
  } catch (error) {
    // The bindings throw the error of a `result` as it is, and a trap as an `Error`.
    return error instanceof Error ? { trap: error.message } : { error };
  }
}

function moduleOf(modules: ReadonlyMap<string, Module>, name: string): Module {
  const compiled = modules.get(name);
  if (compiled === undefined) throw new Error(`the component has no module ${name}`);
  return compiled;
}

/** The imports. jco looks them up without their version. */
function importsOf(ask: AskFor): Readonly<Record<string, unknown>> {
  const polling = poll(ask);
  const streaming = streams(ask, polling);
  const { types, outgoingHandler } = http(ask, polling, streaming);
  const forward = (store: string, names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, (...args: unknown[]) => ask(`${store}.${name}`, ...args)]));
  return {
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
}
