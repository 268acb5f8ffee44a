import { useTranslation } from "react-i18next";
import { InLanguage } from "./InLanguage.tsx";
import { Links } from "./Links.tsx";
import { noticeText } from "./texts.ts";
import { Paths } from "./Paths.tsx";
import type { Notice } from "./records.ts";
import { useLookup } from "./use_lookup.ts";

/** Conditions that a person should know of, although the call succeeded. */
export function NoticeList({ notices }: { notices: Notice[] }) {
  const { t } = useTranslation("forms");
  const { language, lookup } = useLookup();
  return notices.map((notice) => {
    const text = noticeText(notice, language, lookup);
    return (
      <div className="of-notice" key={notice.code + notice.message}>
        <p>
          <span className="of-badge of-warn">{t("notice")}</span>{" "}
          <InLanguage text={text.message} language={text.language} />
        </p>
        <p className="of-help" lang={text.language}>
          <Paths text={text.fix} />
        </p>
        <Links links={notice.links} />
      </div>
    );
  });
}
