import { useTranslation } from "react-i18next";
import { Links } from "./Links.tsx";
import { noticeText } from "./texts.ts";
import { Paths } from "./Paths.tsx";
import type { Notice } from "./records.ts";

/** Conditions that a person should know of, although the call succeeded. */
export function NoticeList({ notices }: { notices: Notice[] }) {
  const { t, i18n } = useTranslation("forms");
  return notices.map((notice) => {
    const text = noticeText(
      notice,
      i18n.language,
      (key) => i18n.getResource(i18n.language, "forms", key) as string | undefined,
    );
    return (
      <div className="of-notice" key={notice.code + notice.message}>
        <p>
          <span className="of-badge of-warn">{t("notice")}</span> <span lang={text.language}>{text.message}</span>
        </p>
        <p className="of-help" lang={text.language}>
          <Paths text={text.fix} />
        </p>
        <Links links={notice.links} />
      </div>
    );
  });
}
