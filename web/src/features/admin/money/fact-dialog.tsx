import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { SelectField, TextareaField, TextField } from "@/ui/form";
import { FormDialog } from "../form-dialog";
import { currencies } from "./payment";

/** Adds a fact of money by hand. Its key stays the same while the dialog is open: sent twice, it is added once. */
export function FactDialog({ tenant, onClose }: { tenant: number | undefined; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const [key] = useState(() => `console-${crypto.randomUUID()}`);
  const restaurants =
    useQuery({
      queryKey: ["admin", "restaurants", "to choose"],
      queryFn: async ({ signal }) => {
        const query = { page_size: 200, ordering: "name" };
        const { data } = await client.GET("/api/admin/tenants/", { params: { query }, signal });
        return data?.results ?? [];
      },
    }).data ?? [];
  return (
    <FormDialog
      title={t("ledger.add")}
      description={t("ledger.addText")}
      action={t("ledger.post")}
      defaults={{ tenant: tenant ? String(tenant) : "", kind: "credit", amount: "", currency: "GHS", note: "", key }}
      send={(values) =>
        client.POST("/api/admin/ledger/", {
          body: {
            tenant: Number(values.tenant),
            kind: values.kind,
            amount: values.amount.trim(),
            currency: values.currency,
            note: values.note.trim(),
            key: values.key.trim(),
          },
        })
      }
      done={t("ledger.done")}
      onClose={onClose}
    >
      <SelectField name="tenant" label={t("restaurants.name")} required>
        <option value="">{t("ledger.choose")}</option>
        {tenant && !restaurants.some((one) => one.id === tenant) && (
          <option value={tenant}>{t("restaurant.numbered", { id: tenant })}</option>
        )}
        {restaurants.map((one) => (
          <option key={one.id} value={one.id}>
            {one.name}
          </option>
        ))}
      </SelectField>
      <SelectField name="kind" label={t("ledger.kind")} hint={t("ledger.kindHint")}>
        <option value="credit">{t("fact.credit")}</option>
        <option value="write_off">{t("fact.write_off")}</option>
      </SelectField>
      <div className="grid grid-cols-[1fr_7rem] gap-4">
        <TextField name="amount" label={t("payments.amount")} required inputMode="decimal" />
        <SelectField name="currency" label={t("payments.currency")}>
          {currencies.map((currency) => (
            <option key={currency}>{currency}</option>
          ))}
        </SelectField>
      </div>
      <TextareaField name="note" label={t("ledger.note")} required maxLength={500} rows={2} />
      <TextField name="key" label={t("ledger.key")} hint={t("ledger.keyHint")} required maxLength={100} spellCheck={false} />
    </FormDialog>
  );
}
