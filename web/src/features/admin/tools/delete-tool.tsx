import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import type { Offer } from "@/features/tools/data";
import { Confirm } from "@/ui/dialog";
import { useAct } from "../acts";

export function DeleteTool({ tool, onClose }: { tool: Offer; onClose: () => void }) {
  const { t } = useTranslation("admin");
  const { busy, act } = useAct();
  const remove = async () => {
    const send = () => client.DELETE("/api/tools/catalogue/{id}/", { params: { path: { id: tool.id } } });
    if (await act("delete", send, t("tools.deleted", { name: tool.name }))) onClose();
  };
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t("tools.deleteTitle", { name: tool.name })}
      action={t("tools.delete")}
      busy={busy !== ""}
      onConfirm={() => void remove()}
    >
      <p>{t("tools.deleteText")}</p>
    </Confirm>
  );
}
