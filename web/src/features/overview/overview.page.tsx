import { useQuery } from "@tanstack/react-query";
import { createLazyRoute, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useHere, useProfile, useTenant, useTimeZone } from "@/app/who";
import { useLive } from "@/features/analytics/live";
import { LiveFeed, LiveSign } from "@/features/analytics/live-feed";
import { day, money, number } from "@/lib/format";
import { useNow } from "@/lib/now";
import { may } from "@/lib/permissions";
import { Card, CardFooter, CardHeader } from "@/ui/card";
import { Page } from "@/ui/page";
import { Skeleton } from "@/ui/skeleton";
import { ErrorState } from "@/ui/states";
import { Attention } from "./attention";
import { Checklist } from "./checklist";
import { hoursQuery } from "./data";
import { Figure, FigureSkeleton } from "./figures";
import { Hours } from "./hours";
import { todayOf } from "./today";

export const Route = createLazyRoute("/_in/r/$restaurant/")({ component: Overview });

const minute = 60_000;
const shownLive = 5; // events, as many as are as tall as the hours

function Overview() {
  const { t } = useTranslation("overview");
  const here = useHere();
  const profile = useProfile();
  const zone = useTimeZone();
  const now = useNow(minute);
  return (
    <Page
      title={profile.first_name ? t("greeting", { name: profile.first_name }) : t("plainGreeting")}
      description={t("todayIs", { day: day(new Date(now), zone, "long"), restaurant: here.name })}
    >
      {here.suspended ? <p className="text-muted">{t("suspended")}</p> : <Working now={now} />}
    </Page>
  );
}

function Working({ now }: { now: number }) {
  const { t } = useTranslation("overview");
  const here = useHere();
  return (
    <>
      <Attention />
      <Checklist />
      {may(here, "analytics.view") ? <Numbers now={now} /> : <p className="text-muted">{t("noNumbers")}</p>}
    </>
  );
}

/** What has happened today, and what happens now. */
function Numbers({ now }: { now: number }) {
  const { t } = useTranslation(["overview", "analytics"]);
  const here = useHere();
  const tenant = useTenant();
  const zone = useTimeZone();
  const live = useLive(true);
  const happened = live.counts?.events ?? -1; // the figures follow what is seen live
  const query = useQuery({ ...hoursQuery, refetchInterval: happened >= 0 ? minute / 2 : minute });
  const today = query.data && todayOf(query.data, now);
  if (query.error && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const cents = (value: number) => (tenant ? money((value / 100).toFixed(2), tenant.currency) : "");
  return (
    <>
      <div className="grid grid-cols-2 gap-4 max-sm:gap-3 sm:grid-cols-3 max-sm:[&>:first-child]:col-span-2">
        {today ? (
          <>
            <Figure label={t("figures.sales")} value={cents(today.sales.today)} of={today.sales} />
            <Figure label={t("figures.orders")} value={number(today.orders.today)} of={today.orders} />
            <Figure label={t("figures.events")} value={number(today.events.today)} of={today.events} />
          </>
        ) : (
          <>
            <FigureSkeleton />
            <FigureSkeleton />
            <FigureSkeleton />
          </>
        )}
      </div>
      <div className="mt-4 grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
        <Card className="flex flex-col">
          <CardHeader title={t("byHour")} description={t("byHourText")} />
          {today ? <Hours hours={today.hours} zone={zone} /> : <Skeleton className="m-5 h-56" />}
        </Card>
        <Card className="flex flex-col">
          <CardHeader title={t("now")} actions={<LiveSign state={live.state} />} />
          <LiveFeed events={live.events.slice(0, shownLive)} />
          {live.events.length > 0 && (
            <CardFooter className="mt-auto justify-start">
              <Link
                to="/r/$restaurant/analytics/events"
                params={{ restaurant: here.slug }}
                className="rounded-sm py-1 text-sm font-medium text-accent underline-offset-4 hover:underline"
              >
                {t("allEvents")}
              </Link>
            </CardFooter>
          )}
        </Card>
      </div>
    </>
  );
}
