import { useTranslation } from "react-i18next";
import { TextareaField } from "@/ui/form";
import { FormDialog } from "../form-dialog";
import type { Seen } from "./data";
import { suspend } from "./suspending";

/** Shuts a restaurant, for a reason that its people read. */
export function SuspendDialog({ seen, onClose }: { seen: Seen; onClose: () => void }) {
  const { t } = useTranslation("admin");
  return (
    <FormDialog
      title={t("suspend.title", { name: seen.name })}
      description={t("suspend.text")}
      action={seen.suspended ? t("suspend.change") : t("suspend.action")}
      danger
      defaults={{ reason: seen.suspended?.reason ?? "" }}
      send={({ reason }) => suspend(seen.id, reason.trim())}
      done={t("suspend.done", { name: seen.name })}
      onClose={onClose}
    >
      <TextareaField name="reason" label={t("suspend.reason")} hint={t("suspend.reasonHint")} required maxLength={500} rows={3} />
    </FormDialog>
  );
}
