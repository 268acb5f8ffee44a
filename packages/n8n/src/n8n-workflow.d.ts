// n8n brings this module. See n8n.ts.
declare module "n8n-workflow" {
  interface Options {
    readonly itemIndex?: number;
    readonly message?: string;
    readonly description?: string;
    readonly httpCode?: string | undefined;
  }
  export class NodeApiError extends Error {
    constructor(node: unknown, response: object, options?: Options);
  }
  export class NodeOperationError extends Error {
    constructor(node: unknown, error: unknown, options?: Options);
  }
}
