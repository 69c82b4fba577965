import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";

/** Stays in sight while something is not saved. */
export function SaveBar({ isNew, busy, onDiscard }: { isNew: boolean; busy: boolean; onDiscard: () => void }) {
  const { t } = useTranslation(["staff", "common"]);
  return (
    <div className="sticky bottom-4 z-20 flex animate-rise flex-wrap items-center justify-between gap-3 rounded-lg border bg-raised px-4 py-3 shadow-high max-lg:bottom-20">
      <p role="status" className="text-sm text-muted max-sm:hidden">
        {t("editor.unsaved")}
      </p>
      <div className="flex grow justify-end gap-2">
        <Button tone="quiet" disabled={busy} onClick={onDiscard}>
          {t("editor.discard")}
        </Button>
        <Button type="submit" tone="primary" busy={busy}>
          {t(isNew ? "editor.create" : "common:save")}
        </Button>
      </div>
    </div>
  );
}
