// Errors as n8n shows them.
import type { OutlookError } from "outlook-connector";

/** The class of errors is in an ES module, which only `import()` loads here. */
export function isOutlookError(error: unknown): error is Pick<OutlookError, keyof OutlookError> {
  return error instanceof Error && error.name === "OutlookError";
}

/** What people read under the message: the fields at fault, and the first cause with its check and its fix. */
export function advice(error: Pick<OutlookError, keyof OutlookError>): string {
  const [cause] = error.causes;
  return [
    ...(error.mayHaveBeenSent
      ? ["The mail may have been sent. Use the operation Check Outcome before you send it again."]
      : []),
    ...error.fields.map(({ message, fix }) => `${message} ${fix}`),
    ...(cause === undefined ? [] : [cause.title, `Check: ${cause.check}`, `Fix: ${cause.fix}`]),
    ...error.leftovers.map(({ message }) => message),
  ].join("\n");
}

/** The properties of an error that workflows decide by. */
export function shown(error: Pick<OutlookError, keyof OutlookError>): Record<string, unknown> {
  const { message, ...rest } = error.toJSON();
  return { error: message, ...rest };
}
