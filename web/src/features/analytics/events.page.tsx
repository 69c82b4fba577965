import { createLazyRoute } from "@tanstack/react-router";
import { Radio } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { client } from "@/api/client";
import { useCursor } from "@/api/lists";
import type { Event } from "@/api/types";
import { useTimeZone } from "@/app/who";
import { day, dayAndTime, time } from "@/lib/format";
import { Card, Facts } from "@/ui/card";
import { Dialog } from "@/ui/dialog";
import { Select } from "@/ui/form";
import { Page } from "@/ui/page";
import { SkeletonRows } from "@/ui/skeleton";
import { EmptyState, ErrorState } from "@/ui/states";
import { type Column, Table } from "@/ui/table";
import { AnalyticsTabs } from "./analytics.page";
import { KindIcon, useKindName, useTypes } from "./kinds";
import { Detail } from "./live-feed";
import { ToTools } from "./to-tools";
import { usePeopleNames, useToolNames } from "./whose";

export const Route = createLazyRoute("/_in/r/$restaurant/analytics/events")({ component: Events });

const size = 100;

/** Everything that happened, the newest first. */
function Events() {
  const { t } = useTranslation("analytics");
  const zone = useTimeZone();
  const kindName = useKindName();
  const toolName = useToolNames(true);
  const [type, setType] = useState("");
  const [open, setOpen] = useState<Event | null>(null);
  const types = useTypes();
  const list = useCursor<Event>(["events", type], async (cursor, signal) => {
    const query = { page_size: size, ...(type && { event_type: type }), ...(cursor && { cursor }) };
    const { data } = await client.GET("/api/analytics/events/", { params: { query }, signal });
    return data as NonNullable<typeof data>;
  });
  const columns: Column<Event>[] = [
    {
      id: "type",
      header: t("columns.what"),
      width: "minmax(0, 2fr)",
      cell: (event) => (
        <button
          type="button"
          className="flex w-full min-w-0 items-center gap-3 rounded-sm text-left"
          onClick={() => setOpen(event)}
        >
          <span className="grid size-8 shrink-0 place-items-center rounded-full bg-sunken text-muted [&_svg]:size-4" aria-hidden>
            <KindIcon type={event.event_type} />
          </span>
          <span className="min-w-0">
            <span className="block truncate font-medium">{kindName(event.event_type)}</span>
            <Detail event={event} />
          </span>
        </button>
      ),
    },
    { id: "from", header: t("columns.from"), hideBelow: "md", cell: (event) => toolName(String(event.tool_id ?? 0)) },
    {
      id: "at",
      header: t("columns.when"),
      width: "clamp(4rem, 40vw - 6.5rem, 9.5rem)",
      align: "end",
      cell: (event) => (
        <>
          <span className="max-sm:hidden">{dayAndTime(event.created_at, zone)}</span>
          <span className="text-sm text-muted sm:hidden">
            <span className="block">{day(event.created_at, zone, "short")}</span>
            <span className="block">{time(event.created_at, zone)}</span>
          </span>
        </>
      ),
    },
  ];
  return (
    <Page title={t("events.title")} description={t("events.text")}>
      <AnalyticsTabs />
      <Select aria-label={t("ofType")} className="mb-4 w-auto" value={type} onChange={(e) => setType(e.target.value)}>
        <option value="">{t("allTypes")}</option>
        {types.data?.results.map((known) => (
          <option key={`${known.tool_id} ${known.name}`} value={known.name}>
            {kindName(known.name)}
          </option>
        ))}
      </Select>
      <Card>
        {list.error && list.rows.count === 0 ? (
          <ErrorState error={list.error} onRetry={list.refetch} />
        ) : list.isPending ? (
          <SkeletonRows rows={8} />
        ) : list.rows.count === 0 ? (
          <EmptyState icon={<Radio />} title={t("live.none")} action={<ToTools />}>
            {t("live.noneText")}
          </EmptyState>
        ) : (
          <Table label={t("events.title")} columns={columns} rows={list.rows} keyOf={(event) => event.id} rowHeight={60} />
        )}
      </Card>
      <EventSheet event={open} onClose={() => setOpen(null)} />
    </Page>
  );
}

/** All that is known of an event. */
function EventSheet({ event, onClose }: { event: Event | null; onClose: () => void }) {
  const { t } = useTranslation("analytics");
  const zone = useTimeZone();
  const kindName = useKindName();
  const toolName = useToolNames(event !== null);
  const personName = usePeopleNames(event?.user !== null && event !== null);
  return (
    <Dialog as="sheet" open={event !== null} onClose={onClose} title={event ? kindName(event.event_type) : ""}>
      {event && (
        <div className="space-y-5">
          <Facts
            of={[
              [t("columns.when"), dayAndTime(event.created_at, zone)],
              [t("events.received"), dayAndTime(event.received_at, zone)],
              [t("columns.from"), toolName(String(event.tool_id ?? 0))],
              ...(event.user ? [[t("events.user"), personName(String(event.user))] as [string, string]] : []),
              ...(event.ip_address ? [[t("events.ip"), event.ip_address] as [string, string]] : []),
              [t("events.id"), String(event.id)],
            ]}
          />
          <pre className="overflow-auto rounded-md border bg-sunken p-3 font-mono text-sm">
            {JSON.stringify(event.data, null, 2)}
          </pre>
        </div>
      )}
    </Dialog>
  );
}
