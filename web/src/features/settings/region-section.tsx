import { useTranslation } from "react-i18next";
import type { Tenant } from "@/api/types";
import { currencies, timeZones } from "@/features/account/places";
import { SelectField } from "@/ui/form";
import { Section } from "./section";
import { SectionForm } from "./section-form";

/** By which clocks the restaurant's days are counted, and in which money. */
export function RegionSection({ tenant }: { tenant: Tenant }) {
  const { t, i18n } = useTranslation("settings");
  const names = new Intl.DisplayNames(i18n.language, { type: "currency" });
  const sold: readonly string[] = currencies;
  const others = new Set([tenant.currency, ...Intl.supportedValuesOf("currency")].filter((code) => !sold.includes(code)));
  const option = (code: string) => (
    <option key={code} value={code}>
      {code} · {names.of(code)}
    </option>
  );
  return (
    <Section name="region">
      <SectionForm section="region" tenant={tenant} fields={["timezone", "currency"]}>
        <div className="grid gap-4 sm:grid-cols-2">
          <SelectField name="timezone" label={t("region.timezone")} hint={t("region.timezoneHint")} required>
            {[...new Set([tenant.timezone, ...timeZones()])].map((place) => (
              <option key={place} value={place}>
                {place.replaceAll("_", " ")}
              </option>
            ))}
          </SelectField>
          <SelectField name="currency" label={t("region.currency")} hint={t("region.currencyHint")} required>
            <optgroup label={t("region.sold")}>{currencies.map(option)}</optgroup>
            <optgroup label={t("region.others")}>{[...others].map(option)}</optgroup>
          </SelectField>
        </div>
      </SectionForm>
    </Section>
  );
}
