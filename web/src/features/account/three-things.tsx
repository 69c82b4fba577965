import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { Form, SelectField, TextField, useApiForm } from "@/ui/form";
import { currencies, likelyCurrency, ownTimeZone, timeZones } from "./places";

export type Three = { name: string; currency: string; timezone: string };

type Props = {
  name: string;
  /** What the restaurant has already; a guess by the browser's clock otherwise. */
  currency?: string;
  timezone?: string;
  action: string;
  busy: boolean;
  error: unknown;
  onSubmit: (values: Three) => void;
};

/** All that a restaurant needs to begin. */
export function ThreeThings({ name, currency, timezone, action, busy, error, onSubmit }: Props) {
  const { t, i18n } = useTranslation("account");
  const zone = timezone ?? ownTimeZone();
  const form = useApiForm<Three>({ name, timezone: zone, currency: currency ?? likelyCurrency(zone) });
  const names = new Intl.DisplayNames(i18n.language, { type: "currency" });
  return (
    <Form form={form} onSubmit={onSubmit} error={error}>
      <TextField
        name="name"
        label={t("new.name")}
        hint={t("new.nameHint")}
        required
        autoFocus
        autoComplete="organization"
        maxLength={100}
      />
      <SelectField name="currency" label={t("new.currency")} hint={t("new.currencyHint")} required>
        {currencies.map((code) => (
          <option key={code} value={code}>
            {code} · {names.of(code)}
          </option>
        ))}
      </SelectField>
      <SelectField name="timezone" label={t("new.timezone")} hint={t("new.timezoneHint")} required>
        {[...new Set([zone, ...timeZones()])].map((place) => (
          <option key={place} value={place}>
            {place.replaceAll("_", " ")}
          </option>
        ))}
      </SelectField>
      <Button type="submit" tone="primary" size="lg" className="w-full" busy={busy}>
        {action}
      </Button>
    </Form>
  );
}
