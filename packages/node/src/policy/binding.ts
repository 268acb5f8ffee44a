// What binds requests to the connection of a call: its tenant, its mailbox, and the upload URLs that Graph named in this call.
import type { Connection } from "../contract/types.js";
import { hostOf, type KnownRequest, type RequestHead } from "./endpoint.js";
import { CLOUDS, roleIn, type Cloud } from "./hosts.js";

/** Upload URLs that one call may use. The component uses one at a time, and never an earlier one again. */
const UPLOAD_URLS = 4;

/** Normalizes a name as the component does: spaces around it and case make no difference. */
export function plain(text: string): string {
  return text.trim().toLowerCase();
}

/** The requests that one call may make. Without a connection none. */
export class Binding {
  readonly #cloud: Cloud | undefined;
  readonly #tenant: string;
  readonly #mailbox: string;
  readonly #outOfScope: string | undefined;
  /** Hosts and targets of upload URLs, as Graph wrote them and as the parser of the URL standard writes them. */
  #uploads: { host: string; targets: string[] }[] = [];

  /** `looksOutOfScope` lets `test-connection` look at the mailbox that must refuse the app. */
  constructor(connection: Connection | undefined, looksOutOfScope = false) {
    // The connector is the one that refuses arguments of wrong types, so this reads any.
    const name = plain(connection?.cloud ?? "") || "global";
    this.#cloud = connection === undefined ? undefined : CLOUDS.find((cloud) => cloud.name === name);
    this.#tenant = plain(connection?.tenantId ?? "");
    this.#mailbox = plain(connection?.mailbox ?? "");
    const other = connection?.outOfScopeMailbox;
    this.#outOfScope = looksOutOfScope && other !== undefined ? plain(other) : undefined;
  }

  /** Returns whether a known request belongs to the connection. */
  allows(head: RequestHead, request: KnownRequest): boolean {
    const host = hostOf(head);
    if (this.#cloud === undefined || host === undefined || roleIn(this.#cloud, host) !== request.role) return false;
    const owner = plain(request.owner);
    switch (request.role) {
      case "login":
        return owner === this.#tenant;
      case "graph":
        if (owner === this.#mailbox) return true;
        return owner === this.#outOfScope && (request.endpoint === "folder" || request.endpoint === "send");
      case "upload":
        return this.#uploads.some((upload) => upload.host === host && upload.targets.includes(head.target));
    }
  }

  /** Notes an upload URL that Graph named. What is no https URL is not noted. */
  handOut(text: string): void {
    let url: URL;
    try {
      url = new URL(text);
    } catch {
      return;
    }
    const rest = text.slice(text.indexOf("://") + 3);
    const start = rest.indexOf("/");
    const written = start < 0 ? "" : rest.slice(start);
    this.#uploads.push({ host: url.hostname, targets: [written, `${url.pathname}${url.search}`] });
    this.#uploads = this.#uploads.slice(-UPLOAD_URLS);
  }
}
