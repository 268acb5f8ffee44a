import { useEffect } from "react";
import { losesMail } from "../screens/send/mail_draft.ts";
import { useShared } from "../store.tsx";

/** Makes the browser ask before a reload loses a mail. Mails are kept nowhere but in this window. */
export function useLeaveWarning() {
  const { drafts } = useShared();
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (losesMail(drafts.entries())) event.preventDefault();
    };
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [drafts]);
}
