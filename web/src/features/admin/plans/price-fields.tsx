import { useFormContext } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Input } from "@/ui/form";
import { currencies, intervals, priceName, type Values } from "./values";

/** A price for each currency and interval. One that is left empty is not sold. */
export function PriceFields() {
  const { t } = useTranslation("admin");
  const { register, formState } = useFormContext<Values>();
  const errors = formState.errors as Record<string, { message?: string } | undefined>;
  const wrong = Object.entries(errors).find(([name]) => name.startsWith("prices"))?.[1]?.message;
  return (
    <fieldset>
      <legend className="mb-1.5 text-sm font-medium">{t("plans.prices")}</legend>
      <table className="w-full border-separate border-spacing-x-2 border-spacing-y-1.5 text-sm">
        <thead>
          <tr>
            <td />
            {intervals.map((interval) => (
              <th key={interval} scope="col" className="text-left font-medium text-muted">
                {t(`interval.${interval}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {currencies.map((currency) => (
            <tr key={currency}>
              <th scope="row" className="w-12 text-left font-medium">
                {currency}
              </th>
              {intervals.map((interval) => (
                <td key={interval}>
                  <Input
                    aria-label={`${currency}, ${t(`interval.${interval}`)}`}
                    aria-invalid={wrong ? true : undefined}
                    inputMode="decimal"
                    {...register(`prices.${priceName(currency, interval)}`)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {wrong ? <p className="text-sm text-bad">{wrong}</p> : <p className="text-sm text-muted">{t("plans.pricesHint")}</p>}
    </fieldset>
  );
}
