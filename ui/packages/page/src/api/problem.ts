import type { ErrorDetail, FieldProblem } from "@outlook-connector/forms";

/** A failure as the service reports it (RFC 9457), with the connector's members. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  detail?: string;
  kind?: string;
  code?: string;
  may_have_been_sent?: boolean;
  is_permanent?: boolean;
  retry_after_ms?: number | null;
  /** The field of the request that is at fault, if the service itself refused it. */
  field?: string | null;
  reference?: string | null;
  error?: ErrorDetail | null;
}

/** A call that failed. */
export class ApiProblem extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail ?? problem.title);
    this.problem = problem;
  }
}

/** Returns the problem of a failed call. A connection that broke is one, too: then nobody knows what the service did. */
export function problemOf(error: unknown): Problem {
  if (error instanceof ApiProblem) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { title: "The service did not respond", status: 0, code: "no-response", detail };
}

/** Returns the fields that were refused, by the connector or by the service itself. */
export function fieldsOf(problem: Problem | undefined): FieldProblem[] {
  if (problem?.error) return problem.error.fields;
  if (!problem?.field) return [];
  return [{ field: problem.field, code: problem.code ?? "field", message: problem.detail ?? problem.title, fix: "" }];
}

/** Returns the details of a problem. A problem of the service itself has no causes. */
export function detailOf(problem: Problem): ErrorDetail {
  return (
    problem.error ?? {
      code: problem.code ?? "problem",
      message: problem.detail ?? problem.title,
      fields: fieldsOf(problem),
      causes: [],
      leftovers: [],
      requests: [],
    }
  );
}
