import { useLocalised, type Profile } from "@outlook-connector/forms";
import { useTranslation } from "react-i18next";

/** How the app signs in. */
export function ProfileChoice(props: { profiles: Profile[]; chosen: string; onChoose: (id: string) => void }) {
  const { t } = useTranslation("page");
  return (
    <fieldset className="pg-choice">
      <legend>{t("connect.sign-in")}</legend>
      {props.profiles.map((profile) => (
        <ProfileRadio
          key={profile.id}
          profile={profile}
          isChosen={profile.id === props.chosen}
          onChoose={() => props.onChoose(profile.id)}
        />
      ))}
    </fieldset>
  );
}

function ProfileRadio({ profile, isChosen, onChoose }: { profile: Profile; isChosen: boolean; onChoose: () => void }) {
  const { title } = useLocalised(profile);
  return (
    <label className="pg-radio">
      <input type="radio" name="profile" checked={isChosen} onChange={onChoose} />
      <span>{title}</span>
    </label>
  );
}
