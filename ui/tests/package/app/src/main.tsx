/** A page of a platform that shows the connector's form and a failure. It has the descriptor and a failure as JSON. */
import {
  createCatalogue,
  DescriptorForm,
  FailureCard,
  toRequest,
  type Descriptor,
  type ErrorDetail,
  type FormData,
} from "@outlook-connector/forms";
import "@outlook-connector/forms/forms.css";
import { useState } from "react";
import { createRoot } from "react-dom/client";
import { I18nextProvider } from "react-i18next";
import descriptorJson from "./descriptor.json";
import failureJson from "./failure.json";

const descriptor = descriptorJson as unknown as Descriptor;
const failure = failureJson as ErrorDetail;

function Page() {
  const [form] = descriptor.connection.profiles;
  const [data, setData] = useState<FormData>({});
  const [saved, setSaved] = useState("");
  if (!form) return null;
  const save = () => {
    const { parameters, secrets } = toRequest(form, data, {
      cases: descriptor.connection.profiles.map(({ id }) => id),
      secretName: (_, value) => (value === undefined ? undefined : "secret-of-this-connection"),
    });
    setSaved(JSON.stringify({ parameters, secrets: secrets.map(({ name }) => name) }));
  };
  return (
    <main>
      <DescriptorForm form={form} data={data} onChange={setData} onSubmit={save}>
        <button type="submit">Save</button>
      </DescriptorForm>
      <output>{saved}</output>
      <FailureCard detail={failure} />
    </main>
  );
}

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <I18nextProvider i18n={createCatalogue(navigator.language.startsWith("de") ? "de" : "en")}>
      <Page />
    </I18nextProvider>,
  );
}
