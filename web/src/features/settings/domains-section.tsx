import { Globe } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api } from "@/api/client";
import type { Domain, Tenant } from "@/api/types";
import { Confirm } from "@/ui/dialog";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { say, sayFailed } from "@/ui/toast";
import { AddDomain } from "./add-domain";
import { DomainRow } from "./domain-row";
import { Section } from "./section";

/** The host names that lead to the restaurant. */
export function DomainsSection({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation("settings");
  const [leaving, setLeaving] = useState<Domain | null>(null);
  const list = api.useQuery("get", "/api/tenants/{id}/domains/", {
    params: { path: { id: tenant.id }, query: { page_size: 50 } }, // there are twenty at most
  });
  const primary = api.useMutation("post", "/api/tenants/{id}/domains/{domain_id}/make_primary/");
  const remove = api.useMutation("delete", "/api/tenants/{id}/domains/{domain_id}/");
  const at = (domain: Domain) => ({ params: { path: { id: tenant.id, domain_id: domain.id } } });
  const makePrimary = async (domain: Domain) => {
    const before = list.data?.results.find((one) => one.is_primary);
    try {
      await primary.mutateAsync(at(domain));
      await list.refetch();
      say(t("domains.nowPrimary", { domain: domain.domain }), before && (() => void makePrimary(before)));
    } catch (error) {
      sayFailed(t("domains.failed", { domain: domain.domain }), error);
    }
  };
  const removeIt = async (domain: Domain) => {
    try {
      await remove.mutateAsync(at(domain));
      await list.refetch();
      say(t("domains.removed", { domain: domain.domain }));
      setLeaving(null);
    } catch (error) {
      sayFailed(t("domains.failed", { domain: domain.domain }), error);
    }
  };
  return (
    <Section name="domains">
      {list.isPending && <SkeletonRows rows={1} />}
      {list.error && <ErrorState error={list.error} onRetry={() => void list.refetch()} className="py-6" />}
      {list.data?.count === 0 && (
        <EmptyState icon={<Globe />} title={t("domains.none")}>
          {t("domains.noneText")}
        </EmptyState>
      )}
      <ul className="divide-y">
        {list.data?.results.map((domain) => (
          <DomainRow
            key={domain.id}
            domain={domain}
            busy={primary.isPending}
            onPrimary={() => void makePrimary(domain)}
            onRemove={() => setLeaving(domain)}
          />
        ))}
      </ul>
      <AddDomain tenant={tenant} onAdded={() => void list.refetch()} />
      <Confirm
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t("domains.removeTitle", { domain: leaving?.domain })}
        action={t("domains.remove")}
        danger
        busy={remove.isPending}
        onConfirm={() => leaving && void removeIt(leaving)}
      >
        <p>{t("domains.removeText")}</p>
      </Confirm>
    </Section>
  );
}
