import { Radio } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Event } from "@/api/types";
import { useTenant, useTimeZone } from "@/app/who";
import { money, time } from "@/lib/format";
import { cn } from "@/lib/names";
import { EmptyState } from "@/ui/states";
import { KindIcon, useKindName } from "./kinds";
import type { LiveState } from "./live";

/** Says whether what is shown is shown as it happens. */
export function LiveSign({ state }: { state: LiveState }) {
  const { t } = useTranslation("analytics");
  return (
    <span className="inline-flex items-center gap-2 text-sm text-muted" role="status">
      <span className={cn("size-2 rounded-full", state === "live" ? "animate-pulse bg-good" : "bg-faint")} aria-hidden />
      {t(`live.${state}`)}
    </span>
  );
}

export function LiveFeed({ events }: { events: readonly Event[] }) {
  const { t } = useTranslation("analytics");
  const zone = useTimeZone();
  const kindName = useKindName();
  if (events.length === 0) {
    return (
      <EmptyState icon={<Radio />} title={t("live.none")}>
        {t("live.noneText")}
      </EmptyState>
    );
  }
  return (
    <ol className="divide-y">
      {events.map((event) => (
        <li key={event.id} className="flex animate-appear items-center gap-3 px-5 py-2.5">
          <span className="grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-muted [&_svg]:size-4" aria-hidden>
            <KindIcon type={event.event_type} />
          </span>
          <span className="min-w-0 grow">
            <span className="block truncate font-medium">{kindName(event.event_type)}</span>
            <Detail event={event} />
          </span>
          <time dateTime={event.created_at} className="shrink-0 text-sm text-muted tabular-nums">
            {time(event.created_at, zone)}
          </time>
        </li>
      ))}
    </ol>
  );
}

const amountFields = ["total", "amount"];
const telling = ["dish", "name", "item", "title", "page", "action"];

/** What an event's data says at a glance: an amount, and the first field that tells it from others. */
export function Detail({ event }: { event: Event }) {
  const { t } = useTranslation("analytics");
  const tenant = useTenant();
  const data = (typeof event.data === "object" && event.data !== null ? event.data : {}) as Record<string, unknown>;
  const amount = amountFields
    .map((name) => data[name])
    .find((value) => value !== undefined && /^\d+(?:\.\d+)?$/.test(String(value)));
  const about = telling.map((name) => data[name]).find((value) => typeof value === "string" || typeof value === "number");
  const table = typeof data.table === "number" || typeof data.table === "string" ? t("table", { number: data.table }) : undefined;
  const parts = [
    about !== undefined && String(about),
    table,
    amount !== undefined && tenant && money(String(amount), tenant.currency),
  ].filter(Boolean);
  if (parts.length === 0) return null;
  return <span className="block truncate text-sm text-muted">{parts.join(" · ")}</span>;
}
