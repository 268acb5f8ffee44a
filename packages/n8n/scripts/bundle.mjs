// Puts the npm package `outlook-connector` and the icon beside the nodes: a community package of n8n has no runtime dependencies.
import { cp, rm } from "node:fs/promises";

const from = new URL("../../node/", import.meta.url);
const to = new URL("../dist/outlook-connector/", import.meta.url);

await rm(to, { recursive: true, force: true });
for (const name of ["package.json", "dist", "wasm"])
  await cp(new URL(name, from), new URL(name, to), { recursive: true });
await cp(new URL("../icons/", import.meta.url), new URL("../dist/icons/", import.meta.url), { recursive: true });
