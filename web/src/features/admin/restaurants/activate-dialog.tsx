import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { SelectField } from "@/ui/form";
import { FormDialog } from "../form-dialog";
import { plansQuery } from "../money/plans";
import type { Seen } from "./data";

/** Opens a restaurant's tools under a plan, without a price and without an end. */
export function ActivateDialog({ seen, onClose }: { seen: Seen; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const plans = useQuery(plansQuery).data?.filter((plan) => plan.is_active) ?? [];
  const activate = (plan: string) =>
    client.POST("/api/tenants/{id}/activate_subscription/", {
      params: { path: { id: seen.id } },
      body: plan ? { plan_id: Number(plan) } : {},
    });
  return (
    <FormDialog
      title={t("plan.openTitle", { name: seen.name })}
      description={t("plan.openText")}
      action={t("plan.open")}
      defaults={{ plan_id: "" }}
      send={({ plan_id }) => activate(plan_id)}
      done={t("plan.opened", { name: seen.name })}
      onClose={onClose}
    >
      <SelectField name="plan_id" label={t("plan.which")} required>
        <option value="">{t("plan.choose")}</option>
        {plans.map((plan) => (
          <option key={plan.id} value={plan.id}>
            {plan.name}
          </option>
        ))}
      </SelectField>
    </FormDialog>
  );
}
