import { useTranslation } from "react-i18next";
import type { Tenant } from "@/api/types";
import { SelectField, TextareaField, TextField } from "@/ui/form";
import { isKind, kinds } from "./kinds";
import { Section } from "./section";
import { SectionForm } from "./section-form";

const fields = ["name", "description", "business_type", "contact_email", "contact_phone", "address", "phone", "website"] as const;

/** What the restaurant is called, and how it is reached. */
export function ProfileSection({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation("settings");
  return (
    <Section name="profile">
      <SectionForm section="profile" tenant={tenant} fields={fields}>
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="name" label={t("profile.name")} required maxLength={100} autoComplete="organization" />
          <SelectField name="business_type" label={t("profile.kind")}>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`profile.kinds.${kind}`)}
              </option>
            ))}
            {!isKind(tenant.business_type) && <option value={tenant.business_type}>{tenant.business_type}</option>}
          </SelectField>
        </div>
        <TextareaField name="description" label={t("profile.description")} optional maxLength={2000} />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField
            name="contact_email"
            label={t("profile.email")}
            hint={t("profile.emailHint")}
            type="email"
            required
            maxLength={254}
            autoComplete="email"
          />
          <TextField
            name="contact_phone"
            label={t("profile.contactPhone")}
            hint={t("profile.contactPhoneHint")}
            type="tel"
            optional
            maxLength={32}
            autoComplete="tel"
          />
        </div>
        <TextareaField name="address" label={t("profile.address")} hint={t("profile.addressHint")} optional maxLength={500} />
        <div className="grid gap-4 sm:grid-cols-2">
          <TextField name="phone" label={t("profile.phone")} hint={t("profile.phoneHint")} type="tel" optional maxLength={32} />
          <TextField
            name="website"
            label={t("profile.website")}
            type="url"
            optional
            maxLength={500}
            placeholder="https://"
            autoComplete="url"
          />
        </div>
      </SectionForm>
    </Section>
  );
}
