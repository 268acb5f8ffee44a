import { InLanguage } from "@outlook-connector/forms";
import { use, Component, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Route, Router, Switch } from "wouter";
import { useHashLocation } from "wouter/use-hash-location";
import { ApiProblem, problemOf } from "./api/problem.ts";
import { Shell } from "./parts/Shell.tsx";
import { ConnectScreen } from "./screens/connect/ConnectScreen.tsx";
import { ExplainScreen } from "./screens/explain/ExplainScreen.tsx";
import { HistoryScreen } from "./screens/history/HistoryScreen.tsx";
import { LogScreen } from "./screens/log/LogScreen.tsx";
import { SendScreen } from "./screens/send/SendScreen.tsx";
import { SetupScreen } from "./screens/setup/SetupScreen.tsx";
import { StartScreen } from "./screens/start/StartScreen.tsx";
import { TestScreen } from "./screens/test/TestScreen.tsx";
import { SharedProvider } from "./store.tsx";

/** The page. It waits for the session before it calls the service. */
export function App({ session }: { session: Promise<void> }) {
  const { t } = useTranslation("page");
  const loading = <p className="pg-wait">{t("loading")}</p>;
  return (
    <Boundary failed={(error) => <NoService error={error} />}>
      <Suspense fallback={loading}>
        <WithSession session={session}>
          <SharedProvider loading={loading} failed={(error, again) => <NoService error={error} again={again} />}>
            <Router hook={useHashLocation}>
              <Shell>
                <Screens />
              </Shell>
            </Router>
          </SharedProvider>
        </WithSession>
      </Suspense>
    </Boundary>
  );
}

function Screens() {
  const { t } = useTranslation("page");
  return (
    <Switch>
      <Route path="/">
        <StartScreen />
      </Route>
      <Route path="/connect">
        <ConnectScreen key="new" />
      </Route>
      <Route path="/connections/:name">
        {({ name }) => <ConnectScreen key={name} name={decodeURIComponent(name)} />}
      </Route>
      <Route path="/connections/:name/test">
        {({ name }) => <TestScreen key={name} name={decodeURIComponent(name)} />}
      </Route>
      <Route path="/connections/:name/send">
        {({ name }) => <SendScreen key={name} name={decodeURIComponent(name)} />}
      </Route>
      <Route path="/explain">
        <ExplainScreen />
      </Route>
      {/* Not a query: the hash router does not notice the way back from one. */}
      <Route path="/setup/:step?">{({ step }) => <SetupScreen step={step} />}</Route>
      <Route path="/log">
        <LogScreen />
      </Route>
      <Route path="/history">
        <HistoryScreen />
      </Route>
      <Route>
        <h1 tabIndex={-1}>{t("not-found")}</h1>
      </Route>
    </Switch>
  );
}

function WithSession({ session, children }: { session: Promise<void>; children: ReactNode }) {
  use(session);
  return children;
}

function NoService({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation("page");
  const problem = problemOf(error);
  const what = whatFailed(error, problem.status);
  return (
    <main className="pg-main pg-alone">
      <h1>{t(`${what}.title`)}</h1>
      <p>{t(`${what}.text`)}</p>
      {what !== "session" && problem.detail && (
        <p>
          <InLanguage text={problem.detail} language="en" />
        </p>
      )}
      {again && (
        <button type="button" className="of-button of-main" onClick={again}>
          {t("again")}
        </button>
      )}
    </main>
  );
}

/** The session, the service, or the page itself. `fetch` throws a `TypeError` if there is no response. */
function whatFailed(error: unknown, status: number): "session" | "no-service" | "defect" {
  if (status === 401 || status === 403) return "session";
  return error instanceof ApiProblem || (error instanceof TypeError && /fetch/i.test(error.message))
    ? "no-service"
    : "defect";
}

/** Catches what a screen throws. */
class Boundary extends Component<{ children: ReactNode; failed: (error: unknown) => ReactNode }, { error?: unknown }> {
  override state: { error?: unknown } = {};

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    return this.state.error === undefined ? this.props.children : this.props.failed(this.state.error);
  }
}
