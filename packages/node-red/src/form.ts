// The form of a connection, as the editor saves it and as the test button sends it.
import { readFile } from "node:fs/promises";
import type { ConnectionInput, Stores } from "outlook-connector";

/** What the form holds beside secrets. Fields that are empty are texts without letters. */
export interface Form {
  readonly name?: string;
  readonly cloud?: string;
  readonly tenantId?: string;
  readonly clientId?: string;
  readonly signIn?: "client-secret" | "certificate" | "federated-assertion";
  readonly keyFile?: string;
  readonly certificateFile?: string;
  readonly assertionFile?: string;
  readonly mailbox?: string;
  readonly credentialExpires?: string;
  readonly outOfScopeMailbox?: string;
  readonly grantedAt?: string;
}

/** The secrets of the form: Node-RED's credentials, which it keeps encrypted. */
export interface Secrets {
  readonly clientSecret?: string;
  readonly nextClientSecret?: string;
  readonly keyPassword?: string;
}

/** Names under which the connection names its secrets. They stand in the connector's advice. */
const NAMES = { current: "secret-of-this-connection", next: "next-secret-of-this-connection" };

/** Makes the connection of a form. */
export function connectionOf(form: Form, secrets: Secrets): ConnectionInput {
  const given = (text: string | undefined) => (text === undefined || text.trim() === "" ? undefined : text);
  const signIn = form.signIn ?? "client-secret";
  const hasNext = signIn === "client-secret" && given(secrets.nextClientSecret) !== undefined;
  return {
    cloud: given(form.cloud),
    tenantId: form.tenantId ?? "",
    clientId: form.clientId ?? "",
    mailbox: form.mailbox ?? "",
    credential: { tag: signIn, val: NAMES.current },
    nextCredential: hasNext ? { tag: "client-secret", val: NAMES.next } : undefined,
    credentialExpires: given(form.credentialExpires),
    outOfScopeMailbox: given(form.outOfScopeMailbox),
    grantedAt: given(form.grantedAt),
  };
}

/** Makes the stores of a form. Files are read at each use, so that a replaced one counts at once. */
export async function storesOf(form: Form, secrets: Secrets): Promise<Stores> {
  const { Secret, softwareKeys, StoreError } = await import("outlook-connector");
  const read = async (path: string | undefined) => {
    try {
      return await readFile(path ?? "");
    } catch (error) {
      throw new StoreError("denied", "a file of the connection cannot be read by Node-RED", { cause: error });
    }
  };
  const key = async () => {
    const files = { key: await read(form.keyFile), certificate: await read(form.certificateFile) };
    try {
      return softwareKeys({ [NAMES.current]: { ...files, passphrase: secrets.keyPassword } });
    } catch (error) {
      throw new StoreError("denied", error instanceof Error ? error.message : "the key cannot be used", {
        cause: error,
      });
    }
  };
  return {
    secrets: {
      async get(name) {
        if (form.signIn === "federated-assertion")
          return new Secret((await read(form.assertionFile)).toString().trim());
        const value = name === NAMES.next ? secrets.nextClientSecret : secrets.clientSecret;
        return value === undefined || value === "" ? undefined : new Secret(value);
      },
    },
    keys: {
      certificate: async (name) => (await key()).certificate(name),
      sign: async (name, algorithm, payload) => (await key()).sign(name, algorithm, payload),
    },
  };
}
