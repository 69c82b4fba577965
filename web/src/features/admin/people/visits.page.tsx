import { createLazyRoute, useNavigate } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { usePages } from "@/api/lists";
import type { components } from "@/api/schema";
import { dayAndTime, time } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { EmptyState } from "@/ui/states";
import { type Column, TwoLines } from "@/ui/table";
import { useAct } from "../acts";
import { ListCard } from "../list-card";
import { Narrowed } from "../narrowed";
import { RestaurantLink, ToRestaurants } from "../restaurants/link";

export const Route = createLazyRoute("/admin/visits")({ component: Visits });

type Visit = components["schemas"]["ListedBody"];

/** Which operator was in which restaurant, and why. */
function Visits() {
  const { t } = useTranslation("admin");
  const { tenant } = Route.useSearch();
  const navigate = useNavigate({ from: "/admin/visits" });
  const list = usePages<Visit>(["admin", "visits", { tenant }], async (page, page_size, signal) => {
    const { data } = await client.GET("/api/admin/visits/", { params: { query: { tenant, page, page_size } }, signal });
    return data as NonNullable<typeof data>;
  });
  const { busy, act } = useAct();
  const end = (id: number) =>
    void act(id, () => client.DELETE("/api/admin/visits/{id}/", { params: { path: { id } } }), t("visits.done"));
  const columns = useColumns(busy, end);
  const clear = () => void navigate({ search: {}, replace: true });
  return (
    <Page title={t("nav.visits")} description={t("visits.text")}>
      <ListCard
        label={t("nav.visits")}
        of="visits"
        list={list}
        columns={columns}
        keyOf={(visit) => visit.id}
        onClear={tenant ? clear : undefined}
        filters={tenant ? <Narrowed tenant={tenant} onClear={clear} /> : undefined}
        empty={
          <EmptyState icon={<Eye />} title={t("visits.none")} action={<ToRestaurants />}>
            {t("visits.noneText")}
          </EmptyState>
        }
      />
    </Page>
  );
}

function useColumns(busy: string | number, onEnd: (id: number) => void): Column<Visit>[] {
  const { t } = useTranslation("admin");
  return [
    {
      id: "restaurant",
      header: t("restaurants.name"),
      width: "minmax(0, 1.6fr)",
      cell: (visit) => (
        <TwoLines first={<RestaurantLink id={visit.tenant_id} name={visit.tenant_name} />} second={visit.reason} />
      ),
    },
    {
      id: "operator",
      header: t("visits.operator"),
      width: "minmax(0, 1.2fr)",
      hideBelow: "md",
      cell: ({ operator }) => (
        <span className="block truncate text-muted">{operator ? operator.name || operator.email : "–"}</span>
      ),
    },
    {
      id: "began",
      header: t("visits.began"),
      width: "11.5rem",
      hideBelow: "md",
      className: "text-muted tabular-nums",
      cell: (visit) => dayAndTime(visit.started_at),
    },
    {
      id: "ended",
      header: t("visits.ended"),
      width: "minmax(6rem, 0.8fr)",
      cell: (visit) =>
        visit.is_open ? (
          <Badge tone="warn" dot>
            {t("visits.until", { time: time(visit.expires_at) })}
          </Badge>
        ) : (
          <span className="text-muted tabular-nums">{time(visit.ended_at ?? visit.expires_at)}</span>
        ),
    },
    {
      id: "end",
      header: <span className="sr-only">{t("visits.end")}</span>,
      width: "minmax(4.5rem, auto)",
      align: "end",
      cell: (visit) =>
        visit.is_open && (
          <Button
            size="sm"
            busy={busy === visit.id}
            aria-label={t("visits.endNamed", { name: visit.tenant_name })}
            onClick={() => onEnd(visit.id)}
          >
            {t("visits.end")}
          </Button>
        ),
    },
  ];
}
