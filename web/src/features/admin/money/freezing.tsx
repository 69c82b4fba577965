import { useTranslation } from "react-i18next";
import { Button } from "@/ui/button";
import { useAct } from "../acts";
import { type Agreement, freeze, unfreeze } from "./agreement";

/** Freezes a subscription or takes that back; of one that is over there is nothing to freeze. */
export function Freezing({ of }: { of: Agreement }) {
  const { t } = useTranslation("admin");
  const { busy, act } = useAct();
  const name = of.tenant_name;
  const thaw = () => act("freeze", () => unfreeze(of.id), t("freeze.undone", { name }));
  const halt = () =>
    act(
      "freeze",
      () => freeze(of.id),
      t("freeze.done", { name }),
      () => void thaw(),
    );
  if (!of.is_frozen && (of.status === "cancelled" || of.status === "unpaid")) return null;
  return (
    <Button
      size="sm"
      tone="secondary"
      busy={busy !== ""}
      aria-label={t(of.is_frozen ? "freeze.undoNamed" : "freeze.actionNamed", { name })}
      onClick={() => void (of.is_frozen ? thaw() : halt())}
    >
      {t(of.is_frozen ? "freeze.undo" : "freeze.action")}
    </Button>
  );
}
