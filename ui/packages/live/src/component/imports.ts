/** What the component imports. Here it reads the clock and draws random bytes: it reaches no network, no file and no secret. */

/** Random bytes that one call of the function returns at most, a limit of the browser. The component asks for 16 at a time. */
const RANDOM_BYTES = 65_536n;

/** Stands in for every function and resource that reaches out. `explain` and `setup-guide` use none of them. */
function refused(): never {
  throw new Error("this page gives the component no network, no files and no secrets");
}

/** An interface of which every part refuses. */
const nothing = new Proxy({}, { get: () => refused });

const nanoseconds = () => BigInt(Math.round(performance.now() * 1e6));

function randomBytes(length: bigint): Uint8Array {
  if (length > RANDOM_BYTES) throw new Error("too many random bytes at once");
  return crypto.getRandomValues(new Uint8Array(Number(length)));
}

/** jco looks imports up without their version. */
export const imports = {
  "outlook:connector/secret-store": nothing,
  "outlook:connector/signing-keys": nothing,
  "outlook:connector/attachment-store": nothing,
  "wasi:http/types": nothing,
  "wasi:http/outgoing-handler": nothing,
  "wasi:io/error": nothing,
  "wasi:io/poll": nothing,
  "wasi:io/streams": nothing,
  "wasi:clocks/monotonic-clock": {
    now: nanoseconds,
    resolution: () => 1000n,
    subscribeDuration: refused,
    subscribeInstant: refused,
  },
  "wasi:clocks/wall-clock": {
    now: () => {
      const now = Date.now();
      return { seconds: BigInt(Math.floor(now / 1000)), nanoseconds: (now % 1000) * 1_000_000 };
    },
  },
  "wasi:random/random": {
    getRandomBytes: randomBytes,
    getRandomU64: () => new DataView(randomBytes(8n).buffer).getBigUint64(0),
  },
};
