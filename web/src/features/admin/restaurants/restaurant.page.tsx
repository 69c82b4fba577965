import { useQuery } from "@tanstack/react-query";
import { createLazyRoute } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { isProblem } from "@/api/problem";
import { day } from "@/lib/format";
import { Button } from "@/ui/button";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { Banner, ErrorState } from "@/ui/states";
import { useAct } from "../acts";
import { About } from "./about";
import { Agreements } from "./agreements";
import { type Seen, seenQuery } from "./data";
import { PaidLately } from "./paid-lately";
import { SuspendDialog } from "./suspend-dialog";
import { unsuspend } from "./suspending";
import { VisitDialog } from "./visit-dialog";
import { VisitedLately } from "./visited-lately";

export const Route = createLazyRoute("/admin/restaurants/$id")({ component: Restaurant });

/** Everything that operators see of one restaurant, and can do about it. */
function Restaurant() {
  const { t } = useTranslation("admin");
  const id = Number(Route.useParams().id) || 0;
  const seen = useQuery({ ...seenQuery(id), retry: (tries, error) => !(isProblem(error) && error.status === 404) && tries < 2 });
  const [asks, setAsks] = useState<"suspend" | "visit" | null>(null);
  const close = () => setAsks(null);
  const isThere = seen.data !== undefined && seen.data.deleted_at === null;
  return (
    <Page
      title={seen.data?.name ?? t("restaurant.numbered", { id })}
      description={seen.data?.slug}
      actions={
        isThere && (
          <>
            {!seen.data.suspended && (
              <Button tone="dangerQuiet" onClick={() => setAsks("suspend")}>
                {t("suspend.action")}
              </Button>
            )}
            <Button tone="primary" onClick={() => setAsks("visit")}>
              {t("visit.action")}
            </Button>
          </>
        )
      }
    >
      {seen.error && !seen.data && <ErrorState error={seen.error} onRetry={() => void seen.refetch()} />}
      {seen.isPending && (
        <div className="grid gap-6 lg:grid-cols-2">
          <Skeleton className="h-96 rounded-lg" />
          <Skeleton className="h-96 rounded-lg" />
        </div>
      )}
      {seen.data && (
        <div className="space-y-6">
          <Standing seen={seen.data} onSuspend={() => setAsks("suspend")} />
          <div className="grid items-start gap-6 lg:grid-cols-2">
            {/* First what one comes for, which on a phone is above the facts; both are read in the order in which they are seen. */}
            <div className="space-y-6">
              <Agreements seen={seen.data} />
              <PaidLately tenant={id} />
              <VisitedLately tenant={id} />
            </div>
            <About seen={seen.data} />
          </div>
          {asks === "suspend" && <SuspendDialog seen={seen.data} onClose={close} />}
          {asks === "visit" && <VisitDialog seen={seen.data} onClose={close} />}
        </div>
      )}
    </Page>
  );
}

/** What keeps the restaurant's people from working. */
function Standing({ seen, onSuspend }: { seen: Seen; onSuspend: () => void }) {
  const { t } = useTranslation("admin");
  const { busy, act } = useAct();
  const { suspended } = seen;
  return (
    <>
      {seen.deleted_at && (
        <Banner tone="warn" title={t("restaurant.deleted", { day: day(seen.deleted_at) })}>
          {t("restaurant.deletedText")}
        </Banner>
      )}
      {suspended && (
        <Banner
          tone="bad"
          title={t("suspend.since", { day: day(suspended.since) })}
          action={
            <span className="flex flex-wrap gap-2">
              <Button size="sm" onClick={onSuspend}>
                {t("suspend.change")}
              </Button>
              <Button
                size="sm"
                busy={busy === "unsuspend"}
                onClick={() => void act("unsuspend", () => unsuspend(seen.id), t("suspend.lifted", { name: seen.name }))}
              >
                {t("suspend.lift")}
              </Button>
            </span>
          }
        >
          {t("suspend.because", { reason: suspended.reason })}
        </Banner>
      )}
      {seen.schema_version < seen.newest_schema_version && !seen.deleted_at && (
        <Banner tone="warn" title={t("restaurant.behind")}>
          {t("restaurant.behindText", { version: seen.schema_version, newest: seen.newest_schema_version })}
        </Banner>
      )}
    </>
  );
}
