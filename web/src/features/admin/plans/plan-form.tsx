import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Plan } from "@/api/types";
import { TextareaField, TextField } from "@/ui/form";
import { Banner } from "@/ui/states";
import { CheckField } from "../check-field";
import { FormDialog } from "../form-dialog";
import { PriceFields } from "./price-fields";
import { limits, tools, type Values, valuesOf, writtenOf } from "./values";

/** Puts a plan on sale, or changes one: what was agreed to stays, so another price makes another version. */
export function PlanForm({ plan, onClose }: { plan: Plan | null; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const send = (values: Values) => {
    const body = writtenOf(values, plan);
    return plan
      ? client.PATCH("/api/admin/plans/{id}/", { params: { path: { id: plan.id } }, body })
      : client.POST("/api/admin/plans/", { body });
  };
  return (
    <FormDialog<Values>
      as="sheet"
      title={plan ? t("plans.changeNamed", { name: plan.name }) : t("plans.add")}
      action={t(plan ? "plans.save" : "plans.sell")}
      defaults={valuesOf(plan)}
      send={send}
      done={t(plan ? "plans.changed" : "plans.added")}
      onClose={onClose}
    >
      {plan && <Banner>{t("plans.newVersion")}</Banner>}
      {!plan && (
        <TextField
          name="plan_type"
          label={t("plans.type")}
          hint={t("plans.typeHint")}
          required
          maxLength={50}
          autoCapitalize="none"
          spellCheck={false}
        />
      )}
      <TextField name="name" label={t("plans.name")} required maxLength={100} />
      <TextareaField name="description" label={t("plans.description")} optional rows={2} />
      <PriceFields />
      <fieldset className="grid grid-cols-3 gap-3">
        <legend className="mb-1.5 text-sm font-medium">{t("plans.limits")}</legend>
        {limits.map((name) => (
          <TextField key={name} name={name} label={t(`limit.${name}`)} inputMode="numeric" required />
        ))}
        <p className="col-span-3 -mt-1 text-sm text-muted">{t("plans.limitHint")}</p>
      </fieldset>
      <fieldset className="space-y-1">
        <legend className="mb-1 text-sm font-medium">{t("plans.tools")}</legend>
        {tools.map((name) => (
          <CheckField key={name} name={name} label={t(`includes.${name}`)} />
        ))}
      </fieldset>
      <TextField
        name="event_retention_days"
        label={t("plans.retention")}
        hint={t("plans.retentionHint")}
        inputMode="numeric"
        required
      />
      <TextareaField name="features" label={t("plans.features")} hint={t("plans.featuresHint")} optional rows={4} />
      <CheckField name="is_featured" label={t("plans.isFeatured")} />
    </FormDialog>
  );
}
