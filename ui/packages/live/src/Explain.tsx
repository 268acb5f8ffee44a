import {
  DescriptorForm,
  FailureCard,
  operation,
  subset,
  toRequest,
  Understood,
  type Descriptor,
  type ErrorDetail,
  type FormData,
  type ServiceResponse,
} from "@outlook-connector/forms";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { connector } from "./component/connector.ts";

/** The card asks for the output of the checks, when there are checks. */
const FINDINGS_PATH = "response.findings";

/** Explains an error that somebody pastes. `guide` is the address of the set-up assistant. */
export function Explain({ descriptor, guide }: { descriptor: Descriptor; guide: string }) {
  const { t } = useTranslation("live");
  const [data, setData] = useState<FormData>({});
  const [found, setFound] = useState<{ asked: ServiceResponse; detail: ErrorDetail }>();
  const form = useMemo(
    () => subset(operation(descriptor, "explain").input, (_, entry) => entry?.path !== FINDINGS_PATH),
    [descriptor],
  );
  const explain = async () => {
    const asked = { body: "", ...(toRequest(form, data).parameters.response as object | undefined) } as ServiceResponse;
    const { detail } = await connector.explain(asked);
    setFound({ asked, detail });
  };
  return (
    <>
      <DescriptorForm form={form} data={data} onChange={setData} onSubmit={() => void explain()}>
        <button type="submit" className="of-button of-main">
          {t("explain")}
        </button>
      </DescriptorForm>
      {found && <Understood detail={found.detail} />}
      {found && (
        <FailureCard
          detail={found.detail}
          explainAgain={async (findings) => (await connector.explain({ ...found.asked, findings })).detail}
          onGuideStep={(step) => location.assign(`${guide}#step-${step}`)}
        />
      )}
    </>
  );
}
