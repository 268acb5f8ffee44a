// Microsoft's hosts, by cloud.

/** What a host is for. It decides which requests it may get. */
export type HostRole = "login" | "graph" | "upload";

/** A Microsoft cloud. */
export interface Cloud {
  /** Name in the contract. */
  readonly name: string;
  readonly login: readonly string[];
  readonly graph: string;
  readonly upload: readonly string[];
}

/**
 * Every cloud that the connector knows. Source: Microsoft Graph, "National cloud deployments"; MSAL's `KnownMetadataProvider` for the alias in
 * China; "Attach large files to Outlook messages" for uploads, and for those of national clouds "Office 365 URLs and IP address ranges".
 */
export const CLOUDS: readonly Cloud[] = [
  {
    name: "global",
    login: ["login.microsoftonline.com"],
    graph: "graph.microsoft.com",
    upload: ["outlook.office.com", "outlook.office365.com"],
  },
  {
    name: "us-gov-l4",
    login: ["login.microsoftonline.us"],
    graph: "graph.microsoft.us",
    upload: ["outlook.office365.us"],
  },
  {
    name: "us-gov-l5",
    login: ["login.microsoftonline.us"],
    graph: "dod-graph.microsoft.us",
    upload: ["outlook-dod.office365.us"],
  },
  {
    name: "china",
    login: ["login.partner.microsoftonline.cn", "login.chinacloudapi.cn"],
    graph: "microsoftgraph.chinacloudapi.cn",
    upload: ["partner.outlook.cn"],
  },
];

/** Returns the role of a host in a cloud, or `undefined` if it is none of the cloud's. `host` is in lower case. */
export function roleIn(cloud: Cloud, host: string): HostRole | undefined {
  if (host === cloud.graph) return "graph";
  if (cloud.login.includes(host)) return "login";
  return cloud.upload.includes(host) ? "upload" : undefined;
}

/** Returns the role of a host in any cloud. */
export function roleOf(host: string): HostRole | undefined {
  for (const cloud of CLOUDS) {
    const role = roleIn(cloud, host);
    if (role !== undefined) return role;
  }
  return undefined;
}

/** Returns every host that may be called, each once. */
export function allHosts(): string[] {
  return [...new Set(CLOUDS.flatMap((cloud) => [...cloud.login, cloud.graph, ...cloud.upload]))];
}
