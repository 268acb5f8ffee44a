// The configuration node: a connection that flows share.
import type { Node, NodeAPI, NodeDef } from "node-red";
import type { ConnectionInput, Connector } from "outlook-connector";
import { connectionOf, storesOf, type Form, type Secrets } from "./form.js";

/** A deployed connection. */
export interface ConnectionNode extends Node<Secrets> {
  /** The connection of the contract. */
  connection: ConnectionInput;
  /** Returns the connector with the secrets of this connection. */
  outlook: () => Promise<Connector>;
}

/** Registers the node. */
export function registerConnection(RED: NodeAPI, shared: () => Promise<Connector>): void {
  function Connection(this: ConnectionNode, form: NodeDef & Form) {
    RED.nodes.createNode(this, form);
    let made: Promise<Connector> | undefined;
    this.connection = connectionOf(form, this.credentials);
    // A connection has tokens and queues of its own.
    const make = async () => (await shared()).forTenant(`node-red/${this.id}`, await storesOf(form, this.credentials));
    this.outlook = () => (made ??= make());
  }
  RED.nodes.registerType<ConnectionNode, NodeDef & Form, object, Secrets>("outlook-connection", Connection, {
    credentials: {
      clientSecret: { type: "password" },
      nextClientSecret: { type: "password" },
      keyPassword: { type: "password" },
    },
  });
}
