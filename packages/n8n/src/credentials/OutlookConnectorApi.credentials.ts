// The credential: the app, its tenant and its mailbox.
import { FIELDS } from "../generated/fields.js";
import type { NodeProperty } from "../n8n.js";

const certificate = { displayOptions: { show: { sign_in: ["certificate"] } } } as const;

const SIGN_IN: readonly NodeProperty[] = [
  {
    displayName: "Sign-in",
    name: "sign_in",
    type: "options",
    options: [
      { name: "Client Secret", value: "client-secret" },
      { name: "Certificate", value: "certificate" },
    ],
    default: "client-secret",
  },
  {
    displayName: "Private key",
    name: "private_key",
    type: "string",
    typeOptions: { password: true, rows: 5 },
    default: "",
    description: "The key in PEM. It may be encrypted.",
    ...certificate,
  },
  {
    displayName: "Password of the key",
    name: "key_password",
    type: "string",
    typeOptions: { password: true },
    default: "",
    ...certificate,
  },
  {
    displayName: "Certificate",
    name: "certificate",
    type: "string",
    typeOptions: { rows: 5 },
    default: "",
    description: "The certificate in PEM that was uploaded to the app registration",
    ...certificate,
  },
];

/** The credential of n8n. */
export class OutlookConnectorApi {
  readonly name = "outlookConnectorApi";
  readonly displayName = "Outlook Connector (Microsoft 365, app-only) API";
  readonly documentationUrl = "https://learn.microsoft.com/graph/auth-v2-service";
  readonly icon = "file:../icons/outlook-connector.svg";
  readonly properties: readonly NodeProperty[] = [...SIGN_IN, ...FIELDS];
}
