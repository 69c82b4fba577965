import { useQuery } from "@tanstack/react-query";
import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { RefreshCw } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { usePages } from "@/api/lists";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { Choose, FilterRow, ListCard } from "../list-card";
import { Narrowed } from "../narrowed";
import { ToRestaurants } from "../restaurants/link";
import { agreements, type SubscriptionsSearch } from "../search";
import type { Agreement } from "./agreement";
import { plansQuery } from "./plans";
import { columnsOf } from "./subscription-columns";

export const Route = createLazyRoute("/admin/subscriptions")({ component: Subscriptions });

/** What all restaurants agreed to. */
function Subscriptions() {
  const { t } = useTranslation("admin");
  const { status, plan, tenant } = Route.useSearch();
  const navigate = useNavigate({ from: "/admin/subscriptions" });
  const types = [...new Set(useQuery(plansQuery).data?.map((one) => one.plan_type))];
  const query = { status, plan_type: plan, tenant };
  const list = usePages<Agreement>(["admin", "subscriptions", query], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/admin/subscriptions/", { params: { query: { ...query, page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
  const columns = useMemo(() => columnsOf(t), [t]);
  const change = (to: Partial<SubscriptionsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace: true, resetScroll: false });
  return (
    <Page title={t("nav.subscriptions")} description={t("subscriptions.text")}>
      <ListCard
        label={t("nav.subscriptions")}
        of="subscriptions"
        list={list}
        columns={columns}
        keyOf={(one) => one.id}
        onClear={status || plan || tenant ? () => change({ status: undefined, plan: undefined, tenant: undefined }) : undefined}
        filters={
          <FilterRow>
            <Choose
              label={t("subscriptions.status")}
              any={t("subscriptions.anyStatus")}
              value={status}
              options={agreements}
              say={(one) => t(`agreement.${one}`)}
              onChange={(status) => change({ status })}
            />
            <Choose
              label={t("restaurants.plan")}
              any={t("subscriptions.anyPlan")}
              value={plan}
              options={plan && !types.includes(plan) ? [...types, plan] : types}
              say={(one) => one}
              onChange={(plan) => change({ plan })}
            />
            {tenant && <Narrowed tenant={tenant} onClear={() => change({ tenant: undefined })} />}
          </FilterRow>
        }
        empty={
          <EmptyState icon={<RefreshCw />} title={t("subscriptions.none")} action={<ToRestaurants />}>
            {t("subscriptions.noneText")}
          </EmptyState>
        }
      />
    </Page>
  );
}
