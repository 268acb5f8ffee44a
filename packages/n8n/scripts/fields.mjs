// Draws the fields of a credential from `describe`, into `src/generated/fields.ts`: the forms of a connection with a client secret, and with a
// certificate, whose key and certificate n8n keeps as secrets.
import { mkdir, writeFile } from "node:fs/promises";
import { createConnector } from "outlook-connector";

/** @typedef {{ title: string, description?: string, default?: string, writeOnly?: boolean, oneOf?: { const: string, title: string }[] }} Property */
/** @typedef {{ pointer: string, placeholder?: string }} Field */
/** @typedef {{ id: string, schema: { required: string[], properties: Record<string, Property> }, ui: { fields: Field[] } }} Profile */

const outlook = createConnector();
const { connection } = /** @type {{ connection: { profiles: Profile[] } }} */ (await outlook.describe());
await outlook.close();
const profile = connection.profiles.find(({ id }) => id === "client-secret");
if (profile === undefined) throw new Error("describe has no profile `client-secret`");
const { schema, ui } = profile;

const SECRETS = ["client_secret", "next_client_secret", "credential_expires"];
const fields = Object.entries(schema.properties).map(([name, property]) => {
  const placeholder = ui.fields.find(({ pointer }) => pointer === `/${name}`)?.placeholder;
  return {
    displayName: property.title,
    name,
    type: property.oneOf === undefined ? "string" : "options",
    ...(property.writeOnly === true ? { typeOptions: { password: true } } : {}),
    ...(property.oneOf === undefined
      ? {}
      : { options: property.oneOf.map((each) => ({ name: each.title, value: each.const })) }),
    default: property.default ?? "",
    ...(placeholder === undefined ? {} : { placeholder }),
    ...(property.description === undefined ? {} : { description: property.description }),
    ...(schema.required.includes(name) ? { required: true } : {}),
    ...(SECRETS.includes(name) ? { displayOptions: { show: { sign_in: ["client-secret"] } } } : {}),
  };
});
const folder = new URL("../src/generated/", import.meta.url);
await mkdir(folder, { recursive: true });
const text = `// Made of \`describe\` by scripts/fields.mjs.\nexport const FIELDS = ${JSON.stringify(fields, undefined, 2)} as const;\n`;
await writeFile(new URL("fields.ts", folder), text);
