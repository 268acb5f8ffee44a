import { call } from "./http.ts";

/**
 * Exchanges the one-time token of the URL's fragment for a cookie, and takes the token out of the address bar and of the history.
 * Does nothing without a token: a reload has the cookie.
 */
export async function startSession(): Promise<void> {
  const token = /^#token=([^&]+)/.exec(location.hash)?.[1];
  if (token === undefined) return;
  history.replaceState(null, "", `${location.pathname}#/`);
  await call("POST", "/ui/session", { token: decodeURIComponent(token) });
}
