import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Tool } from "@/api/types";
import { CopyField } from "@/ui/copy";
import { Dialog } from "@/ui/dialog";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { NewSecret } from "./new-secret";
import { SecretRow } from "./secret-row";

/** How a tool proves who it is. For superusers. */
export function Credentials({ tool, onClose }: { tool: Pick<Tool, "id" | "name">; onClose: () => void }) {
  const { t } = useTranslation("tools");
  const path = { params: { path: { id: tool.id } } };
  const offer = api.useQuery("get", "/api/tools/catalogue/{id}/", path);
  const secrets = api.useQuery("get", "/api/tools/catalogue/{id}/credentials/", path);
  const error = offer.error ?? secrets.error;
  const clientId = offer.data?.client_id;
  const list = secrets.data?.results;
  return (
    <Dialog
      as="sheet"
      open
      onClose={onClose}
      title={t("credentials.title", { name: tool.name })}
      description={t("credentials.text")}
    >
      {error ? (
        <ErrorState
          error={error}
          onRetry={() => {
            void offer.refetch();
            void secrets.refetch();
          }}
        />
      ) : !list || offer.isPending ? (
        <Skeleton className="h-32" />
      ) : (
        <div className="space-y-6">
          {clientId && (
            <section>
              <h3 className="mb-1.5 text-sm font-medium">{t("credentials.id")}</h3>
              <CopyField value={clientId} label={t("credentials.id")} />
            </section>
          )}
          <section>
            <h3 className="mb-1.5 text-sm font-medium">{t("credentials.secrets")}</h3>
            {list.length === 0 ? (
              <p className="text-muted">{t("credentials.none")}</p>
            ) : (
              <ul className="divide-y rounded-lg border">
                {list.map((secret) => (
                  <SecretRow key={secret.id} tool={tool} secret={secret} />
                ))}
              </ul>
            )}
          </section>
          <NewSecret tool={tool} isFirst={list.length === 0} />
        </div>
      )}
    </Dialog>
  );
}
