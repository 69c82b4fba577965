import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Plan } from "@/api/types";
import { Confirm } from "@/ui/dialog";
import { useAct } from "../acts";

/** Takes a plan off sale, after asking. */
export function RetirePlan({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { busy, act } = useAct();
  const retire = async () => {
    const send = () => client.DELETE("/api/admin/plans/{id}/", { params: { path: { id: plan.id } } });
    if (await act("retire", send, t("plans.retiredNow", { name: plan.name }))) onClose();
  };
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t("plans.retireTitle", { name: plan.name })}
      action={t("plans.retire")}
      busy={busy !== ""}
      onConfirm={() => void retire()}
    >
      <p>{t("plans.retireText")}</p>
    </Confirm>
  );
}
