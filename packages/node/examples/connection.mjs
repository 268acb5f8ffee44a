// The connection: the app, its tenant and the mailbox. `credential` holds the name of the secret, and never its value.
export const connection = {
  tenantId: process.env.TENANT_ID ?? "",
  clientId: process.env.CLIENT_ID ?? "",
  mailbox: process.env.MAILBOX ?? "",
  credential: /** @type {const} */ ({ tag: "client-secret", val: "outlook" }),
};
