import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { Store } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { LateSearch } from "@/ui/late-search";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { Choose, FilterRow, ListCard } from "../list-card";
import { healths, type RestaurantsSearch, standings } from "../search";
import { columnsOf } from "./columns";
import { useSeen } from "./data";

export const Route = createLazyRoute("/admin/restaurants")({ component: Restaurants });

/** All restaurants, and how they are. */
function Restaurants() {
  const { t } = useTranslation("admin");
  const search = Route.useSearch();
  const navigate = useNavigate({ from: "/admin/restaurants" });
  const list = useSeen(search);
  const columns = useMemo(() => columnsOf(t), [t]);
  const change = (to: Partial<RestaurantsSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace: true, resetScroll: false });
  const { q, health, status } = search;
  return (
    <Page title={t("restaurants.title")} description={t("restaurants.text")}>
      <ListCard
        label={t("restaurants.title")}
        of="restaurants"
        list={list}
        columns={columns}
        keyOf={(seen) => seen.id}
        order={search.order ?? "-created_on"}
        onOrder={(order) => change({ order })}
        onClear={q || health || status ? () => change({ q: undefined, health: undefined, status: undefined }) : undefined}
        filters={
          <FilterRow>
            <div className="max-sm:w-full">
              <LateSearch label={t("restaurants.search")} value={q ?? ""} onSearch={(q) => change({ q: q || undefined })} />
            </div>
            <Choose
              label={t("restaurants.health")}
              any={t("restaurants.anyHealth")}
              value={health}
              options={healths}
              say={(one) => t(`health.${one}`)}
              onChange={(health) => change({ health })}
            />
            <Choose
              label={t("restaurants.status")}
              any={t("restaurants.anyStatus")}
              value={status}
              options={standings}
              say={(one) => t(`standing.${one}`)}
              onChange={(status) => change({ status })}
            />
          </FilterRow>
        }
        empty={
          <EmptyState icon={<Store />} title={t("restaurants.none")}>
            {t("restaurants.noneText")}
          </EmptyState>
        }
      />
    </Page>
  );
}
