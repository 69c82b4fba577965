import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Tool } from "@/api/types";
import { Confirm } from "@/ui/dialog";
import { say, sayFailed } from "@/ui/toast";
import { matrixKey } from "./access-data";
import { refreshTools } from "./data";

export function Uninstall({ tool, onClose }: { tool: Tool; onClose: () => void }) {
  const { t } = useTranslation("tools");
  const queries = useQueryClient();
  const { name } = tool;
  const uninstall = api.useMutation("delete", "/api/tools/available/{id}/", {
    onSuccess: async () => {
      say(t("uninstall.done", { name }));
      onClose();
      await Promise.all([refreshTools(queries), queries.invalidateQueries({ queryKey: [matrixKey] })]);
    },
    onError: (error) => sayFailed(t("uninstall.failed", { name }), error),
  });
  return (
    <Confirm
      open
      danger
      onClose={onClose}
      title={t("uninstall.title", { name })}
      action={t("card.uninstall")}
      busy={uninstall.isPending}
      onConfirm={() => uninstall.mutate({ params: { path: { id: tool.id } } })}
    >
      <p>{t("uninstall.text", { name })}</p>
      <p>{t("uninstall.rather")}</p>
    </Confirm>
  );
}
