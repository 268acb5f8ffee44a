import { spawn, type ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The tool `outlook-host`: built by `cargo build --profile quick -p outlook-host-cli`, or another one. */
export const TOOL = process.env.OUTLOOK_HOST ?? join(import.meta.dirname, "../../../target/quick/outlook-host");

/** `outlook-host ui` over `outlook-host emulator`, with a folder of its own. */
export class Program {
  readonly folder: string;
  readonly emulator: string;
  readonly link: string;
  readonly #processes: ChildProcess[];

  private constructor(folder: string, emulator: string, link: string, processes: ChildProcess[]) {
    this.folder = folder;
    this.emulator = emulator;
    this.link = link;
    this.#processes = processes;
  }

  get origin(): string {
    return new URL(this.link).origin;
  }

  /** Starts both. `world` is a scenario in JSON for the emulator, in place of the demo. */
  static async start(world?: string): Promise<Program> {
    const folder = await mkdtemp(join(tmpdir(), "outlook-ui-"));
    await shareCompiledCode(join(folder, "config"));
    const port = await freePort();
    const scenario = world === undefined ? [] : ["--scenario", join(folder, "world.json")];
    if (world !== undefined) await writeFile(join(folder, "world.json"), world);
    const emulator = spawn(TOOL, ["emulator", "--port", String(port), "--spool", join(folder, "mail"), ...scenario], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    process.once("exit", () => emulator.kill());
    await firstOutput(emulator);
    const address = `127.0.0.1:${port}`;
    const ui = spawn(TOOL, ["--config-dir", join(folder, "config"), "--emulator", address, "--json", "ui"], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    process.once("exit", () => ui.kill());
    const { result } = JSON.parse(await firstOutput(ui)) as { result: { url: string } };
    return new Program(folder, address, result.url, [ui, emulator]);
  }

  /** Reads a file of the program's own folder. */
  read(name: string): Promise<string> {
    return readFile(join(this.folder, "config", name), "utf8");
  }

  /** Ends the page's program, and leaves the emulator and the folder. */
  async end(): Promise<void> {
    const [ui] = this.#processes;
    if (ui) await ended(ui);
  }

  /** Ends the page's program at once, as a crash does. */
  async kill(): Promise<void> {
    const [ui] = this.#processes;
    if (ui) await ended(ui, "SIGKILL");
  }

  async stop(): Promise<void> {
    // A program that ends writes into its folder.
    await Promise.all(this.#processes.map((child) => ended(child)));
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The compiled component, which all programs share: to compile it takes longer than most tests. */
const CODE = join(import.meta.dirname, "../../node_modules/.cache/outlook-host");

async function shareCompiledCode(config: string) {
  await mkdir(config);
  await mkdir(CODE, { recursive: true, mode: 0o700 });
  await symlink(CODE, join(config, "cache"), "junction");
}

/** Ends a program, and waits until it is gone. */
function ended(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve();
      return;
    }
    child.once("exit", () => resolve());
    child.kill(signal);
  });
}

function firstOutput(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once("data", (data: Buffer) => resolve(data.toString()));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`The program ended with ${code ?? "a signal"}.`)));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}
