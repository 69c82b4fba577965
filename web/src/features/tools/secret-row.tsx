import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { components } from "@/api/schema";
import type { Tool } from "@/api/types";
import { dayAndTime } from "@/lib/format";
import { Button } from "@/ui/button";
import { Confirm } from "@/ui/dialog";
import { say, sayFailed } from "@/ui/toast";

type Secret = components["schemas"]["SecretBody"];

export const secretsKey = ["get", "/api/tools/catalogue/{id}/credentials/"];

/** A secret by its last characters, and when it ends. */
export function SecretRow({ tool, secret }: { tool: Pick<Tool, "id" | "name">; secret: Secret }) {
  const { t } = useTranslation("tools");
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const end = api.useMutation("delete", "/api/tools/catalogue/{id}/credentials/{secret_id}/", {
    onSuccess: async () => {
      setAsks(false);
      say(t("credentials.ended"));
      await queries.invalidateQueries({ queryKey: secretsKey });
    },
    onError: (error) => sayFailed(t("credentials.endFailed"), error),
  });
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
      <div className="min-w-0 text-sm">
        <code className="font-mono text-base">…{secret.hint}</code>
        <p className="text-muted">{t("credentials.since", { when: dayAndTime(secret.created_at) })}</p>
        {secret.expires_at && <p className="text-warn">{t("credentials.until", { when: dayAndTime(secret.expires_at) })}</p>}
      </div>
      <Button size="sm" tone="dangerQuiet" onClick={() => setAsks(true)}>
        {t("credentials.end")}
      </Button>
      <Confirm
        open={asks}
        danger
        onClose={() => setAsks(false)}
        title={t("credentials.endTitle", { hint: secret.hint })}
        action={t("credentials.end")}
        busy={end.isPending}
        onConfirm={() => end.mutate({ params: { path: { id: tool.id, secret_id: secret.id } } })}
      >
        <p>{t("credentials.endText", { name: tool.name })}</p>
      </Confirm>
    </li>
  );
}
