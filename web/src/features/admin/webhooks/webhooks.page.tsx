import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { Webhook } from "lucide-react";
import { useTranslation } from "react-i18next";
import { LateSearch } from "@/ui/late-search";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { Choose, FilterRow, ListCard } from "../list-card";
import { Narrowed } from "../narrowed";
import { deliveryStates, type WebhooksSearch } from "../search";
import { columnsOf } from "./columns";
import { nameOf, sources, useDeliveries } from "./data";
import { DeliverySheet } from "./delivery-sheet";
import { useReplay } from "./replaying";

export const Route = createLazyRoute("/admin/webhooks")({ component: Webhooks });

/** What was sent to the platform, and what became of it. */
function Webhooks() {
  const { t } = useTranslation("admin");
  const search = Route.useSearch();
  const navigate = useNavigate({ from: "/admin/webhooks" });
  const list = useDeliveries(search);
  const { again, isUnder } = useReplay();
  const change = (to: Partial<WebhooksSearch>, replace = true) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace, resetScroll: false });
  const columns = columnsOf(t, {
    open: ({ id }) => change({ delivery: id }, false),
    again: (delivery) => void again(delivery),
    isUnder,
  });
  const { source, status, type, tenant, delivery } = search;
  const clear = () => change({ source: undefined, status: undefined, type: undefined, tenant: undefined });
  return (
    <Page title={t("nav.webhooks")} description={t("webhooks.text")}>
      <ListCard
        label={t("nav.webhooks")}
        list={list}
        columns={columns}
        keyOf={(one) => one.id}
        onClear={source || status || type || tenant ? clear : undefined}
        filters={
          <FilterRow>
            <div className="max-sm:w-full">
              <LateSearch
                label={t("webhooks.exactType")}
                value={type ?? ""}
                onSearch={(type) => change({ type: type || undefined })}
              />
            </div>
            <Choose
              label={t("webhooks.source")}
              any={t("webhooks.anySource")}
              value={sources.find((known) => known === source)}
              options={sources}
              say={nameOf}
              onChange={(source) => change({ source })}
            />
            <Choose
              label={t("webhooks.status")}
              any={t("webhooks.anyStatus")}
              value={status}
              options={deliveryStates}
              say={(one) => t(`delivery.${one}`)}
              onChange={(status) => change({ status })}
            />
            {tenant && <Narrowed tenant={tenant} onClear={() => change({ tenant: undefined })} />}
          </FilterRow>
        }
        empty={
          <EmptyState icon={<Webhook />} title={t("webhooks.none")}>
            {t("webhooks.noneText")}
          </EmptyState>
        }
      />
      {delivery && (
        <DeliverySheet
          id={delivery}
          busy={isUnder(delivery)}
          onReplay={(one) => void again(one)}
          onClose={() => change({ delivery: undefined })}
        />
      )}
    </Page>
  );
}
