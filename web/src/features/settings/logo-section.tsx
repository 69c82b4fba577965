import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tenant } from "@/api/types";
import { Avatar } from "@/ui/avatar";
import { Button } from "@/ui/button";
import { TextField } from "@/ui/form";
import { Section } from "./section";
import { SectionForm } from "./section-form";

/** Pictures are shown from anywhere, but over TLS alone. */
const isShown = (address: string) => /^https:\/\/[^\s/]+/.test(address);

/** The restaurant's logo, which is an address of a picture. */
export function LogoSection({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation("settings");
  return (
    <Section name="logo">
      <SectionForm section="logo" tenant={tenant} fields={["logo"]}>
        {(form) => {
          const address = form.watch("logo").trim();
          return (
            <div className="flex flex-wrap items-start gap-4">
              <Preview key={address} name={tenant.name} address={address} />
              <TextField
                name="logo"
                label={t("logo.address")}
                hint={address && !isShown(address) ? t("logo.https") : t("logo.hint")}
                type="url"
                optional
                maxLength={500}
                placeholder="https://"
                className="min-w-64 grow"
              />
              {address !== "" && (
                <Button className="sm:mt-6.5" onClick={() => form.setValue("logo", "", { shouldDirty: true })}>
                  {t("logo.remove")}
                </Button>
              )}
            </div>
          );
        }}
      </SectionForm>
    </Section>
  );
}

function Preview({ name, address }: { name: string; address: string }) {
  const { t } = useTranslation("settings");
  const [broken, setBroken] = useState(false);
  const shown = isShown(address) && !broken;
  return (
    <figure className="w-24 text-center">
      {shown ? (
        <img
          src={address}
          alt={t("logo.preview")}
          referrerPolicy="no-referrer"
          className="mx-auto size-16 rounded-lg border bg-surface object-cover"
          onError={() => setBroken(true)}
        />
      ) : (
        <Avatar name={name} square className="mx-auto size-16 rounded-lg text-title" />
      )}
      <figcaption className="mt-1.5 text-xs text-muted">
        {t(shown ? "logo.shown" : broken ? "logo.broken" : "logo.letters")}
      </figcaption>
    </figure>
  );
}
