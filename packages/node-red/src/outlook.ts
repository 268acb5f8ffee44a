// The nodes `outlook-connection` and `outlook-send`. Node-RED loads this file with `require`.
import type { NodeAPI } from "node-red";
import { registerConnection } from "./connection.js";
import { registerSend } from "./send.js";
import { sharedConnector } from "./shared.js";
import { registerTest } from "./test-route.js";

module.exports = function (RED: NodeAPI): void {
  const outlook = sharedConnector(RED);
  registerConnection(RED, outlook);
  registerSend(RED);
  registerTest(RED, outlook);
};
