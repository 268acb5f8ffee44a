import { createConnector, memorySecrets } from "outlook-connector";
import { connection } from "./connection.mjs";

const outlook = createConnector({
  secrets: memorySecrets({ outlook: process.env.CLIENT_SECRET ?? "" }),
  // Set for tests: then Microsoft's host names lead to the emulator.
  emulator: process.env.OUTLOOK_EMULATOR,
});

const report = await outlook.testConnection(connection);
console.log(report.summary);

const receipt = await outlook.sendMail(
  connection,
  { to: "adele@fabrikam.example", subject: "Your order 4711", text: "It is on its way." },
  { idempotencyKey: "order-4711" },
);
console.log(receipt.alreadySent ? "was sent before" : `accepted at ${receipt.acceptedAt}`);
