import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { beginVisit } from "@/app/who";
import { SelectField, TextareaField } from "@/ui/form";
import { FormDialog } from "../form-dialog";
import type { Seen } from "./data";

const lengths = [15, 30, 60, 120]; // minutes; the API allows no more

/** Opens a restaurant as a visitor: for a reason and a while, of which its own log tells. */
export function VisitDialog({ seen, onClose }: { seen: Seen; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const navigate = useNavigate();
  const begin = async (reason: string, minutes: number) => {
    const { data } = await client.POST("/api/admin/tenants/{id}/visits/", {
      params: { path: { id: seen.id } },
      body: { reason, minutes },
    });
    if (!data) return;
    beginVisit({ slug: seen.slug, id: data.id });
    await navigate({ to: "/r/$restaurant", params: { restaurant: seen.slug } });
  };
  return (
    <FormDialog
      title={t("visit.title", { name: seen.name })}
      description={t("visit.text")}
      action={t("visit.begin")}
      defaults={{ reason: "", minutes: "30" }}
      send={({ reason, minutes }) => begin(reason.trim(), Number(minutes))}
      done={t("visit.begun", { name: seen.name })}
      onClose={onClose}
    >
      <TextareaField name="reason" label={t("visit.reason")} hint={t("visit.reasonHint")} required maxLength={500} rows={3} />
      <SelectField name="minutes" label={t("visit.length")}>
        {lengths.map((minutes) => (
          <option key={minutes} value={minutes}>
            {t("visit.minutes", { count: minutes })}
          </option>
        ))}
      </SelectField>
    </FormDialog>
  );
}
