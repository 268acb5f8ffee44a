import { FailureCard, responseOf, type ErrorDetail, type RequestRecord } from "@outlook-connector/forms";
import { useLocation } from "wouter";
import { detailOf, type Problem } from "../api/problem.ts";
import { service } from "../api/service.ts";
import { useShared } from "../store.tsx";

interface FailureProps {
  detail: ErrorDetail;
  mayHaveBeenSent?: boolean;
  requests?: RequestRecord[];
  /** The connection whose values fill the checks. */
  connection?: string;
  /** Permissions in the token, if they are known. */
  roles?: string[] | undefined;
}

/** The card of a failure, with the service behind its box for findings. */
export function Failure({ detail, connection, roles, ...rest }: FailureProps) {
  const [, go] = useLocation();
  const { connections } = useShared();
  const isSaved = connections.some(({ name }) => name === connection);
  const explainAgain = async (findings: string) => {
    const response = {
      ...responseOf({ ...detail, requests: rest.requests ?? detail.requests }),
      findings,
      ...(isSaved && { connection }),
      ...(roles && { roles }),
    };
    return (await service.explain(response)).detail;
  };
  return (
    <FailureCard detail={detail} {...rest} explainAgain={explainAgain} onGuideStep={(step) => go(`/setup/${step}`)} />
  );
}

/** The card of a call that failed. */
export function ProblemCard({
  problem,
  ...rest
}: { problem: Problem } & Omit<FailureProps, "detail" | "mayHaveBeenSent">) {
  // The banner says that this window has no access.
  if (problem.status === 401) return null;
  return <Failure detail={detailOf(problem)} mayHaveBeenSent={problem.may_have_been_sent === true} {...rest} />;
}
