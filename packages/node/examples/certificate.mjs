import { readFile } from "node:fs/promises";
import { createConnector, softwareKeys } from "outlook-connector";
import { connection } from "./connection.mjs";

const outlook = createConnector({
  keys: softwareKeys({
    signer: {
      key: await readFile(process.env.KEY_FILE ?? ""),
      certificate: await readFile(process.env.CERTIFICATE_FILE ?? ""),
      passphrase: process.env.KEY_PASSWORD,
    },
  }),
  emulator: process.env.OUTLOOK_EMULATOR,
});

const { tokenExpiresAt } = await outlook.connect({ ...connection, credential: { tag: "certificate", val: "signer" } });
console.log(tokenExpiresAt);
