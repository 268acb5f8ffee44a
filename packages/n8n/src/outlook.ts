// The one connector of the process. Each credential has secrets and tokens of its own.
import { createHash } from "node:crypto";
import type { ConnectionInput, Connector } from "outlook-connector";

type Package = typeof import("outlook-connector");

/** The fields of a credential, as n8n gives them. */
export type Credential = Readonly<Record<string, unknown>>;

/** Names under which the connection names its secrets. They stand in the connector's advice. */
const NAMES = { current: "secret-of-this-credential", next: "next-secret-of-this-credential" };

let made: Promise<{ connector: Connector; library: Package }> | undefined;

async function shared() {
  made ??= (async () => {
    // An ES module beside this file: scripts/bundle.mjs puts it there.
    const bundled = "./outlook-connector/dist/index.js";
    const library = (await import(bundled)) as Package;
    // For tests.
    const emulator = process.env["OUTLOOK_CONNECTOR_EMULATOR"];
    return { connector: library.createConnector({ emulator }), library };
  })();
  return made;
}

/** Returns the connector with the secrets of a credential. Credentials with the same values share their tokens and queues. */
export async function connectorOf(credential: Credential): Promise<Connector> {
  const { connector, library } = await shared();
  const { memorySecrets, softwareKeys } = library;
  const text = (name: string) => textOf(credential, name);
  const id = createHash("sha256")
    .update(JSON.stringify(Object.entries(credential).sort()))
    .digest("hex");
  const isCertificate = text("sign_in") === "certificate";
  const next = text("next_client_secret");
  return connector.forTenant(`n8n/${id}`, {
    secrets: memorySecrets({
      ...(isCertificate ? {} : { [NAMES.current]: text("client_secret") ?? "" }),
      ...(next === undefined ? {} : { [NAMES.next]: next }),
    }),
    ...(isCertificate
      ? {
          keys: softwareKeys({
            [NAMES.current]: {
              key: text("private_key") ?? "",
              certificate: text("certificate"),
              passphrase: text("key_password"),
            },
          }),
        }
      : {}),
  });
}

/** Makes the connection of a credential. */
export function connectionOf(credential: Credential): ConnectionInput {
  const text = (name: string) => textOf(credential, name);
  const isCertificate = text("sign_in") === "certificate";
  return {
    cloud: text("cloud"),
    tenantId: text("tenant_id") ?? "",
    clientId: text("client_id") ?? "",
    mailbox: text("mailbox") ?? "",
    credential: { tag: isCertificate ? "certificate" : "client-secret", val: NAMES.current },
    nextCredential:
      !isCertificate && text("next_client_secret") !== undefined
        ? { tag: "client-secret", val: NAMES.next }
        : undefined,
    credentialExpires: isCertificate ? undefined : text("credential_expires"),
    outOfScopeMailbox: text("out_of_scope_mailbox"),
    grantedAt: text("granted_at"),
  };
}

function textOf(credential: Credential, name: string): string | undefined {
  const value = credential[name];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}
