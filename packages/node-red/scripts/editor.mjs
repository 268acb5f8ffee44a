// Puts the files of the editor beside the nodes' code: Node-RED looks for them there.
import { cp } from "node:fs/promises";

await cp(new URL("../editor/", import.meta.url), new URL("../dist/", import.meta.url), { recursive: true });
