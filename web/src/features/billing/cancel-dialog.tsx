import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Subscription } from "@/api/types";
import { useTimeZone } from "@/app/who";
import { day } from "@/lib/format";
import { Button } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import type { Acts } from "./acts";

type Props = { open: boolean; onClose: () => void; sub: Subscription; acts: Acts };

/** Asks when a subscription is to end, and says what then happens. What is late can only end now. */
export function CancelDialog({ open, onClose, sub, acts }: Props) {
  const { t } = useTranslation("billing");
  const zone = useTimeZone();
  const mayWait = sub.status === "active" && sub.current_period_end !== null;
  const [chosen, setChosen] = useState<"end" | "now">("end");
  const when = mayWait ? chosen : "now";
  const end = sub.current_period_end ? day(sub.current_period_end, zone) : "";
  const confirm = async () => {
    if (await acts.cancel(sub, when === "now")) onClose();
  };
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={t("cancel.title")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel.keep")}</Button>
          <Button tone="danger" busy={acts.busy === "cancel"} onClick={() => void confirm()}>
            {t(when === "now" ? "cancel.now" : "cancel.atEnd")}
          </Button>
        </>
      }
    >
      {mayWait ? (
        <fieldset className="space-y-2">
          <legend className="mb-2 text-muted">{t("cancel.when")}</legend>
          {(["end", "now"] as const).map((option) => (
            <label
              key={option}
              className="flex cursor-pointer gap-3 rounded-md border p-3 has-checked:border-accent has-checked:bg-accent-soft"
            >
              <input
                type="radio"
                name="when"
                className="mt-1 size-4 shrink-0 accent-accent"
                checked={chosen === option}
                onChange={() => setChosen(option)}
              />
              <span>
                <span className="block font-medium">{t(`cancel.${option}Title`, { day: end })}</span>
                <span className="block text-sm text-muted">{t(`cancel.${option}Text`, { day: end })}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ) : (
        <p className="text-muted">{t("cancel.nowText")}</p>
      )}
    </Dialog>
  );
}
