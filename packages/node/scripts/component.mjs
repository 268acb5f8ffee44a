// Translates the component into JavaScript and core modules, into `wasm/`. The component is `target/outlook-connector.wasm`, or the file
// that the variable OUTLOOK_CONNECTOR names.
import { transpileBytes } from "@bytecodealliance/jco-transpile";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const built = new URL("../../../target/outlook-connector.wasm", import.meta.url);
const component = process.env["OUTLOOK_CONNECTOR"] ?? fileURLToPath(built);
const folder = new URL("../wasm/", import.meta.url);

/** @type {Uint8Array} */
let bytes;
try {
  bytes = await readFile(component);
} catch (error) {
  throw new Error(`${component} cannot be read: run \`cargo xtask build\` first`, { cause: error });
}
/**
 * The imports that wait: stores, and the wait for HTTP and for times.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
const SUSPENDING = {
  "outlook:connector/secret-store": ["get", "put", "delete"],
  "outlook:connector/signing-keys": ["sign", "get-certificate"],
  "outlook:connector/attachment-store": ["size", "digest", "read"],
  "wasi:io/poll": ["poll", "[method]pollable.block"],
};
/** The exports that use them. */
const SUSPENDED = ["connect", "test-connection", "send-mail", "check-outcome"];

/** @type {Parameters<typeof transpileBytes>[1]} */
const OPTIONS = { name: "connector", instantiation: "sync", minify: true, wasiShim: false };
// `sync`: each call makes an instance, of modules that are compiled once.
const { files } = await transpileBytes(bytes, OPTIONS);
// The same modules with bindings for JavaScript Promise Integration.
const suspending = await transpileBytes(bytes, {
  ...OPTIONS,
  asyncMode: "jspi",
  asyncImports: Object.entries(SUSPENDING).flatMap(([name, functions]) => functions.map((each) => `${name}#${each}`)),
  asyncExports: SUSPENDED.map((name) => `outlook:connector/mail#${name}`),
});
await rm(folder, { recursive: true, force: true });
await mkdir(folder);
for (const [name, content] of Object.entries(files)) {
  // The types without documentation: scripts/contract.mjs makes them with it.
  if (!name.endsWith(".d.ts")) await writeFile(new URL(name, folder), content);
}
await writeFile(new URL("connector-jspi.js", folder), suspending.files["connector.js"] ?? "");
