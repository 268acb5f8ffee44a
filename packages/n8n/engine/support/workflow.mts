// Workflows with our node.
import { credential } from "./n8n.mjs";

const TYPE = "n8n-nodes-outlook-connector.outlookConnector";

/** A workflow: nodes that follow each other, the last of which sends. */
export interface Workflow {
  readonly id: string;
  readonly name: string;
}

/** Makes a workflow. `mail` are the parameters of our node beside the defaults. */
export function workflow(name: string, before: readonly object[], mail: object): Workflow {
  const parameters = { operation: "send", to: "megan@contoso.com", subject: "From n8n", body: "It works.", ...mail };
  const { id, name: named } = credential();
  const outlook = {
    ...node("Outlook", TYPE, 1, parameters),
    credentials: { outlookConnectorApi: { id, name: named } },
  };
  const nodes = [...before, outlook] as { name: string }[];
  const links = nodes.slice(0, -1).map((each, index) => {
    const next = nodes[index + 1]?.name ?? "";
    return [each.name, { main: [[{ node: next, type: "main", index: 0 }]] }] as const;
  });
  return {
    id: `outlook${name}`.replaceAll(/[^a-zA-Z]/g, "").padEnd(16, "0"),
    name,
    ...{ active: false, settings: {}, connections: Object.fromEntries(links), nodes },
  };
}

/** A node. */
export function node(name: string, type: string, typeVersion: number, parameters: object): object {
  return { id: name, name, type, typeVersion, position: [0, 0], parameters };
}

/** The start of a workflow that a person or the command line runs. */
export const START = node("Start", "n8n-nodes-base.manualTrigger", 1, {});

/** The item of an order. */
export const ORDER = node("Data", "n8n-nodes-base.set", 1, {
  values: { string: [{ name: "order", value: "4711", type: "string" }] },
  options: {},
});
