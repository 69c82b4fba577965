import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { dayAndTime } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Lately } from "./lately";

export function VisitedLately({ tenant }: { tenant: number }) {
  const { t } = useTranslation("admin");
  const query = useQuery({
    queryKey: ["admin", "visits", "of", tenant],
    queryFn: async ({ signal }) => {
      const { data } = await client.GET("/api/admin/visits/", { params: { query: { tenant, page_size: 5 } }, signal });
      return data?.results ?? [];
    },
  });
  return (
    <Lately
      id="visits"
      title={t("nav.visits")}
      none={t("visits.noneOf")}
      query={query}
      all={
        <Button asChild size="sm">
          <Link to="/admin/visits" search={{ tenant }}>
            {t("list.all")}
          </Link>
        </Button>
      }
      row={(visit) => (
        <div className="flex flex-wrap items-start gap-x-4 gap-y-1">
          <div className="min-w-0 grow basis-48">
            <p className="font-medium break-words">{visit.reason}</p>
            <p className="text-sm text-muted">
              {visit.operator?.name || visit.operator?.email} · {dayAndTime(visit.started_at)}
            </p>
          </div>
          {visit.is_open && (
            <Badge tone="warn" dot>
              {t("visits.open")}
            </Badge>
          )}
        </div>
      )}
    />
  );
}
