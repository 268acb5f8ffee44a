import { createConnector, MemoryTokens, Secret, StoreError } from "outlook-connector";
import { connection } from "./connection.mjs";

/** Stands for the client of your vault. */
const vault = {
  /** @param {string} path */
  read(path) {
    const isKnown = path.startsWith("customers/fabrikam/");
    return isKnown ? Promise.resolve(process.env.CLIENT_SECRET) : Promise.reject(new Error("no connection"));
  },
};

const outlook = createConnector({ emulator: process.env.OUTLOOK_EMULATOR });

/**
 * The connector of one of your customers, with stores of its own.
 *
 * @param {string} customer
 */
function connectorOf(customer) {
  return outlook.forTenant(customer, {
    secrets: {
      async get(name) {
        let value;
        try {
          value = await vault.read(`customers/${customer}/${name}`);
        } catch (error) {
          // `unavailable`: the connector reports `transient`, and a repeat may help. `denied` would mean that it does not.
          throw new StoreError("unavailable", "the vault cannot be reached", { cause: error });
        }
        return value === undefined ? undefined : new Secret(value);
      },
    },
    // Share the tokens of several processes here: a Redis, for example. Treat them as secrets.
    tokens: new MemoryTokens(),
  });
}

const { connection: saved, notices } = await connectorOf("fabrikam").connect(connection);
console.log(saved.cloud, notices.length);
