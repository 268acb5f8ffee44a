// The emulator of Entra and Graph, as the tool `outlook-host` serves it.
import { spawn, type ChildProcess } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";

/** The tool. `cargo xtask test` names the one that it built. */
const TOOL = process.env["OUTLOOK_HOST"] ?? new URL("../../../../target/quick/outlook-host", import.meta.url).pathname;

/** The ids of the demo's world. The secret opens nothing but the emulator. */
export const DEMO = {
  tenantId: "7d3a1c52-9f0e-4b6a-8c41-2e5f60a7b910",
  clientId: "c1e4b7f2-3a5d-4c68-9e07-51d2f8a6b304",
  secret: "demo-secret-value-of-the-outlook-emulator",
  mailbox: "sender@contoso.com",
} as const;

/** The connection of the demo's world. Its secret has the name `demo`. */
export const CONNECTION = {
  tenantId: DEMO.tenantId,
  clientId: DEMO.clientId,
  mailbox: DEMO.mailbox,
  credential: { tag: "client-secret", val: "demo" },
} as const;

/** An emulator in a process of its own. */
export class Emulator implements AsyncDisposable {
  readonly #process: ChildProcess;
  readonly #folder: string;
  readonly url: string;
  readonly tlsUrl: string;
  readonly ca: string;

  private constructor(process: ChildProcess, folder: string, addresses: { http: string; tls: string }, ca: string) {
    this.#process = process;
    this.#folder = folder;
    this.url = `http://${addresses.http}`;
    this.tlsUrl = `https://${addresses.tls}`;
    this.ca = ca;
  }

  /** Starts an emulator. `world` is a scenario; by default the demo's. `more` are further arguments. */
  static async start(world?: unknown, more: readonly string[] = []): Promise<Emulator> {
    const folder = await mkdtemp(join(tmpdir(), "outlook-packages-"));
    const file = (name: string) => join(folder, name);
    const ports = ["--port", "0", "--tls-port", "0", "--ca-out", file("ca.pem")];
    const scenario = world === undefined ? [] : ["--scenario", file("world.json")];
    if (world !== undefined) await writeFile(file("world.json"), JSON.stringify(world));
    const process = spawn(TOOL, ["emulator", "--json", ...ports, "--spool", file("spool"), ...scenario, ...more], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    for await (const chunk of process.stdout as AsyncIterable<Buffer>) {
      text += chunk.toString();
      if (text.endsWith("}\n")) break;
    }
    const { result } = JSON.parse(text) as { result: { http: string; tls: string } };
    return new Emulator(process, folder, result, await readFile(file("ca.pem"), "utf8"));
  }

  /** Returns the delivered mails, in order. */
  async delivered(): Promise<Email[]> {
    const spool = join(this.#folder, "spool");
    const names = (await readdir(spool).catch(() => [])).filter((name) => name.endsWith(".eml")).sort();
    return Promise.all(names.map(async (name) => PostalMime.parse(await readFile(join(spool, name)))));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    this.#process.kill("SIGINT");
    await ended;
    await rm(this.#folder, { recursive: true, force: true });
  }
}
