/** A form of the descriptor, as far as these functions read it. */
export interface Form {
  ui: { fields: Hint[] };
  contract: Entry[];
}

interface Hint {
  pointer: string;
  messages?: Record<string, string>;
  items?: Hint[];
}

interface Entry {
  pointer: string;
  path: string;
  items?: Entry[];
}

export function hintOf(form: Form, pointer: string): Hint | undefined;
export function messageOf(
  form: Form,
  pointer: string,
  keyword: string,
): string | undefined;
export function transformErrors(
  form: Form,
): <E extends { name?: string; property?: string; message?: string }>(
  errors: E[],
) => E[];
export function translateError(
  form: Form,
): (error: {
  keyword: string;
  instancePath: string;
  params: Record<string, unknown>;
  message?: string;
}) => string;
export function pointerOfProblem(form: Form, field: string): string;
