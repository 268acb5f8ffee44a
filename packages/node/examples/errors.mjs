import { setTimeout as sleep } from "node:timers/promises";
import { createConnector, memorySecrets, OutlookError } from "outlook-connector";
import { connection } from "./connection.mjs";

const outlook = createConnector({
  secrets: memorySecrets({ outlook: process.env.CLIENT_SECRET ?? "" }),
  emulator: process.env.OUTLOOK_EMULATOR,
});

/**
 * Sends a mail, and repeats the call where that is safe.
 *
 * @param {import("outlook-connector").MessageInput} message
 * @param {string} idempotencyKey one key for one mail
 */
async function send(message, idempotencyKey) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await outlook.sendMail(connection, message, { idempotencyKey });
    } catch (error) {
      if (!(error instanceof OutlookError) || attempt === 5) throw error;
      // With a key, an unknown outcome may be repeated as well, if the error says when.
      const safe = error.retryable || (error.mayHaveBeenSent && error.retryAfterMs !== undefined);
      if (!safe) throw error;
      await sleep(error.retryAfterMs ?? 1000 * 2 ** attempt);
    }
  }
}

try {
  const receipt = await send({ to: "adele@fabrikam.example", subject: "Hello", text: "It works." }, "run-17-step-2");
  console.log(receipt.method, receipt.reference);
} catch (error) {
  if (!(error instanceof OutlookError)) throw error;
  console.error(`${error.case} (${error.code}): ${error.message}`);
  if (error.mayHaveBeenSent) console.error("Look into Sent Items before you send it again.");
  for (const { field, message, fix } of error.fields) console.error(`${field}: ${message} ${fix}`);
  const [cause] = error.causes;
  if (cause !== undefined) console.error(`${cause.title}\nCheck: ${cause.check}\nFix: ${cause.fix}`);
  process.exitCode = error.retryable ? 75 : 1;
}
