// Copies the licences into the folder of a package, where `npm pack` takes them from.
import { copyFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const root = new URL("../../", import.meta.url);
const folder = pathToFileURL(`${process.cwd()}/`);
for (const name of ["LICENSE-APACHE", "LICENSE-MIT"]) await copyFile(new URL(name, root), new URL(name, folder));
