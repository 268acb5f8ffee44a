// What this package uses of n8n-workflow, whose own types come with its 25 runtime dependencies. `cargo xtask engine n8n` runs the package in n8n itself.

/** A field of a form. */
export interface NodeProperty {
  readonly displayName: string;
  readonly name: string;
  readonly type: string;
  readonly default: unknown;
  readonly description?: string;
  readonly placeholder?: string;
  readonly required?: boolean;
  readonly noDataExpression?: boolean;
  readonly typeOptions?: Readonly<Record<string, unknown>>;
  readonly displayOptions?: { readonly show: Readonly<Record<string, readonly unknown[]>> };
  readonly options?: readonly unknown[];
}

/** One item that passes through a node. */
export interface Item {
  readonly json: Readonly<Record<string, unknown>>;
  readonly binary?: Readonly<Record<string, unknown>>;
  readonly pairedItem?: { readonly item: number };
}

/** What n8n gives to `execute`. */
export interface ExecuteFunctions {
  getInputData(): readonly Item[];
  getNodeParameter(name: string, index: number, otherwise?: unknown): unknown;
  getCredentials(name: string, index: number): Promise<Readonly<Record<string, unknown>>>;
  getNode(): unknown;
  continueOnFail(): boolean;
  getExecutionCancelSignal?(): AbortSignal | undefined;
  readonly helpers: {
    assertBinaryData(index: number, field: string): { readonly fileName?: string; readonly mimeType?: string };
    getBinaryDataBuffer(index: number, field: string): Promise<Uint8Array>;
  };
}

/** What a credential's Test button shows. */
export interface CredentialTestResult {
  readonly status: "OK" | "Error";
  readonly message: string;
}
