import { createReadStream } from "node:fs";
import { createConnector, memorySecrets } from "outlook-connector";
import { connection } from "./connection.mjs";

const outlook = createConnector({
  secrets: memorySecrets({ outlook: process.env.CLIENT_SECRET ?? "" }),
  emulator: process.env.OUTLOOK_EMULATOR,
});
const [path = ""] = process.argv.slice(2);

const controller = new AbortController();
process.once("SIGINT", () => controller.abort());

await outlook.sendMail(
  connection,
  {
    to: ["adele@fabrikam.example", { address: "megan@contoso.com", name: "Megan Bowen" }],
    subject: "The report",
    html: "<p>Hello, <b>Adele</b>.</p>",
    attachments: [
      { path, contentType: "application/pdf" },
      { name: "copy.pdf", stream: createReadStream(path) },
      { name: "note.txt", bytes: new TextEncoder().encode("Thank you.") },
    ],
  },
  { signal: controller.signal, onProgress: (bytes) => console.log(`${bytes} bytes`) },
);
