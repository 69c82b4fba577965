import { useQueryClient } from "@tanstack/react-query";
import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { Mail } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import { restaurantsQuery } from "@/app/who";
import { day } from "@/lib/format";
import { roleName } from "@/lib/role-names";
import { Button } from "@/ui/button";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { say, sayFailed } from "@/ui/toast";
import { Plain } from "./frame";

export const Route = createLazyRoute("/_in/invitations")({ component: Invitations });

function Invitations() {
  const { t } = useTranslation(["account", "common"]);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const list = api.useQuery("get", "/api/staff/invitations/");
  const accept = api.useMutation("post", "/api/staff/invitations/{tenant_id}/accept/");
  const decline = api.useMutation("post", "/api/staff/invitations/{tenant_id}/decline/");
  const answer = async (how: typeof accept | typeof decline, tenant: { id: number; name: string; slug: string }) => {
    try {
      await how.mutateAsync({ params: { path: { tenant_id: tenant.id } } });
    } catch (error) {
      sayFailed(tenant.name, error);
      return;
    }
    await Promise.all([list.refetch(), queries.invalidateQueries({ queryKey: restaurantsQuery.queryKey })]);
    say(t(how === accept ? "invitations.joined" : "invitations.declined", { name: tenant.name }));
    if (how === accept) await navigate({ to: "/r/$restaurant", params: { restaurant: tenant.slug } });
  };
  return (
    <Plain title={t("invitations.title")} text={t("invitations.text")}>
      {list.isPending && <SkeletonRows rows={2} />}
      {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} />}
      {list.data?.results.length === 0 && (
        <EmptyState icon={<Mail />} title={t("invitations.none")}>
          {t("invitations.noneText")}
        </EmptyState>
      )}
      <ul className="divide-y">
        {list.data?.results.map((invitation) => (
          <li key={invitation.id} className="flex flex-wrap items-center justify-between gap-3 py-3">
            <div>
              <p className="font-semibold">{invitation.tenant.name}</p>
              <p className="text-sm text-muted">
                {t("invitations.as", { role: roleName(invitation.role) })} ·{" "}
                {t("invitations.until", { day: day(invitation.expires_at) })}
              </p>
            </div>
            <div className="flex gap-2">
              <Button tone="quiet" size="sm" busy={decline.isPending} onClick={() => void answer(decline, invitation.tenant)}>
                {t("invitations.decline")}
              </Button>
              <Button tone="primary" size="sm" busy={accept.isPending} onClick={() => void answer(accept, invitation.tenant)}>
                {t("invitations.accept")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Plain>
  );
}
