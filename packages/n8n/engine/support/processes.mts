// Processes that a test starts, and their ports.
import type { ChildProcess } from "node:child_process";
import { createServer, type AddressInfo } from "node:net";

/** Ends a process that a test started. */
export async function end(started: ChildProcess): Promise<void> {
  if (started.exitCode !== null || started.signalCode !== null) return;
  const ended = new Promise((resolve) => started.once("exit", resolve));
  started.kill("SIGTERM");
  const timer = setTimeout(() => started.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(timer);
}

/** Bound and closed: nobody else gets this port meanwhile. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
