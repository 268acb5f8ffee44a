// The one connector of the process. All nodes share its threads and connections.
import type { NodeAPI } from "node-red";
import type { Connector } from "outlook-connector";

/** `outlookConnector` in Node-RED's settings.js. */
interface Settings {
  /** Calls that run at once. */
  readonly threads?: number;
  /** Further certificates that are trusted, in PEM. */
  readonly ca?: string;
  /** Leads Microsoft's host names to an emulator on this machine. */
  readonly emulator?: string;
}

/** Returns the function that makes the connector when it is first used. */
export function sharedConnector(RED: NodeAPI): () => Promise<Connector> {
  let made: Promise<Connector> | undefined;
  return () => (made ??= make(RED));
}

async function make(RED: NodeAPI): Promise<Connector> {
  const { outlookConnector } = RED.settings as { outlookConnector?: Settings };
  // The package is an ES module, which `require` does not load in Node.js 20.
  const { createConnector } = await import("outlook-connector");
  return createConnector(outlookConnector);
}
