// Which way the calls of these tests run: `npm run test:jspi` runs the files without threads, too.
import type { ConnectorOptions } from "outlook-connector";

const wasm = (globalThis as unknown as { WebAssembly: { Suspending?: unknown } }).WebAssembly;

/** Why calls without threads cannot be tested here. */
export const MISSING: string | undefined =
  wasm.Suspending === undefined
    ? `Node.js ${process.version} has no WebAssembly.Suspending; \`npm run test:jspi\` tests this in Node.js 26`
    : undefined;

/** The options of the way. */
export const WAY: ConnectorOptions = process.env["OUTLOOK_WITHOUT_THREADS"] === "1" ? { withoutThreads: true } : {};
