import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { DatabaseZap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { number } from "@/lib/format";
import { Badge } from "@/ui/badge";
import { Button } from "@/ui/button";
import { Card, CardBody, CardHeader } from "@/ui/card";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { useAct } from "../acts";
import { Figure } from "../figure";
import { type Migrations as Body, migrationsQuery } from "./migrations";
import { RunCard } from "./run-card";
import { StuckList } from "./stuck-list";

export const Route = createLazyRoute("/admin/migrations")({ component: Migrations });

/** How far the restaurants' schemas are, and bringing them up. */
function Migrations() {
  const { t } = useTranslation("admin");
  const query = useQuery(migrationsQuery);
  const { busy, act } = useAct();
  const { data } = query;
  const isRunning = data?.run?.state === "running";
  return (
    <Page
      title={t("nav.migrations")}
      description={t("migrations.text")}
      actions={
        data &&
        (data.behind > 0 || isRunning ? (
          <Button
            tone="primary"
            busy={busy !== ""}
            disabled={isRunning}
            onClick={() => void act("run", () => client.POST("/api/admin/migrations/run/"), t("migrations.started"))}
          >
            <DatabaseZap aria-hidden />
            {t(isRunning ? "migrations.running" : "migrations.run")}
          </Button>
        ) : (
          <Badge tone="good" dot>
            {t("migrations.upToDate")}
          </Badge>
        ))
      }
    >
      {query.isPending && <Skeleton className="h-72 rounded-lg" />}
      {query.error && !data && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {data && (
        <div className="space-y-6">
          <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
            <Figure label={t("migrations.newest")} below={t("migrations.newestText")}>
              {number(data.newest_version)}
            </Figure>
            <Figure label={t("migrations.behind")} below={t("migrations.behindText")}>
              <span className={data.behind > 0 ? "text-bad" : undefined}>{number(data.behind)}</span>
            </Figure>
            <Figure label={t("migrations.failed")} below={t("migrations.failedText")}>
              <span className={data.failed_count > 0 ? "text-bad" : undefined}>{number(data.failed_count)}</span>
            </Figure>
            <Figure label={t("migrations.shared")} below={t("migrations.sharedText")}>
              {number(data.shared_version)}
            </Figure>
          </div>
          {data.run && <RunCard run={data.run} />}
          <Versions of={data} />
          <StuckList list={data.failed ?? []} count={data.failed_count} />
        </div>
      )}
    </Page>
  );
}

/** How many restaurants are at which version. */
function Versions({ of: { versions, newest_version: newest } }: { of: Body }) {
  const { t } = useTranslation("admin");
  const most = Math.max(1, ...versions.map((one) => one.restaurants));
  return (
    <Card aria-labelledby="versions">
      <CardHeader id="versions" title={t("migrations.versions")} />
      <CardBody>
        {versions.length === 0 ? (
          <p className="text-muted">{t("restaurants.none")}</p>
        ) : (
          <ul className="space-y-2.5">
            {versions.map(({ version, restaurants }) => (
              <li key={version} className="grid grid-cols-[6.5rem_1fr_4rem] items-center gap-3">
                <span className={version < newest ? "font-medium text-warn" : ""}>{t("plans.numbered", { version })}</span>
                <span className="h-2 overflow-hidden rounded-full bg-sunken" aria-hidden>
                  <span
                    className={`block h-full rounded-full ${version < newest ? "bg-chart-3" : "bg-accent"}`}
                    style={{ width: `${(restaurants / most) * 100}%` }}
                  />
                </span>
                <span className="text-right text-muted tabular-nums">{number(restaurants)}</span>
              </li>
            ))}
          </ul>
        )}
      </CardBody>
    </Card>
  );
}
